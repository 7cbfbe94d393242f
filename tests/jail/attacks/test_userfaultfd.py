"""userfaultfd() holds the kernel still in the middle of a copy, which turns races into certain exploits: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
UFFD_USER_MODE_ONLY = 1
def handler(event, context):
    return answer(call, "userfaultfd", UFFD_USER_MODE_ONLY)
""")


async def test_a_function_handles_no_page_faults(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "ENOSYS"


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == "OK"
