"""The server's own log: whose failure each line is, and nothing of what callers and owners keep to themselves."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import PER_TENANT, Client, boto3_client, call, deploy
from tests.e2e.server import Server, eventually, running
from tests.e2e.test_crash import spawner_of
from tests.loose import Json

pytestmark = pytest.mark.timeout(120)  # a server of its own, and what waits for a timeout

PATIENCE_S = 30
IN_PAYLOAD = "payload-that-nobody-else-may-read"
IN_ENVIRONMENT = "value-that-nobody-else-may-read"
WRONG_SECRET = "secret-that-is-none-of-the-keys"
FAILS = """
    import json, os, socket, stat, sys, time
    def handler(event, context):
        print(event, os.environ["PASSWORD"])
        exec(event["does"], {**globals(), "event": event})
        return event
"""
FIND_CHANNEL = """
links = [f"/proc/self/fd/{fd}" for fd in range(3, 64)]
(channel,) = (int(link[14:]) for link in links if os.path.exists(link) and stat.S_ISSOCK(os.stat(link).st_mode))
"""
GARBAGE = FIND_CHANNEL + "os.write(channel, json.dumps(event).encode())"
FAILURES_OF_FUNCTIONS = {
    "raises": "raise ValueError(event, os.environ['PASSWORD'])",
    "exits": "print(event, file=sys.stderr); os._exit(3)",
    "times out": "time.sleep(9)",
    "takes too much memory": "x = bytearray(500_000_000)",
    "answers with too much": "event['more'] = 'x' * 7_000_000",
    "closes its channel": FIND_CHANNEL + "os.close(channel); os._exit(0)",
}


@pytest.fixture
def failing(tmp_path: Path, image: Path) -> Iterator[Server]:
    """A server on a data directory of its own, that a test may take parts from."""
    with running(tmp_path / "data", image) as server:
        yield server


@pytest.fixture
def client(failing: Server) -> Iterator[Client]:
    with boto3_client(failing.environ, retries={"total_max_attempts": 1}) as client:
        yield client


@pytest.fixture
def function(client: Client) -> str:
    variables = {"Variables": {"PASSWORD": IN_ENVIRONMENT}}
    return deploy(client, FAILS, Timeout=3, Environment=variables, **PER_TENANT)


def ask(client: Client, function: str, does: str, tenant: str = "blue") -> str:
    """The id of a request whose event, and whose function's environment, are to be kept a secret."""
    event = {"does": does, "secret": IN_PAYLOAD}
    try:
        answer = client.invoke(
            FunctionName=function, TenantId=tenant, LogType="Tail", Payload=json.dumps(event)
        )
    except ClientError as refused:
        answer = refused.response
    return str(answer["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"])


def lines(server: Server, event: str | None = None) -> list[dict[str, Json]]:
    """What the log says, of such an event only if one is named."""
    told = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return [line for line in told if event in {None, line["event"]}]


def secrets_in(log: str, server: Server) -> list[str]:
    key_id, secret = server.root_key
    kept = [key_id, secret, IN_PAYLOAD, IN_ENVIRONMENT, WRONG_SECRET]
    return [value for value in kept if value in log]


def test_what_functions_do_wrong_is_their_callers_to_know(
    failing: Server, client: Client, function: str
) -> None:
    for does in FAILURES_OF_FUNCTIONS.values():
        ask(client, function, does)
    init = deploy(
        client,
        "import os\nraise ValueError(os.environ['PASSWORD'])",
        Environment={"Variables": {"PASSWORD": IN_ENVIRONMENT}},
        **PER_TENANT,
    )
    ask(client, init, "never")
    refused = refused_as_a_stranger(failing, function)
    failing.stop()

    assert refused == "InvalidSignatureException"
    assert secrets_in(failing.log, failing) == []
    assert [line for line in lines(failing) if line["level"] != "info"] == []


def refused_as_a_stranger(server: Server, function: str) -> str:
    """What is said to someone who signs with another secret than the key's."""
    key_id, _ = server.root_key
    stranger = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": WRONG_SECRET}
    own = {name: value for name, value in server.environ.items() if "CREDENTIALS" not in name}
    with boto3_client({**own, **stranger}) as client, pytest.raises(ClientError) as refused:
        client.invoke(FunctionName=function, TenantId="blue", Payload=json.dumps(IN_PAYLOAD))
    return str(refused.value.response["Error"]["Code"])


def test_a_line_on_a_failure_tells_request_function_and_environment_and_no_secret(
    failing: Server, client: Client, function: str
) -> None:
    ask(client, function, "pass", tenant="who rests")
    misbehaved = ask(client, function, GARBAGE)
    lost = ask_while_the_spawner_is_killed(failing, client, function)
    (code,) = (failing.directory / "packages" / "trees").iterdir()
    shutil.rmtree(code)
    code.touch()
    not_started = ask(client, function, "pass", tenant="green")

    (told,) = lines(failing, "runtime misbehaved")
    failures = lines(failing, "service failure")
    failing.signal(signal.SIGTERM)
    assert told["request"] == misbehaved
    assert [line["request"] for line in failures] == [lost, not_started]
    for line in (told, *failures):
        assert line["function"] == function
        assert len(line["environment"]) == 32
    assert secrets_in(failing.log, failing) == []
    # The spawner was nobody's, and neither were the environments that rested: other requests made them, long ago.
    ended = lines(failing, "environment ended while idle")
    (gone,) = [line for line in lines(failing) if line["event"].startswith("the spawner is gone")]
    assert ended
    assert [line for line in (gone, *ended) if {"request", "function"} & line.keys()] == []


def ask_while_the_spawner_is_killed(server: Server, client: Client, function: str) -> str:
    """The id of a request whose sandbox goes under it."""
    with (
        ThreadPoolExecutor(1) as threads,
        boto3_client(server.environ, service="cloister") as own,
    ):
        call(client, function, TenantId="red", Payload=json.dumps({"does": "pass"}))
        spawner = spawner_of(server)
        asked = threads.submit(ask, client, function, "time.sleep(9)", tenant="red")
        eventually(
            lambda: own.list_environments(TenantId="red", State="BUSY")["Environments"],
            within_s=PATIENCE_S,
        )
        os.kill(spawner.pid, signal.SIGKILL)
        return asked.result(PATIENCE_S)


def test_what_is_no_http_is_answered_and_leaves_no_line(server: Server) -> None:
    said_before = server.log
    place = urlsplit(server.endpoint)

    with socket.create_connection((str(place.hostname), place.port), PATIENCE_S) as stranger:
        stranger.sendall(b"no HTTP\r\n\r\n")
        answer = stranger.recv(100)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "Invalid HTTP request" not in server.log[len(said_before) :]
