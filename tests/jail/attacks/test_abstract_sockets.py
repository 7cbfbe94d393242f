"""T2: abstract socket names belong to a network namespace, and Landlock keeps to them a second time."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
NAME = "\\0cloister-attack"

def listen():
    held.append(socket.socket(socket.AF_UNIX))
    held[0].bind(NAME)
    held[0].listen()

def reach():
    return answer(socket.socket(socket.AF_UNIX).connect, NAME)
"""


@NEIGHBOURHOODS
async def test_a_neighbours_abstract_socket_is_not_reached(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("victim", "listen")

    assert await tenants.does("attacker", "reach") == "ECONNREFUSED"


async def test_without_namespaces_it_answers() -> None:
    async with without_a_jail(SOURCE) as tenants:
        await tenants.does("victim", "listen")

        assert await tenants.does("attacker", "reach") == "OK"
