"""The unit that ships with Cloister: every line has its reason, and systemd understands all of it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloister.domain import limits, log_limits

UNIT = Path(__file__).parents[2] / "packaging" / "cloister.service"
ASSIGNMENT = re.compile(r"^(?P<name>[A-Z]\w+)=(?P<value>.*)$")
EXPOSURE_MAX = 60
"""Tenths, as `systemd-analyze security --threshold` has it: 9.6 is a unit without any of this."""


def assignments() -> Iterator[tuple[str, str, str]]:
    """Name, value and the line above, of each line of [Service]."""
    service = UNIT.read_text().partition("[Service]\n")[2].partition("\n[Install]")[0]
    above = ""
    for line in service.splitlines():
        if match := ASSIGNMENT.match(line):
            yield match["name"], match["value"], above
        above = line


def settings() -> dict[str, str]:
    return {name: value for name, value, _ in assignments()}


def test_every_line_says_why_it_is_there() -> None:
    without = [name for name, _, above in assignments() if not above.startswith("# ")]

    assert without == []


def test_no_line_is_there_twice() -> None:
    names = [name for name, _, _ in assignments()]

    assert len(names) == len(set(names))
    assert len(names) > 20


def test_what_would_keep_sandboxes_from_being_made_is_not_set() -> None:
    harmful = {
        "ProtectKernelTunables",
        "ProtectKernelLogs",
        "ProtectControlGroups",
        "ProtectHostname",
        "PrivateDevices",
        "PrivateUsers",
        "ProcSubset",
        "ProtectProc",
        "RestrictNamespaces",
    }

    assert settings().keys() & harmful == set()
    assert settings()["Delegate"] == "yes"


def test_stopping_takes_longer_than_what_runs_may_take() -> None:
    logs_s = 2 * log_limits.WRITER_END_MAX.total_seconds()

    assert int(settings()["TimeoutStopSec"]) > limits.SHUTDOWN_TIMEOUT.total_seconds() + logs_s


def test_there_are_descriptors_for_as_many_environments_as_may_run() -> None:
    assert int(settings()["LimitNOFILE"]) > 8 * limits.ACCOUNT_CONCURRENCY_DEFAULT


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit with a program that is there on this machine."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/cloister/bin/cloister", sys.executable))
    return unit


def test_systemd_understands_every_line(installed: Path) -> None:
    verified = subprocess.run(
        ["systemd-analyze", "verify", installed], capture_output=True, text=True, check=False
    )

    ours = [line for line in verified.stderr.splitlines() if UNIT.name in line]
    assert ours == []


def test_systemd_finds_little_exposed_for_a_unit_that_makes_sandboxes(installed: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE_MAX}"]

    rated = subprocess.run([*command, installed], capture_output=True, text=True, check=False)

    assert rated.returncode == 0, rated.stdout + rated.stderr
