"""T2, T8: a datagram to a neighbour's port on loopback arrives nowhere."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def listen():
    held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    held[0].bind(("0.0.0.0", 0))
    held[0].setblocking(False)
    return held[0].getsockname()[1]

def send(port):
    for address in ("127.0.0.1", "127.255.255.254"):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"loot", (address, port))

def heard():
    return answer(held[0].recv, 4)
"""


@NEIGHBOURHOODS
async def test_a_datagram_does_not_reach_a_neighbour(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    port = await tenants.does("victim", "listen")
    await tenants.does("attacker", "send", port=port)

    assert await tenants.does("victim", "heard") == "EAGAIN"


async def test_on_a_shared_loopback_it_does() -> None:
    async with without_a_jail(SOURCE) as tenants:
        port = await tenants.does("victim", "listen")
        await tenants.does("attacker", "send", port=port)

        assert await tenants.does("victim", "heard") == "OK"
