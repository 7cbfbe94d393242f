"""T2: POSIX queues have no call that the filter allows, no byte by RLIMIT_MSGQUEUE and no namespace in common."""

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
def open_queue(flags):
    call("mq_open", b"/cloister-attack", flags, 0o666, None)

def make():
    return answer(open_queue, os.O_CREAT | os.O_RDWR)

def reach():
    return answer(open_queue, os.O_RDWR)

def remove():
    call("mq_unlink", b"/cloister-attack")
"""


@NEIGHBOURHOODS
async def test_no_queue_can_be_made_or_opened(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "make") == "EPERM"
    assert await tenants.does("victim", "reach") == "EPERM"


async def test_without_the_filter_there_is_still_no_room_for_one(lab_without: LabWithout) -> None:
    async with lab_without("install the system call filter") as unfiltered:
        tenants = of_two_functions(unfiltered, SOURCE)

        assert await tenants.does("attacker", "make") == "EMFILE"


async def test_without_filter_limits_and_landlock_it_is_still_not_the_neighbours(
    lab_without: LabWithout,
) -> None:
    async with lab_without(
        "install the system call filter",
        "set the resource limits",
        "restrict itself by Landlock",
    ) as unlimited:
        tenants = of_two_functions(unlimited, SOURCE)

        assert await tenants.does("victim", "make") == "OK"
        assert await tenants.does("attacker", "reach") == "ENOENT"


async def test_without_a_jail_a_neighbours_queue_is_opened() -> None:
    async with without_a_jail(SOURCE) as tenants:
        made = await tenants.does("victim", "make")
        reached = await tenants.does("attacker", "reach")
        await tenants.does("victim", "remove")

    assert (made, reached) == ("OK", "OK")
