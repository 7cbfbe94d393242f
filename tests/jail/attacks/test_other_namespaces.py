"""A network, mount or any other namespace of one's own opens kernel code that nobody else's processes reach: T6."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
KINDS = {"mnt": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "pid": 0x20000000, "net": 0x40000000}
def cloned(flag):
    pid = call("clone", flag | signal.SIGCHLD, None, None, None, None)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def handler(event, context):
    return {kind: answer(cloned, flag) for kind, flag in KINDS.items()}
""")


async def test_a_function_gets_no_namespace_of_any_kind(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_its_missing_capabilities_refuse_it_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"EPERM"}


async def test_without_filter_limit_and_empty_capabilities_it_gets_them_all(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"OK"}
