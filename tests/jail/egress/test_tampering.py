"""Nobody in a network can change it: neither by asking, nor with every capability, nor by addresses of others."""

import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from cloister.sandbox.driver import NetworkId
from cloister.sandbox.egress.programs import ip
from cloister.sandbox.egress.rules import KNOWN_PROTOCOLS, OWN_ADDRESS
from tests.jail.egress.labs import LabWithout, Reaching
from tests.jail.egress.world import INTERNET, World, inside
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAMPER = """
    import errno, fcntl, socket, struct

    SIOCSIFFLAGS, SIOCSIFADDR, SIOCADDRT = 0x8914, 0x8916, 0x890B
    IP_TRANSPARENT, IP_FREEBIND = 19, 15
    A_NEIGHBOUR = "10.77.77.77"

    def ioctl(number, request):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
            fcntl.ioctl(door, number, request)

    def interface(name, rest):
        return struct.pack("16s24s", name.encode(), rest)

    def address(text):
        return struct.pack("=HH4s8x", socket.AF_INET, 0, socket.inet_aton(text))

    def send_as_neighbour(option):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            sending.setsockopt(socket.IPPROTO_IP, option, 1)
            sending.bind((A_NEIGHBOUR, 0))
            sending.sendto(b"hello", ("127.0.0.1", 7777))

    ATTEMPTS = {
        "raw socket": lambda name: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close(),
        "packet socket": lambda name: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
        "another address": lambda name: ioctl(SIOCSIFADDR, interface(name, address(A_NEIGHBOUR))),
        "interface down": lambda name: ioctl(SIOCSIFFLAGS, interface(name, struct.pack("=h", 0))),
        "transparent source": lambda name: send_as_neighbour(IP_TRANSPARENT),
    }

    def attempt(action, name):
        try:
            action(name)
        except OSError as error:
            return errno.errorcode[error.errno]
        return "done"

    def handler(event, context):
        return {what: attempt(action, event["interface"]) for what, action in ATTEMPTS.items()}
"""
SPOOF = """
    import errno, socket

    IP_FREEBIND = 15

    def handler(event, context):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            sending.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
            sending.bind(("10.77.77.77", 0))
            try:
                sending.sendto(b"hello", (event["to"], 7010))
            except OSError as error:
                return errno.errorcode[error.errno]
            return "sent"
"""
WALLS = ("drop every capability", "install the system call filter")


async def test_a_function_can_change_nothing_of_its_network(lab_reaching: Lab) -> None:
    done = await lab_reaching.result(TAMPER, event={"interface": "eth0"})

    assert "done" not in done.values(), done


async def test_neither_can_one_with_every_capability_and_no_filter(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(steps=WALLS) as lab:
        done = await lab.result(TAMPER, event={"interface": "eth0"})

    assert set(done.values()) == {"EPERM"}, done


async def test_twin_in_a_network_of_its_own_it_can(
    lab_without: Callable[..., AbstractAsyncContextManager[Lab]],
) -> None:
    async with lab_without(*WALLS) as lab:
        done = await lab.result(TAMPER, event={"interface": "lo"})

    assert {what for what, result in done.items() if result == "done"} >= {
        "raw socket",
        "packet socket",
        "another address",
        "interface down",
    }, done


async def test_a_function_can_send_from_no_address_but_its_own(lab_reaching: Lab) -> None:
    said = await lab_reaching.result(SPOOF, event={"to": INTERNET})

    assert said in {"EINVAL", "ENETUNREACH"}


async def spoofed_packets_arrived(reaching: Reaching, world: World, *guards: str) -> int:
    """Of one that is sent by somebody who, other than functions, can give the network another address."""
    networks = await reaching.networks(guards)
    entrance = await networks.enter(NetworkId("spoofing"))
    with world.counting("udp dport 7011") as arrived:
        with (
            inside(entrance.network_fd),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending,
        ):
            ip("addr add 10.77.77.77/32 dev eth0")
            sending.bind(("10.77.77.77", 0))
            sending.sendto(b"hello", (INTERNET, 7011))
        networks.leave(NetworkId("spoofing"))
        return arrived()


async def test_packets_from_a_foreign_address_are_dropped(reaching: Reaching, world: World) -> None:
    assert await spoofed_packets_arrived(reaching, world) == 0


async def test_twin_without_the_guard_they_arrive(reaching: Reaching, world: World) -> None:
    assert await spoofed_packets_arrived(reaching, world, OWN_ADDRESS) == 1


async def pings_arrived(reaching: Reaching, world: World, *guards: str) -> int:
    """Of one that is sent by somebody who, other than functions, may use raw sockets there."""
    echo_request = b"\x08\x00\xf7\xff\x00\x00\x00\x00"
    networks = await reaching.networks(guards)
    entrance = await networks.enter(NetworkId("pinging"))
    with world.counting("icmp type echo-request") as arrived:
        with (
            inside(entrance.network_fd),
            socket.socket(socket.AF_INET, socket.SOCK_RAW, 1) as sending,
        ):
            sending.sendto(echo_request, (INTERNET, 0))
        networks.leave(NetworkId("pinging"))
        return arrived()


async def test_packets_of_other_protocols_are_dropped(reaching: Reaching, world: World) -> None:
    assert await pings_arrived(reaching, world) == 0


async def test_twin_without_the_guard_other_protocols_arrive(
    reaching: Reaching, world: World
) -> None:
    assert await pings_arrived(reaching, world, KNOWN_PROTOCOLS) == 1
