"""CVE-2024-21626 was one directory descriptor left open, and a working directory reached by it: T5, T7."""

import pytest

from tests.jail.attacks.probes_kernel import LabWithout
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = """
import os, resource, stat
def kind(fd):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        return None
    return stat.filemode(mode)[0]
def handler(event, context):
    last, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_ = {fd: found for fd in range(last) if (found := kind(fd))}
    return {"kinds": [open_[fd] for fd in sorted(open_)], "cwd": [os.getcwd(), os.readlink("/proc/self/cwd")]}
"""


async def test_a_function_has_stdio_and_the_channel_and_nothing_else(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found == {"kinds": ["c", "p", "p", "s"], "cwd": ["/var/task", "/var/task"]}


async def test_where_the_others_are_not_closed_it_has_what_it_was_made_with_as_well(
    lab_without: LabWithout,
) -> None:
    async with lab_without("close every other descriptor") as unguarded:
        found = await unguarded.result(ATTACK)

    assert found["kinds"][:4] == ["c", "p", "p", "s"]
    assert "d" in found["kinds"][4:]
