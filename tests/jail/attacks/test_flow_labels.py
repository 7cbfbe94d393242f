"""T3: IPv6 flow labels are one table of the kernel's for all networks, of which nobody is to take three quarters."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    LabWithout,
    Neighbourhood,
    of_one_function,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
IPV6_FLOWLABEL_MGR = 32
GET, ANY_USE, CREATE = 0, 255, 1
LINGER_S, EXPIRES_S = 6, 60
SOCKETS, LABELS_OF_ONE = 200, 32

def request():
    # Anew for each: the kernel writes the label into it.
    destination = socket.inet_pton(socket.AF_INET6, "::1")
    return destination + struct.pack("=IBBHHHI", 0, GET, ANY_USE, CREATE, EXPIRES_S, LINGER_S, 0)

def take():
    taken = 0
    for _ in range(SOCKETS):
        held.append(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
        for _ in range(LABELS_OF_ONE):
            said = answer(held[-1].setsockopt, socket.IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, request())
            if said != "OK":
                return [taken, said]
            taken += 1
    return [taken, "OK"]
"""


@NEIGHBOURHOODS
async def test_nobody_takes_any(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "take") == [0, "EPERM"]


async def test_without_a_filter_a_neighbour_finds_few_left(lab_without: LabWithout) -> None:
    async with lab_without("install the system call filter") as lab:
        tenants = of_one_function(lab, SOURCE)
        first = await tenants.does("attacker", "take")
        second = await tenants.does("victim", "take")

    assert [first[1], second[1]] == ["ENOBUFS", "ENOBUFS"]
    assert first[0] > 4 * second[0]
