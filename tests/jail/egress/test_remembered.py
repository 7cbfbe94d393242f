"""What the kernel remembers of connections: no more than a tenant has, no longer than it uses them, and never all."""

import socket
from collections.abc import Iterator

import pytest

from cloister.domain import limits
from cloister.sandbox.egress.rules import (
    FEW_CONNECTIONS,
    FORGOTTEN,
    HEARD_TO_THE_END,
    NO_MAIL,
    ROOM_FOR_OTHERS,
    SLOW_BEGINNINGS,
)
from cloister.sandbox.egress.uplink import connections_max
from tests.jail.egress.labs import LabWithout
from tests.jail.egress.world import INTERNET, World
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEAVE_BEHIND = """
    import socket, struct

    def handler(event, context):
        for _ in range(event["count"]):
            connection = socket.create_connection((event["to"], event["port"]), timeout=5)
            # What ends the connection gets as far as the router, and no further.
            connection.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
"""
LEAVE_OPEN = """
    import socket

    kept = []

    def handler(event, context):
        kept.append(socket.create_connection((event["to"], event["port"]), timeout=5))
"""
SEND_WITH_OPTIONS = """
    import socket

    NO_OPERATION = b"\\x01" * 4

    def handler(event, context):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            sending.sendto(b"plain", (event["to"], event["port"]))
            sending.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, NO_OPERATION)
            sending.sendto(b"with options", (event["to"], event["port"]))
"""
SEND_FROM_ONE_SHELF = """
    import socket

    def handler(event, context):
        for number in range(event["count"]):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
                sending.bind(("", 256 * (8 + number % 200) + 7))
                sending.sendto(b"hello", (event["to"], event["port"] + number // 200))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            sending.bind(("", 256 * 8 + 9))
            sending.sendto(b"from elsewhere", (event["to"], event["port"] - 1))
"""


@pytest.fixture
def patient(world: World) -> Iterator[int]:
    """The port of a server of the internet that never ends a connection."""
    with world.beyond_it(), socket.create_server(("0.0.0.0", 0), backlog=256) as listener:
        yield listener.getsockname()[1]


def remembered(world: World, port: int) -> list[int]:
    """The seconds for which the host still remembers each connection to that port that it takes for open."""
    lines = world.on_the_host("cat /proc/net/nf_conntrack").splitlines()
    fields = [line.split() for line in lines if f"dport={port} " in line and "ESTABLISHED" in line]
    return [int(each[4]) for each in fields]


async def test_what_a_tenant_has_closed_the_host_has_heard_of(
    lab_reaching: Lab, world: World, patient: int
) -> None:
    await lab_reaching.result(LEAVE_BEHIND, event={"count": 50, "to": INTERNET, "port": patient})

    assert remembered(world, patient) == []


async def test_twin_without_the_guard_the_host_remembers_what_the_router_has_forgotten(
    lab_reaching_without: LabWithout, world: World, patient: int
) -> None:
    async with lab_reaching_without(HEARD_TO_THE_END) as lab:
        await lab.result(LEAVE_BEHIND, event={"count": 50, "to": INTERNET, "port": patient})

    assert len(remembered(world, patient)) == 50


async def test_packets_with_options_are_dropped(lab_reaching: Lab, world: World) -> None:
    with world.counting("udp dport 7101") as arrived:
        await lab_reaching.result(SEND_WITH_OPTIONS, event={"to": INTERNET, "port": 7101})

        assert arrived() == 1


async def test_twin_without_the_guard_packets_with_options_leave(
    lab_reaching_without: LabWithout, world: World
) -> None:
    with world.counting("udp dport 7102") as arrived:
        async with lab_reaching_without(HEARD_TO_THE_END) as lab:
            await lab.result(SEND_WITH_OPTIONS, event={"to": INTERNET, "port": 7102})

        assert arrived() == 2


async def test_a_silent_connection_is_forgotten_in_minutes(
    lab_reaching: Lab, world: World, patient: int
) -> None:
    await lab_reaching.result(LEAVE_OPEN, event={"to": INTERNET, "port": patient})

    (left_s,) = remembered(world, patient)

    assert left_s <= limits.NETWORK_IDLE_MAX.total_seconds()


async def test_twin_without_the_guard_it_is_remembered_for_days(
    lab_reaching_without: LabWithout, world: World, patient: int
) -> None:
    async with lab_reaching_without(FORGOTTEN) as lab:
        await lab.result(LEAVE_OPEN, event={"to": INTERNET, "port": patient})
        (left_s,) = remembered(world, patient)

    assert left_s > 100 * limits.NETWORK_IDLE_MAX.total_seconds()


async def test_all_networks_together_leave_the_host_room(
    lab_reaching_without: LabWithout, world: World
) -> None:
    bound = connections_max() // 256
    event = {"count": bound + 100, "to": INTERNET, "port": 7201}
    with (
        world.counting("udp dport 7201-7300") as arrived,
        world.counting_inwards("wan0", "udp dport 7200") as arrived_from_elsewhere,
    ):
        # Without mail's guard too: so nobody else's connections are in these networks.
        async with lab_reaching_without(SLOW_BEGINNINGS, FEW_CONNECTIONS, NO_MAIL) as lab:
            await lab.result(SEND_FROM_ONE_SHELF, event=event)

        # The kernel forgets a few meanwhile, and counts again.
        assert bound <= arrived() <= bound + 20
        assert arrived_from_elsewhere() == 1


async def test_twin_without_the_guard_they_take_as_many_as_they_like(
    lab_reaching_without: LabWithout, world: World
) -> None:
    count = connections_max() // 256 + 100
    with world.counting("udp dport 7401-7500") as arrived:
        async with lab_reaching_without(SLOW_BEGINNINGS, FEW_CONNECTIONS, ROOM_FOR_OTHERS) as lab:
            event = {"count": count, "to": INTERNET, "port": 7401}
            await lab.result(SEND_FROM_ONE_SHELF, event=event)

        assert arrived() == count
