"""memfd_secret() hides pages from the kernel itself, and move_pages() tells where pages lie: T3, T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    return {"hide": answer(call, "memfd_secret", 0), "move": answer(call, "move_pages", 0, 0, None, None, None, 0)}
""")


async def test_a_function_hides_and_moves_no_pages(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"hide": "ENOSYS", "move": "EPERM"}


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == {"hide": "OK", "move": "OK"}
