"""A sandbox's mounts: the order of the plan, and what is there and can be written once it is carried out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.mounts import DEVICES, STAGE, Mount, Tmpfs, room_mounts

ROOT = Path(__file__).parents[2]
MOUNT_POINTS = ("dev", "proc", "tmp", "var/task", "usr")


def the_plan(*, binds_devices: bool = False) -> list[Mount]:
    return room_mounts(
        root_fd=7,
        code_fd=8,
        layers_fd=9,
        tmp_bytes=1024,
        tmp_inodes=64,
        binds_devices=binds_devices,
    )


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a process in a small room finds."""
    directory = tmp_path_factory.mktemp("layers")
    for name in MOUNT_POINTS:
        (directory / "root" / name).mkdir(parents=True)
    for name in DEVICES:
        (directory / "root/dev" / name).touch()
    (directory / "code").mkdir()
    (directory / "code/app.py").touch()
    for name in ("root-empty", "code-empty"):
        (directory / name).mkdir()
    layers = [str(directory / "root"), str(directory / "code")]
    made = subprocess.run(
        [sys.executable, "-m", "tests.unit.small_room", *layers],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, object] = json.loads(made.stdout)
    return found


def test_the_plan_is_told_step_by_step() -> None:
    assert [mount.describe() for mount in the_plan()] == [
        "overlay of the root image on /mnt",
        "overlay of the code on /mnt/var/task",
        "overlay of the layers on /mnt/opt",
        "tmpfs on /mnt/tmp (size=1024,nr_inodes=64,mode=1777)",
        "proc on /mnt/proc (own processes only, read-only)",
        "pivot_root to /mnt, old root unmounted",
    ]


def test_devices_are_bound_after_the_root_and_before_the_pivot() -> None:
    told = [mount.describe() for mount in the_plan(binds_devices=True)]

    assert told[1 : 1 + len(DEVICES)] == [
        f"bind /dev/{name} on {STAGE}/dev/{name}" for name in DEVICES
    ]
    assert told[-1].startswith("pivot_root")


def test_the_one_writable_mount_is_bounded_in_bytes_and_in_files() -> None:
    [tmp] = [mount for mount in the_plan() if isinstance(mount, Tmpfs)]

    assert tmp.target == f"{STAGE}/tmp"
    assert (tmp.size_bytes, tmp.inodes) == (1024, 64)


def test_a_room_holds_its_root_and_its_code_and_nothing_of_the_host(
    seen: dict[str, object],
) -> None:
    assert seen["top"] == ["dev", "proc", "tmp", "usr", "var"]
    assert seen["task"] == ["app.py"]
    assert seen["host"] is False


def test_a_room_shows_its_own_processes_only(seen: dict[str, object]) -> None:
    assert seen["processes"] == ["1"]


@pytest.mark.parametrize("attempt", ["write to the root", "write to the code"])
def test_root_and_code_cannot_be_written(seen: dict[str, object], attempt: str) -> None:
    assert seen[attempt] == "EROFS"


def test_a_room_has_devices_and_a_tmp_of_its_own(seen: dict[str, object]) -> None:
    assert (seen["null"], seen["write to tmp"]) == ("OK", "OK")


@pytest.mark.parametrize("attempt", ["fill tmp", "many files in tmp"])
def test_tmp_is_full_at_its_bound(seen: dict[str, object], attempt: str) -> None:
    assert seen[attempt] == "ENOSPC"
