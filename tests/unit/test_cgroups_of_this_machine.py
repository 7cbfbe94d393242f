"""Groups in the kernel of the machine that runs the tests: bounded, ended and swept."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.cgroups import Cgroups
from cloister.sandbox.namespaces.hierarchies import find_hierarchies
from tests.support import clock
from tests.unit.cgroup_kernel import BOUNDS, MIB, OWNER


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Cgroups]:
    """Groups under a name of this test alone; whatever it leaves is swept."""
    found = find_hierarchies()
    if not found:
        pytest.skip("this machine gives this user no cgroup to write to")
    # Handing v2's controllers down would move the test runner itself into a leaf.
    kept = [replace(h, controllers=h.controllers & {"freezer"}) if h.is_v2 else h for h in found]
    groups = Cgroups(kept, name=f"cloister-test-{clock.new_token(6)}", record=tmp_path / "record")
    groups.open(owner=OWNER, host=os.getpid())
    yield groups
    groups.sweep()


def bases(record: Path) -> list[Path]:
    return [Path(line) for line in record.read_text().splitlines()]


def put(process: subprocess.Popen[bytes], group: str, record: Path) -> None:
    for base in bases(record):
        (base / group / "cgroup.procs").write_text(str(process.pid))


def test_a_real_group_is_killed_and_removed_and_leaves_nothing(
    machine: Cgroups, tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    group = machine.create("one", BOUNDS, owner=OWNER)
    put(sleeper, "one", tmp_path / "record")

    gone_before = group.remove()
    group.kill()
    status = sleeper.wait(10)
    gone_after = group.remove()

    assert (gone_before, status, gone_after) == (False, -9, True)
    assert not any((base / "one").exists() for base in bases(tmp_path / "record"))


def test_real_bounds_are_what_was_asked_for(machine: Cgroups, tmp_path: Path) -> None:
    machine.create("one", BOUNDS, owner=OWNER)

    expected = {
        "memory.limit_in_bytes": str(640 * MIB),
        "pids.max": "1024",
        "cpu.cfs_quota_us": "5000",
    }
    written = {
        file.name: file.read_text().strip()
        for base in bases(tmp_path / "record")
        for file in (base / "one").iterdir()
        if file.name in expected
    }
    bounded = {
        "memory.limit_in_bytes": "memory",
        "pids.max": "pids",
        "cpu.cfs_quota_us": "cpu",
    }
    assert written == {
        file: value for file, value in expected.items() if bounded[file] in machine.controllers
    }


def test_a_real_sweep_ends_what_an_earlier_run_left(
    machine: Cgroups, tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    machine.create("left", BOUNDS, owner=OWNER)
    put(sleeper, "left", tmp_path / "record")
    left = bases(tmp_path / "record")
    later = Cgroups([], name="another-place", record=tmp_path / "record")

    later.sweep()

    assert sleeper.wait(10) == -9
    assert not any(base.exists() for base in left)
