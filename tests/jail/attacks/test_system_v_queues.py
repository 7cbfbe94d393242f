"""T2: System V message queues are refused by the filter; without it they are those of an IPC namespace."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    LabWithout,
    Neighbourhood,
    of_two_functions,
    without_a_jail,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
KEY = 0x436C6F70

def make():
    return answer(call, "msgget", KEY, 0o1666)

def reach():
    return answer(call, "msgget", KEY, 0o666)

def remove():
    call("msgctl", call("msgget", KEY, 0o666), 0, None)
"""


@NEIGHBOURHOODS
async def test_no_queue_can_be_made_or_found(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("victim", "make") == "EPERM"
    assert await tenants.does("attacker", "reach") == "EPERM"


async def test_without_the_filter_a_neighbours_queue_is_still_not_found(
    lab_without: LabWithout,
) -> None:
    async with lab_without("install the system call filter") as unfiltered:
        tenants = of_two_functions(unfiltered, SOURCE)

        assert await tenants.does("victim", "make") == "OK"
        assert await tenants.does("attacker", "reach") == "ENOENT"


async def test_without_a_jail_it_is() -> None:
    async with without_a_jail(SOURCE) as tenants:
        made = await tenants.does("victim", "make")
        reached = await tenants.does("attacker", "reach")
        await tenants.does("victim", "remove")

    assert (made, reached) == ("OK", "OK")
