"""T3 (isolation.md 0.2): watches are counted for the uid that made the user namespaces, which all sandboxes share."""

import pytest

from tests.jail.attacks.probes_neighbours import LabWithout, without_tenants
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
ENOUGH = 2000

def exhaust():
    try:
        while len(held) < ENOUGH:
            held.append(call("inotify_init1", 0))
    except OSError:
        return len(held)

def need_one():
    return answer(lambda: held.append(call("inotify_init1", 0)))
"""


async def test_one_can_not_take_all_instances_of_the_machine(lab: Lab) -> None:
    functions = without_tenants(lab, SOURCE)

    assert await functions.does("attacker", "exhaust") == 8
    assert await functions.does("victim", "need_one") == "OK"


async def test_without_a_bound_of_its_own_one_can(lab_without: LabWithout) -> None:
    async with lab_without("bound the watches on files") as unbounded:
        functions = without_tenants(unbounded, SOURCE)

        await functions.does("attacker", "exhaust")

        assert await functions.does("victim", "need_one") == "EMFILE"
