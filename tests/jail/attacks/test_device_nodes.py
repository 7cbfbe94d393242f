"""A device node made by oneself is memory or a disk of the host, whatever stands in /dev: T5."""

import pytest

from tests.jail.attacks.probes_kernel import (
    FILTER,
    LANDLOCK,
    LabWithout,
    outside,
    with_system_calls,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import stat, tempfile
NODES = {
    "memory": (stat.S_IFCHR, 1, 1),
    "kernel log": (stat.S_IFCHR, 1, 11),
    "a disk": (stat.S_IFBLK, 8, 0),
    "whiteout": (stat.S_IFCHR, 0, 0),
}
def handler(event, context):
    with tempfile.TemporaryDirectory() as place:
        return {
            name: answer(os.mknod, f"{place}/{name}", kind | 0o600, os.makedev(major, minor))
            for name, (kind, major, minor) in NODES.items()
        }
""")


async def test_a_function_makes_no_device_nodes(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_only_the_node_that_needs_no_privilege_is_made(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER, LANDLOCK) as unguarded:
        answers = await unguarded.result(ATTACK)

    assert answers == {
        "memory": "EPERM",
        "kernel log": "EPERM",
        "a disk": "EPERM",
        "whiteout": "OK",
    }


async def test_a_process_without_a_jail_makes_them_all() -> None:
    assert set((await outside(ATTACK)).values()) == {"OK"}
