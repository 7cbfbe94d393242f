"""The walk-through by the AWS command line, as a script that users may run against any server of theirs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.lambda_client import RUNTIME
from tests.e2e.server import Server

SCRIPT = Path(__file__).with_name("walkthrough.sh")


def walk_through(server: Server, **more: str) -> "subprocess.CompletedProcess[str]":
    """The script's end, with nothing of this test's environment but a PATH that finds `aws`."""
    path = f"{Path(sys.prefix, 'bin')}:{os.environ['PATH']}"
    return subprocess.run(
        [SCRIPT],
        env={**server.environ, "PATH": path, "RUNTIME": RUNTIME, **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(180)  # the command line takes seconds to start, eight times over
def test_the_walkthrough_by_the_aws_command_line_counts_1_2_1(server: Server) -> None:
    ended = walk_through(server)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "no tenant: refused",
        "tenant-A: 1 1",
        "tenant-A: 2 2",
        "tenant-B: 1 1",
    ]


@pytest.mark.timeout(180)
def test_the_walkthrough_fails_where_something_differs(server: Server) -> None:
    ended = walk_through(server, RUNTIME="python2.7")

    assert ended.returncode != 0
    assert "Runtime python2.7 is not available on this machine" in ended.stderr
