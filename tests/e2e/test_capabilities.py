"""Root's server needs the capabilities that its systemd unit leaves it, and no more."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.server import CLOISTER

UNIT = Path(__file__).parents[2] / "packaging" / "cloister.service"
PREFIX = "CAP_"

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can give up a part of its capabilities"
)


def left_by_the_unit() -> list[str]:
    (line,) = re.findall(r"^CapabilityBoundingSet=(.*)$", UNIT.read_text(), re.MULTILINE)
    return [name.removeprefix(PREFIX).lower() for name in line.split()]


def demo(bounding_set: str) -> "subprocess.CompletedProcess[str]":
    """Two tenants, one function, with these changes to what root may be at most."""
    confined = ["setpriv", "--no-new-privs", f"--bounding-set={bounding_set}"]
    return subprocess.run(
        [*confined, CLOISTER, "demo"], capture_output=True, text=True, check=False
    )


def test_the_capabilities_of_the_unit_are_enough_for_two_tenants() -> None:
    shown = demo(",".join(["-all", *(f"+{name}" for name in left_by_the_unit())]))

    assert "Request counts 1, 2, 1" in shown.stdout, shown.stdout + shown.stderr


@pytest.mark.parametrize("name", ["sys_admin", "chown", "mknod"])
def test_without_one_of_them_no_sandbox_could_be_made(name: str) -> None:
    shown = demo(f"-{name}")

    assert name in left_by_the_unit()
    assert shown.returncode == 1, shown.stdout
