"""A server whose functions reach the internet, in a world of the test's own: what they reach, what kill -9 leaves."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    PER_TENANT,
    Client,
    boto3_client,
    call,
    deploy,
    new_function,
    refusal,
)
from tests.e2e.leftovers import alive, installation
from tests.e2e.server import Server, eventually, running
from tests.e2e.test_capabilities import demo, left_by_the_unit
from tests.e2e.test_ordinary_user import command
from tests.jail.egress.world import HOST_ADDRESS, INTERNET, METADATA, World, a_world

pytestmark = pytest.mark.timeout(180)  # servers are started, one of them twice

CALL_BOTH = f"""
    import socket

    def call(address, patience_s):
        try:
            with socket.create_connection((address, 80), timeout=patience_s) as connection:
                return connection.recv(100).decode()
        except OSError as error:
            return type(error).__name__

    def handler(event, context):
        # What answers may be late on a busy machine.
        return [call("{INTERNET}", patience_s=2), call("{METADATA}", patience_s=0.5)]
"""
REACHED = [f"hello {HOST_ADDRESS}", "TimeoutError"]
NOTHING_REACHED = ["OSError", "OSError"]


@pytest.fixture
def world() -> Iterator[World]:
    """The test, and what it starts, is at the host of a world of its own."""
    with a_world() as world, world.at_the_host():
        yield world


@pytest.fixture
def reaching(
    tmp_path: Path, image: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server that gives egress to whoever does not decline it."""
    monkeypatch.setenv("CLOISTER_UP_EGRESS", "internet")
    with running(tmp_path / "data", image) as server:
        yield server


@pytest.fixture
def client(reaching: Server) -> Iterator[Client]:
    with boto3_client(reaching.environ) as client:
        yield client


def of_ours(world: World, directory: Path) -> list[str]:
    """The installation's links and tables that the host has: the names begin alike, and links' are shorter."""
    name = installation(directory)[:15]
    listed = world.on_the_host("ip -brief link; nft list tables").splitlines()
    return [line for line in listed if name in line]


def test_functions_reach_the_internet_unless_their_tag_says_no(client: Client) -> None:
    open_to_all = deploy(client, CALL_BOTH)
    per_tenant = deploy(client, CALL_BOTH, **PER_TENANT)
    closed = deploy(client, CALL_BOTH, Tags={"cloister:egress": "none"})

    assert call(client, open_to_all) == REACHED
    assert call(client, per_tenant, TenantId="blue") == REACHED
    assert call(client, closed) == NOTHING_REACHED


def test_a_function_behind_gvisor_must_decline(client: Client) -> None:
    behind_gvisor = {"cloister:isolation": "gvisor"}

    with pytest.raises(ClientError) as caught:
        client.create_function(**new_function(CALL_BOTH, Tags=behind_gvisor))

    refused = refusal(caught.value)
    assert (refused.status, refused.error_type) == (400, "InvalidParameterValueException")
    assert "cloister:egress=none" in refused.message


def test_after_kill_9_a_start_serves_again_and_a_stop_leaves_nothing(
    reaching: Server, world: World
) -> None:
    with boto3_client(reaching.environ) as client:
        name = deploy(client, CALL_BOTH)
        assert call(client, name) == REACHED
    members = reaching.family()
    for process in members:
        # Some have gone already, with a sandbox's first process.
        if process.pid != reaching.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
    reaching.signal(signal.SIGKILL)
    eventually(lambda: not alive(members), within_s=30)
    left = of_ours(world, reaching.directory)

    reaching.start()
    with boto3_client(reaching.environ) as client:
        said = call(client, name)
    during = of_ours(world, reaching.directory)
    reaching.stop()

    assert any(line.startswith("table") for line in left)
    assert said == REACHED
    assert len(during) == 2
    assert of_ours(world, reaching.directory) == []


def test_an_ordinary_user_is_told_at_once_that_egress_needs_root(tmp_path: Path) -> None:
    refused = subprocess.run(
        command(tmp_path / "data", "--allow-shared-uid", "--egress", "internet"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 1
    assert "Error: egress is not possible here" in refused.stderr
    assert "run Cloister as root" in refused.stderr


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("one_more", "counts"), [("+net_admin", True), ("-net_admin", False)])
def test_with_the_capabilities_of_the_unit_egress_needs_one_more(
    one_more: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOISTER_UP_EGRESS", "internet")

    shown = demo(",".join(["-all", *(f"+{name}" for name in left_by_the_unit()), one_more]))

    assert ("Request counts 1, 2, 1" in shown.stdout) is counts, shown.stdout + shown.stderr
    assert shown.returncode == (0 if counts else 1)
