"""Most container escapes begin with a user namespace of one's own (kCTF; 43 % of such CVEs are netfilter's): T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, NO_NAMESPACES, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
CLONE_NEWUSER = 0x10000000
def cloned():
    pid = call("clone", CLONE_NEWUSER | signal.SIGCHLD, None, None, None, None)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def handler(event, context):
    return [answer(cloned), answer(call, "unshare", CLONE_NEWUSER)]
""")


async def test_a_function_gets_no_user_namespace_of_its_own(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "EPERM"]


async def test_without_the_filter_the_namespaces_limit_refuses_it_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["ENOSPC", "ENOSPC"]


async def test_without_the_filter_and_the_limit_it_gets_one(lab_without: LabWithout) -> None:
    async with lab_without(FILTER, NO_NAMESPACES) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "OK"]
