"""personality() takes address randomisation and non-executable data away from every program started after it: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
ADDR_NO_RANDOMIZE, READ_IMPLIES_EXEC, ASK = 0x0040000, 0x0400000, 0xFFFFFFFF
def handler(event, context):
    made = answer(call, "personality", ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC)
    high = answer(call, "personality", 1 << 32 | ADDR_NO_RANDOMIZE)
    return {"made": made, "with a high bit": high, "now": libc.personality(ctypes.c_ulong(ASK))}
""")


async def test_a_function_keeps_its_personality(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"made": "EPERM", "with a high bit": "EPERM", "now": 0}


async def test_without_the_filter_it_changes_it(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"made": "OK", "with a high bit": "OK", "now": 0x0040000}
