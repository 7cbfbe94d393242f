"""kill -9 at the worst moments, and the next start: all that was acknowledged is there, and nothing else is."""

import fcntl
import itertools
import os
import signal
import socket
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from cloister.domain.errors import ResourceNotFound
from cloister.domain.limits import SPAWNER_RESTARTS_PER_MINUTE_MAX
from cloister.telemetry.log_reader import LogReader, Search, Span
from cloister.telemetry.log_store import GroupAddress
from cloister.telemetry.sqlite_file import reading
from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    Client,
    boto3_client,
    call,
    deploy,
    new_function,
    refusal,
    zipped,
)
from tests.e2e.leftovers import (
    Process,
    alive,
    family,
    half_built_layers,
    log_writers,
    mounts,
    network_namespaces,
    network_namespaces_held_since,
    sandboxes,
    unfinished_files,
)
from tests.e2e.server import Server, eventually, running
from tests.support import ACCOUNT

pytestmark = pytest.mark.timeout(180)  # each starts a server of its own, some of them three times

PARALLEL = 50
SANDBOXES_PATIENCE_S = 60
ANSWER_PATIENCE_S = 30
SPAWNER = b"cloister.sandbox.namespaces.spawner"
SPAWNER_GONE = "the spawner is gone, and all sandboxes with it"
SPAWNER_REPLACED = "another spawner stands in the place"
COUNTER = """
    import time
    count = 0
    def handler(event, context):
        global count
        count += 1
        time.sleep(event.get("seconds", 0))
        return count
"""
FOR_LONG = b'{"seconds": 50}'


@pytest.fixture
def crashing(tmp_path: Path, image: Path) -> Iterator[Server]:
    """A server on a data directory of its own, to be killed."""
    with running(tmp_path / "data", image) as server:
        yield server


def client_of(server: Server) -> AbstractContextManager[Client]:
    """boto3 that sends everything once, and all of it at the same time."""
    return boto3_client(
        server.environ, retries={"total_max_attempts": 1}, max_pool_connections=PARALLEL
    )


def spawner_of(server: Server) -> Process:
    """The server's process with privileges."""
    (spawner,) = (
        member
        for member in server.family()
        if SPAWNER in Path("/proc", str(member.pid), "cmdline").read_bytes()
    )
    return spawner


def is_free(address: tuple[str, int]) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(address) != 0


def take_lock(directory: Path) -> None:
    """Returns if nobody holds the data directory. Raises BlockingIOError."""
    with (directory / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("spawner_too", [False, True], ids=["server", "server and spawner"])
def test_a_server_killed_during_50_invocations_leaves_nothing_to_the_next(
    crashing: Server, spawner_too: bool
) -> None:
    with client_of(crashing) as aws, ThreadPoolExecutor(PARALLEL) as threads:
        name = deploy(aws, COUNTER, Timeout=60, **PER_TENANT)
        counted = call(aws, name, TenantId="tenant-A")
        under_way = [
            threads.submit(call, aws, name, TenantId=f"tenant-{number}", Payload=FOR_LONG)
            for number in range(PARALLEL)
        ]
        eventually(
            lambda: len(network_namespaces(crashing.family())) > PARALLEL,
            within_s=SANDBOXES_PATIENCE_S,
        )
        family, spawner = crashing.family(), spawner_of(crashing)
        namespaces = network_namespaces(family)
        groups = sandboxes(crashing.directory)
        place = urlsplit(crashing.endpoint)

        if spawner_too:
            os.kill(spawner.pid, signal.SIGKILL)
        exit_code = crashing.signal(signal.SIGKILL)
        ends = [future.exception(ANSWER_PATIENCE_S) for future in under_way]

    assert (counted, exit_code) == (1, -signal.SIGKILL)
    assert all(isinstance(end, BotoCoreError | ClientError) for end in ends), ends
    assert len(namespaces) >= PARALLEL
    assert is_free((str(place.hostname), int(place.port or 0)))
    take_lock(crashing.directory)
    crashing.start()
    assert alive(family) == set()
    assert namespaces & network_namespaces_held_since(family) == set()
    # The next server has blanks of its own already.
    assert groups & sandboxes(crashing.directory) == set()
    assert mounts(crashing.directory) == []
    assert unfinished_files(crashing.directory) == []
    with client_of(crashing) as aws:
        assert [call(aws, name, TenantId="tenant-A") for _ in range(2)] == [1, 2]
    crashing.stop()


def test_functions_whose_creation_was_acknowledged_outlive_a_kill_with_their_code(
    crashing: Server,
) -> None:
    acknowledged: dict[str, bytes] = {}
    numbers = itertools.count()
    enough = threading.Event()

    def create_until_cut_off(aws: Client) -> None:
        while True:
            package = zipped(f"{dedent(COUNTER)}\n# {next(numbers)}")
            function = new_function("", Code={"ZipFile": package})
            acknowledged[aws.create_function(**function)["FunctionName"]] = package
            if len(acknowledged) >= PARALLEL:
                enough.set()

    with client_of(crashing) as aws, ThreadPoolExecutor(4) as threads:
        creating = [threads.submit(create_until_cut_off, aws) for _ in range(4)]
        assert enough.wait(SANDBOXES_PATIENCE_S)
        crashing.signal(signal.SIGKILL)
        ends = [future.exception(ANSWER_PATIENCE_S) for future in creating]

    assert all(isinstance(end, BotoCoreError) for end in ends), ends
    crashing.start()
    assert unfinished_files(crashing.directory) == []
    with client_of(crashing) as aws:
        assert {name: downloaded(aws, name) for name in acknowledged} == acknowledged
        last = max(acknowledged)
        aws.get_waiter("function_active_v2").wait(FunctionName=last, WaiterConfig=QUICKLY)
        assert call(aws, last) == 1
    crashing.stop()


def downloaded(aws: Client, name: str) -> bytes:
    with urllib.request.urlopen(aws.get_function(FunctionName=name)["Code"]["Location"]) as answer:
        package: bytes = answer.read()
    return package


def test_an_image_that_was_being_built_at_a_kill_is_built_anew_and_its_half_is_gone(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "data")
    try:
        server.launch()
        eventually(lambda: half_built_layers(server.directory), within_s=SANDBOXES_PATIENCE_S)
        server.signal(signal.SIGKILL)
        half_built = half_built_layers(server.directory)
        server.start()
        with client_of(server) as aws:
            answer = call(aws, deploy(aws, COUNTER))
        server.stop()
    finally:
        server.end()

    assert half_built != []
    assert answer == 1


def lose_spawner(server: Server, *, losses: int = 1) -> None:
    """Its spawner is killed, and it has noticed: the how manieth time."""
    os.kill(spawner_of(server).pid, signal.SIGKILL)
    eventually(lambda: server.log.count(SPAWNER_GONE) >= losses, within_s=ANSWER_PATIENCE_S)


def test_a_server_whose_spawner_was_killed_starts_another_for_the_next_invocation(
    crashing: Server,
) -> None:
    with client_of(crashing) as aws:
        name = deploy(aws, COUNTER, **PER_TENANT)
        counted = [call(aws, name, TenantId="tenant-A") for _ in range(2)]
        before = spawner_of(crashing)

        lose_spawner(crashing)
        anew = [call(aws, name, TenantId=tenant) for tenant in ("tenant-A", "tenant-A", "tenant-B")]

        assert spawner_of(crashing) != before
    assert (counted, anew) == ([1, 2], [1, 2, 1])
    assert crashing.log.count(SPAWNER_GONE) == 1
    assert crashing.log.count(SPAWNER_REPLACED) == 1
    crashing.stop()
    assert sandboxes(crashing.directory) == set()


def test_sandboxes_of_a_spawner_that_was_killed_are_gone_before_there_are_others(
    crashing: Server,
) -> None:
    with client_of(crashing) as aws, ThreadPoolExecutor(1) as threads:
        name = deploy(aws, COUNTER, Timeout=60, **PER_TENANT)
        call(aws, name, TenantId="tenant-A")
        under_way = threads.submit(call, aws, name, TenantId="tenant-A", Payload=FOR_LONG)
        eventually(lambda: sandboxes(crashing.directory), within_s=SANDBOXES_PATIENCE_S)
        spawner = spawner_of(crashing)
        below = family(spawner.pid)

        lose_spawner(crashing)
        end = under_way.exception(ANSWER_PATIENCE_S)
        call(aws, name, TenantId="tenant-B")

    assert isinstance(end, ClientError)
    assert refusal(end).status == 500
    assert len(below) > 2
    assert alive(below) == set()
    crashing.stop()


def test_a_server_whose_spawners_keep_being_killed_fails_invocations_and_says_where_to_look(
    crashing: Server,
) -> None:
    with client_of(crashing) as aws:
        name = deploy(aws, COUNTER, **PER_TENANT)
        call(aws, name, TenantId="tenant-A")
        for losses in range(SPAWNER_RESTARTS_PER_MINUTE_MAX):
            lose_spawner(crashing, losses=losses + 1)
            call(aws, name, TenantId="tenant-A")

        lose_spawner(crashing, losses=SPAWNER_RESTARTS_PER_MINUTE_MAX + 1)
        with pytest.raises(ClientError) as refused:
            call(aws, name, TenantId="tenant-A")

        told = refusal(refused.value)
        assert aws.get_function(FunctionName=name)["Configuration"]["State"] == "Active"
    assert (told.status, told.error_type) == (500, "ServiceException")
    assert "spawner" not in told.message
    request_id = told.message.rstrip(".").rpartition(" ")[2]
    (line,) = [line for line in crashing.log.splitlines() if request_id in line]
    assert "spawner" in line
    assert crashing.signal(signal.SIGTERM) == 0


def test_the_log_writer_is_in_its_servers_control_groups_and_is_replaced_when_it_is_killed(
    crashing: Server,
) -> None:
    with client_of(crashing) as aws:
        name = deploy(aws, COUNTER)
        (first,) = log_writers(crashing.pid)
        own, writers = (memberships(pid) for pid in (crashing.pid, first))
        os.kill(first, signal.SIGKILL)

        call(aws, name)
        eventually(lambda: "the log writer is gone" in crashing.log, within_s=ANSWER_PATIENCE_S)
        call(aws, name)
        eventually(lambda: reports(crashing, name), within_s=ANSWER_PATIENCE_S)

        (second,) = log_writers(crashing.pid)
    assert first != second
    # Of the CPU alone it has a group of its own, where this machine shares the CPU out.
    apart = {name for name, group in writers.items() if own[name] != group}
    assert apart <= {"cpu", ""}
    assert all(writers[name].endswith(".background") for name in apart)
    crashing.stop()


def memberships(pid: int) -> dict[str, str]:
    """The control groups of a process, by their controllers; v2's have no name."""
    lines = Path("/proc", str(pid), "cgroup").read_text().splitlines()
    return {names: group for _, names, group in (line.split(":", 2) for line in lines)}


def reports(server: Server, function: str) -> int:
    """How many invocations of the function its stored log tells of."""
    group = GroupAddress(ACCOUNT, f"/aws/lambda/{function}")
    search = Search(span=Span(), accepts=lambda message: message.startswith("REPORT "))
    with reading(server.directory / "logs.db") as connection, suppress(ResourceNotFound):
        return len(LogReader(connection).search(group, search).events)
    return 0
