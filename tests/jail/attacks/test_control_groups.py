"""Writing release_agent has run commands on hosts as root (CVE-2022-0492), and bounds are files too: T5, T12."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    os.mkdir("/tmp/groups")
    mounted = {
        "v2": answer(call, "mount", b"none", b"/tmp/groups", b"cgroup2", 0, None),
        "v1": answer(call, "mount", b"none", b"/tmp/groups", b"cgroup", 0, b"memory"),
        "sysfs": answer(call, "mount", b"none", b"/tmp/groups", b"sysfs", 0, None),
    }
    names = {line.rstrip().split(":", 2)[2] for line in open("/proc/self/cgroup")}
    there = [path for path in ("/sys", "/sys/fs/cgroup", "/cgroup") if os.path.exists(path)]
    # Not of the devices, which are mounts of their own where there is no root to make nodes.
    mounts = [line.split() for line in open("/proc/self/mounts")]
    kinds = {kind for _, place, kind, *_ in mounts if not place.startswith("/dev/")}
    return {"mounted": mounted, "names": sorted(names), "there": there, "kinds": sorted(kinds)}
""")


async def test_a_function_finds_no_control_group_and_mounts_none(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {
        "mounted": {"v2": "EPERM", "v1": "EPERM", "sysfs": "EPERM"},
        "names": ["/"],
        "there": [],
        "kinds": ["overlay", "proc", "tmpfs"],
    }


async def test_without_filter_landlock_and_empty_capabilities_it_mounts_them(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found["mounted"]["v2"] == "OK"


async def test_outside_of_a_cgroup_namespace_it_reads_the_hosts_names(
    lab_without: LabWithout,
) -> None:
    async with lab_without("enter a cgroup namespace") as unguarded:
        found = await unguarded.result(ATTACK)

    assert found["names"] != ["/"]
