"""T2, T8: the loopback interface is each environment's own; a listening tenant is reached by nobody else."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def listen():
    held.append(socket.create_server(("0.0.0.0", 0)))
    return held[0].getsockname()[1]

def reach(port):
    return answer(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
"""


@NEIGHBOURHOODS
async def test_a_neighbours_listener_is_not_reached(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    port = await tenants.does("victim", "listen")

    assert await tenants.does("attacker", "reach", port=port) == "ECONNREFUSED"


async def test_on_a_shared_loopback_it_is() -> None:
    async with without_a_jail(SOURCE) as tenants:
        port = await tenants.does("victim", "listen")

        assert await tenants.does("attacker", "reach", port=port) == "OK"
