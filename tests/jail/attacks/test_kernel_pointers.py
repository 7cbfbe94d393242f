"""kcmp() orders processes' kernel pointers: enough to tell what is shared, and a step to where it lies (T6)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
KCMP_FILE, KCMP_VM = 0, 1
def handler(event, context):
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return [answer(call, "kcmp", os.getpid(), child, kind, 0, 0) for kind in (KCMP_FILE, KCMP_VM)]
    finally:
        os.kill(child, signal.SIGKILL)
""")


async def test_a_function_compares_no_kernel_pointers(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "EPERM"]


async def test_without_the_filter_it_compares_its_childs(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "OK"]
