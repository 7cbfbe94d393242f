"""clone3() has its flags in memory, where a filter can't read them: a way around the rule on clone() (T6)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, NO_NAMESPACES, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x20000
def cloned(flags):
    arguments = struct.pack("=11Q", flags, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0)
    pid = call("clone3", arguments, len(arguments))
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def handler(event, context):
    return [answer(cloned, 0), answer(cloned, CLONE_NEWUSER | CLONE_NEWNS)]
""")


async def test_a_function_has_no_clone3(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["ENOSYS", "ENOSYS"]


async def test_without_the_filter_the_namespaces_limit_refuses_its_namespaces_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "ENOSPC"]


async def test_without_either_it_makes_namespaces(lab_without: LabWithout) -> None:
    async with lab_without(FILTER, NO_NAMESPACES) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "OK"]
