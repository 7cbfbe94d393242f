"""T1, T2: a socket with a name in /tmp is reached from its own environment only."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def listen():
    held.append(socket.socket(socket.AF_UNIX))
    held[0].bind(HERE + "/agent.sock")
    os.chmod(HERE + "/agent.sock", 0o777)
    held[0].listen()

def reach():
    return answer(socket.socket(socket.AF_UNIX).connect, HERE + "/agent.sock")
"""


@NEIGHBOURHOODS
async def test_a_neighbours_named_socket_does_not_exist(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("victim", "listen")

    assert await tenants.does("attacker", "reach") == "ENOENT"


async def test_in_a_shared_directory_it_answers() -> None:
    async with without_a_jail(SOURCE) as tenants:
        await tenants.does("victim", "listen")

        assert await tenants.does("attacker", "reach") == "OK"
