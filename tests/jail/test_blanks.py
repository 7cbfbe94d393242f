"""Sandboxes that stand ready without a function: whoever takes one finds what a fresh one would have been."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cloister.domain.errors import EnvironmentStartFailed
from cloister.domain.limits import BLANKS_MIN, MIB
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.rights import enforced, take_root
from tests.jail.standing_ready import a_stocked_driver, groups_of, processes_of, stand_ready
from tests.loose import Json
from tests.support import Lab, a_pool

pytestmark = pytest.mark.asyncio(loop_scope="session")

FACTS = """
    import logging, os, re, resource, signal, sys, threading

    def handler(event, context):
        return {
            "mounts": sorted(mount(line) for line in open("/proc/self/mountinfo")),
            "status": [line for line in open("/proc/self/status") if line.startswith(ALIKE)],
            "descriptors": sorted(os.listdir("/proc/self/fd"), key=int),
            "stdio": [os.readlink(f"/proc/self/fd/{fd}").partition(":")[0] for fd in (0, 1, 2)],
            "limits": {n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if "RLIMIT" in n},
            "tmp": [os.statvfs("/tmp").f_blocks, os.statvfs("/tmp").f_files, os.listdir("/tmp")],
            "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
            "threads": threading.active_count(),
            "here": os.getcwd(),
            "task": os.listdir("/var/task"),
            "opt": os.listdir("/opt"),
            "variables": sorted(os.environ),
            "modules": sorted(sys.modules),
            "path": sys.path,
            "importers": sorted(sys.path_importer_cache),
            "streams": [type(each).__name__ for each in (sys.stdout, sys.stdout.stream, sys.stderr)],
            "logging": [type(each).__name__ for each in logging.getLogger().handlers],
            "mask": os.umask(0),
            "handlers": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
        }

    ALIKE = ("Uid", "Gid", "Groups", "Cap", "NoNewPrivs", "Seccomp", "Sig", "Shd", "NSpid")

    def mount(line):
        # Without what differs between any two sandboxes: numbers of mounts and devices, and the uid outside.
        fields, _, source = re.sub("[ug]id=[0-9]+", "", line).partition(" - ")
        return " ".join(fields.split()[3:]) + " - " + source
"""


async def _kill(pid: int) -> None:
    """It has ended afterwards."""
    handle = os.pidfd_open(pid)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(handle, ended.set)
    signal.pidfd_send_signal(handle, signal.SIGKILL)
    await ended.wait()
    asyncio.get_running_loop().remove_reader(handle)
    os.close(handle)


async def test_a_new_tenant_is_given_a_blank(
    lab_of_blanks: Lab, stocked_driver: NamespaceDriver
) -> None:
    before = await stand_ready(stocked_driver)
    version = lab_of_blanks.version("def handler(event, context): return context.tenant_id")

    async with lab_of_blanks.lease(version, "tenant-A") as environment:
        taken = set(before) & set(groups_of(stocked_driver))
        is_fresh = environment.id in groups_of(stocked_driver)
    run = await lab_of_blanks.run(version, "tenant-A")

    assert not is_fresh, "a fresh sandbox has a group of its own name"
    assert taken
    assert json.loads(run.outcome.payload) == "tenant-A"


@pytest.mark.parametrize("storage_mb", [512, 1024])
async def test_what_was_a_blank_is_like_a_fresh_sandbox_in_all_that_a_function_can_see(
    lab_of_blanks: Lab, lab: Lab, storage_mb: int
) -> None:
    chosen: dict[str, Json] = {
        "ephemeral_storage_mb": storage_mb,
        "layers": (lab_of_blanks.layer({"python/colour.py": "", "data.txt": "blue"}),),
    }

    of_blank = await lab_of_blanks.result(FACTS, **chosen)
    of_fresh = await lab.result(FACTS, **chosen)

    assert of_blank == of_fresh


@enforced("memory")
async def test_a_blank_is_bounded_as_the_function_that_takes_it(
    lab_of_blanks: Lab, stocked_driver: NamespaceDriver
) -> None:
    blanks = await stand_ready(stocked_driver)
    version = lab_of_blanks.version(
        "def handler(event, context): return 1", memory_mb=384, ephemeral_storage_mb=640
    )

    async with lab_of_blanks.lease(version):
        bounds = [bytes_max for group in blanks.values() if (bytes_max := _bound_bytes(group))]

    assert bounds == [(384 + 640) * MIB]


def _bound_bytes(group: Path) -> int | None:
    v1 = group / "memory.limit_in_bytes"
    text = v1.read_text() if v1.exists() else (group / "memory.max").read_text()
    return int(text) if text != "max\n" and int(text) < 2**60 else None


async def test_a_blank_that_died_is_given_to_nobody(
    lab_of_blanks: Lab, stocked_driver: NamespaceDriver
) -> None:
    take_root()
    blanks = await stand_ready(stocked_driver)

    with capture_logs() as said:
        for group in blanks.values():
            await _kill(min(processes_of(group)))
        answer = await lab_of_blanks.result("def handler(event, context): return 'answered'")

    assert answer == "answered"
    told = [entry for entry in said if entry["event"] == "a blank has ended"]
    assert {entry["environment"] for entry in told} == set(blanks)


@pytest.mark.parametrize("place", ["/opt", "/tmp", "/var/task"])
async def test_a_blank_that_has_a_mount_too_many_serves_nobody(
    driver: NamespaceDriver, tmp_path: Path, place: str
) -> None:
    take_root()
    async with a_stocked_driver(driver, tmp_path) as own, a_pool(own, tmp_path / "code") as lab:
        blanks = await stand_ready(own)
        for group in blanks.values():
            _mount_in(min(processes_of(group)), place)

        with pytest.raises(EnvironmentStartFailed, match=r"^furnish the blank: "):
            await lab.result("def handler(event, context): return 'served'")

        assert len(set(blanks) & set(groups_of(own))) == BLANKS_MIN - 1, "nothing of it is left"


def _mount_in(pid: int, place: str) -> None:
    """In the sandbox's own mount namespace, by a process that enters it for this alone."""
    program = (
        "import os, sys; from cloister.kernel import calls; "
        "calls.setns(os.pidfd_open(int(sys.argv[1])), calls.CLONE_NEWNS); "
        "calls.mount('tmpfs', sys.argv[2], 'tmpfs', calls.MS_NOSUID | calls.MS_NODEV)"
    )
    subprocess.run([sys.executable, "-c", program, str(pid), place], check=True)
