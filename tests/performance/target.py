"""What benchmarks measure: a server of their own with functions on it, signed invocations, and a bare echo beside."""

import asyncio
import io
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import uvicorn
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.e2e.server import eventually

MEMORY_MB = 1769
"""One vCPU: smaller functions are slower by their quota, which is not what is measured here."""
EVENT = b'{"key1": "value1", "key2": "value2", "n": 1}'
HANDLER = "def handler(event, context):\n    return {'tenant': context.tenant_id}\n"
FUNCTION = "bench"
START_PATIENCE_S = 120
READY_PATIENCE_S = 30
ECHO_KEEPS_CONNECTIONS_S = 600
"""Longer than between two runs of a benchmark that calls it now and then."""
ECHO_STOP_PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class Target:
    """Where a server of the benchmark's own answers, and the key that it takes."""

    endpoint: str
    region: str
    credentials: Credentials
    pid: int


@contextmanager
def cloister_up(directory: Path, *options: str, module: str = "cloister") -> Iterator[Target]:
    """A server on the directory, for the block; `module` is what runs the command line."""
    command = [sys.executable, "-m", module, "up", "--data-dir", str(directory), "--port", "0"]
    command += options
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        ready = directory / "serving.json"
        eventually(lambda: ready.exists() or process.poll() is not None, within_s=START_PATIENCE_S)
        served = json.loads(ready.read_text())
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(directory / "credentials")
        found = boto3.Session(profile_name="default").get_credentials()
        credentials = found.get_frozen_credentials()
        yield Target(served["endpoint"], served["region"], credentials, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def create_function(target: Target, name: str = FUNCTION, source: str = HANDLER) -> None:
    """A function with tenant isolation, which is active afterwards."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", source)
    client = lambda_client(target)
    client.create_function(
        FunctionName=name,
        Runtime=f"python3.{sys.version_info.minor}",
        Handler="app.handler",
        Role="arn:aws:iam::000000000000:role/bench",
        Code={"ZipFile": package.getvalue()},
        MemorySize=MEMORY_MB,
        TenancyConfig={"TenantIsolationMode": "PER_TENANT"},
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})


def create_ready(target: Target, name: str, count: int) -> str:
    """A function of which so many environments stand ready from soon on; its version, as `invocation` has it.

    What is taken is made again at once.
    """
    create_function(target, name)
    client = lambda_client(target)
    version = client.publish_version(FunctionName=name)["Version"]
    client.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier=version, ProvisionedConcurrentExecutions=count
    )
    return f"{name}%3A{version}"


def await_ready(target: Target, function: str) -> None:
    """As many stand ready as `create_ready`, which gave the function's name, was told."""
    name, version = function.split("%3A")
    client = lambda_client(target)

    def is_ready() -> bool:
        found = client.get_provisioned_concurrency_config(FunctionName=name, Qualifier=version)
        return bool(found["Status"] == "READY")

    eventually(is_ready, within_s=READY_PATIENCE_S)


def lambda_client(target: Target) -> Any:  # Any: boto3's clients have no types
    """boto3's, with the target's key."""
    return boto3.client(
        "lambda",
        endpoint_url=target.endpoint,
        region_name=target.region,
        aws_access_key_id=target.credentials.access_key,
        aws_secret_access_key=target.credentials.secret_key,
    )


def connect(target: Target) -> HTTPConnection:
    """A connection to the server that sends what it is given at once."""
    return connected(target.endpoint)


def connected(endpoint: str) -> HTTPConnection:
    """A connection to an `http://host:port` that sends what it is given at once."""
    address = urlsplit(endpoint)
    connection = HTTPConnection(str(address.hostname), address.port)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def invocation(
    connection: HTTPConnection, target: Target, tenant: str, *, function: str = FUNCTION
) -> Callable[[], object]:
    """An invocation, signed already: calling it sends it and reads the whole answer. RuntimeError for a wrong one."""
    path = f"/2015-03-31/functions/{function}/invocations"
    request = AWSRequest(
        method="POST", url=target.endpoint + path, data=EVENT, headers={"X-Amz-Tenant-Id": tenant}
    )
    SigV4Auth(target.credentials, "lambda", target.region).add_auth(request)
    headers = dict(request.headers.items())

    def send() -> None:
        connection.request("POST", path, EVENT, headers)
        body = connection.getresponse().read()
        if json.loads(body) != {"tenant": tenant}:
            raise RuntimeError(f"a wrong answer: {body!r}")

    return send


def timed(action: Callable[[], object]) -> float:
    """How long it took, in milliseconds."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def percentiles(values_ms: Sequence[float]) -> dict[str, float]:
    """The figures that tables show, of two values at least."""
    cuts = statistics.quantiles(values_ms, n=100)
    return {"p50_ms": statistics.median(values_ms), "p99_ms": cuts[98]}


@contextmanager
def echo_server() -> Iterator[str]:
    """Where the server stack answers with the body that it got: no routing, signature or sandbox."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("spawn").Process(target=_echo, args=(listener,))
        process.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    # The process alone listens from here on: when it dies, clients are refused, and don't wait in a queue of nobody's.
    try:
        yield url
    finally:
        process.terminate()
        process.join(ECHO_STOP_PATIENCE_S)
        process.kill()
        process.join()


def _echo(listener: socket.socket) -> None:
    async def application(_: Any, receive: Any, send: Any) -> None:  # Any: ASGI
        event = await receive()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(event["body"]))],
            }
        )
        await send({"type": "http.response.body", "body": event["body"]})

    config = uvicorn.Config(
        application,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=ECHO_KEEPS_CONNECTIONS_S,
    )
    server = uvicorn.Server(config)
    asyncio.Runner(loop_factory=config.get_loop_factory()).run(server.serve(sockets=[listener]))
