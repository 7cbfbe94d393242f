"""T2, T5: what the channel's socket, asked as any socket can be, tells of the host's network and of other tenants."""

import socket

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    LabWithout,
    Neighbourhood,
    of_one_function,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

STEP = "move the channel into its own network"
SOURCE = """
import stat
SIOCGIFNAME = 0x8910
SO_BINDTODEVICE, SO_BINDTOIFINDEX = 25, 62
INTERFACES = range(1, 32)
found = [fd for fd in range(3, 64) if os.path.exists(f"/proc/self/fd/{fd}") and stat.S_ISSOCK(os.fstat(fd).st_mode)]
(number,) = found
channel = socket.socket(fileno=os.dup(number))

def interfaces():
    def name(index):
        request = fcntl.ioctl(channel, SIOCGIFNAME, struct.pack("16si20x", b"", index))
        return request[:16].rstrip(b"\\0").decode()
    return [name(index) for index in INTERFACES if answer(name, index) == "OK"]

def bindable():
    def bound(index):
        channel.setsockopt(socket.SOL_SOCKET, SO_BINDTOIFINDEX, index)
    return [index for index in INTERFACES if answer(bound, index) == "OK"]

def take(name):
    return answer(channel.bind, "\\0" + name)
"""


@NEIGHBOURHOODS
async def test_a_name_that_a_tenant_takes_is_free_for_its_neighbour(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("victim", "take", name="said") == "OK"
    assert await tenants.does("attacker", "take", name="said") == "OK"


async def test_it_tells_of_no_interface_but_its_own_loopback(lab: Lab) -> None:
    tenants = of_one_function(lab, SOURCE)

    assert await tenants.does("attacker", "interfaces") == ["lo"]
    assert await tenants.does("attacker", "bindable") == [1]


async def test_a_channel_of_the_hosts_tells_its_interfaces_and_who_took_a_name(
    lab_without: LabWithout,
) -> None:
    async with lab_without(STEP) as lab:
        tenants = of_one_function(lab, SOURCE)
        told = await tenants.does("attacker", "interfaces")
        taken = [await tenants.does(who, "take", name="said") for who in ("victim", "attacker")]

    assert set(told) == {name for _, name in socket.if_nameindex()}
    assert taken == ["OK", "EADDRINUSE"]
