"""T12: to move a thread the kernel stops its processor by one of its own, before all others and charged to nobody.

Sixteen processes that chose one processor and the other, over and over, made a neighbour wait 15 times as long.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    before = os.sched_getaffinity(0)
    chosen = []
    for processor in sorted(before):
        os.sched_setaffinity(0, {processor})
        chosen.append(os.sched_getaffinity(0) == {processor})
    return {"chosen": chosen, "processors": len(before)}
""")


async def test_a_function_moves_no_thread(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found["processors"] > 1
    assert found["chosen"] == [False] * found["processors"]


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found["chosen"] == [True] * found["processors"]
