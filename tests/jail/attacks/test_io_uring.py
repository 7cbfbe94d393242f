"""60 % of 2022's kCTF exploits went through io_uring, which also does a filter's forbidden calls by itself: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    return answer(call, "io_uring_setup", 1, ctypes.create_string_buffer(120))
""")


async def test_a_function_gets_no_io_uring(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "ENOSYS"


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == "OK"
