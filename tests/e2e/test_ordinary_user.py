"""`cloister up` as a user without subordinate uids: refused, unless what is lost by it was accepted."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.leftovers import remove_control_groups
from tests.e2e.server import CLOISTER, GREETING, STOP_PATIENCE_S, eventually

NOBODYS_UID = 65_000
"""In no /etc/passwd and no /etc/subuid."""
AS_AN_ORDINARY_USER = f"""
import os, sys
from pathlib import Path
from cloister.kernel import calls

uid, gid = os.geteuid(), os.getegid()
calls.unshare(calls.CLONE_NEWUSER)
Path("/proc/self/setgroups").write_text("deny")
Path("/proc/self/uid_map").write_text(f"{NOBODYS_UID} {{uid}} 1")
Path("/proc/self/gid_map").write_text(f"{NOBODYS_UID} {{gid}} 1")
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a command as an ordinary user of a user namespace, who owns our files: the interpreter stays in reach."""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


def command(directory: Path, *options: str) -> list[str | Path]:
    up: list[str | Path] = [
        "up",
        "--data-dir",
        directory,
        "--port",
        "0",
        "--log-format",
        "json",
        *options,
    ]
    return [sys.executable, "-c", AS_AN_ORDINARY_USER, CLOISTER, *up]


def test_without_subordinate_uids_the_server_refuses_to_start_and_says_what_to_do(
    directory: Path,
) -> None:
    ended = subprocess.run(
        command(directory), capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 1
    assert GREETING not in ended.stdout
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: without subordinate uids")
    for remedy in ("newuidmap", "/etc/subuid", "--allow-shared-uid"):
        assert remedy in line


def test_with_a_shared_uid_allowed_it_serves_and_says_so_in_its_log(directory: Path) -> None:
    log_path = directory.with_name("log")
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            command(directory, "--allow-shared-uid"), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        eventually(
            lambda: GREETING in log_path.read_text() or server.poll() is not None, within_s=60
        )
        server.send_signal(signal.SIGTERM)
        exit_code = server.wait(STOP_PATIENCE_S)
    finally:
        if server.poll() is None:
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
        eventually(lambda: remove_control_groups(directory), within_s=STOP_PATIENCE_S)

    said = log_path.read_text()
    assert exit_code == 0, said
    assert '"shared_uid": true' in said
