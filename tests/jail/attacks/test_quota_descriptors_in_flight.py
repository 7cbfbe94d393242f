"""T3 (isolation.md 0.2): descriptors that are on their way through sockets are counted by uid."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))

def send(count):
    held.append(socket.socketpair())
    held[-1][0].setblocking(False)
    try:
        for _ in range(count):
            socket.send_fds(held[-1][0], [b"x"], [0] * 200)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "OK"

def exhaust():
    return send(20)

def need():
    return send(1)
"""


@NEIGHBOURHOODS
async def test_a_neighbour_can_still_send_descriptors(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "ETOOMANYREFS"
    assert await tenants.does("victim", "need") == "OK"


async def test_with_one_uid_it_can_not() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "ETOOMANYREFS"
