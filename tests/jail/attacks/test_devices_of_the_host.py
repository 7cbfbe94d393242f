"""/dev has five devices that hold nothing; CVE-2025-31133 and -52565 began with others that were there: T5."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import stat
HOSTS = "mem kmem kmsg port vda sda loop-control fuse kvm tty console ptmx pts shm mqueue net/tun userfaultfd".split()
def nodes():
    found = {name: os.stat(f"/dev/{name}") for name in os.listdir("/dev") if not os.path.islink(f"/dev/{name}")}
    return {name: os.minor(s.st_rdev) if stat.S_ISCHR(s.st_mode) else "no device" for name, s in found.items()}
def handler(event, context):
    there = [name for name in HOSTS if answer(os.open, f"/dev/{name}", os.O_RDONLY) != "ENOENT"]
    return {"opened": there, "nodes": nodes()}
""")


async def test_a_function_finds_five_devices_and_none_of_the_hosts(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {
        "opened": [],
        "nodes": {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9},
    }


async def test_a_process_with_the_machines_own_dev_finds_more() -> None:
    found = await outside(ATTACK)

    assert {"tty", "ptmx", "shm"} <= set(found["opened"])
    assert len(found["nodes"]) > 5
