"""T12: who joins a multicast group walks all that its network is in, under a lock that the whole machine shares.

A sandbox in 290,000 groups of its loopback took ten seconds to be ended, and everybody's new ones waited meanwhile.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

GROUPS = 200
ATTACK = with_system_calls(f"""
IP_ADD_SOURCE_MEMBERSHIP, MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP = 39, 42, 46
LOOPBACK = 1
HERE = socket.inet_aton("127.0.0.1")
held = []

def ipv4(number):
    return bytes([225, 0, number >> 8, number & 0xFF])

def ipv6(number):
    return socket.inet_pton(socket.AF_INET6, f"ff15::{{number:x}}")

def ipv4_name(number):
    return struct.pack("=HH4s120x", socket.AF_INET, 0, ipv4(number))

def ipv6_name(number):
    return struct.pack("=HHI16s104x", socket.AF_INET6, 0, 0, ipv6(number))

WAYS = {{
    "ipv4": (socket.AF_INET, 0, socket.IP_ADD_MEMBERSHIP, lambda n: struct.pack("=4s4si", ipv4(n), HERE, LOOPBACK)),
    "ipv4 of a source": (socket.AF_INET, 0, IP_ADD_SOURCE_MEMBERSHIP, lambda n: ipv4(n) + HERE + HERE),
    "ipv4 by name": (socket.AF_INET, 0, MCAST_JOIN_GROUP, lambda n: struct.pack("Ixxxx128s", LOOPBACK, ipv4_name(n))),
    "ipv6": (socket.AF_INET6, 41, socket.IPV6_JOIN_GROUP, lambda n: struct.pack("=16sI", ipv6(n), LOOPBACK)),
    "ipv6 by name": (socket.AF_INET6, 41, MCAST_JOIN_GROUP, lambda n: struct.pack("Ixxxx128s", LOOPBACK, ipv6_name(n))),
    "ipv6 of a source": (socket.AF_INET6, 41, MCAST_JOIN_SOURCE_GROUP,
                         lambda n: struct.pack("Ixxxx128s128s", LOOPBACK, ipv6_name(n), ipv6_name(n))),
}}

def join(family, level, option, group):
    for number in range({GROUPS}):
        # The kernel lets a socket be in twenty.
        if number % 20 == 0:
            held.append(socket.socket(family, socket.SOCK_DGRAM))
        held[-1].setsockopt(level, option, group(number))

def handler(event, context):
    return {{name: answer(join, *way) for name, way in WAYS.items()}}
""")
WAYS = ("ipv4", "ipv4 of a source", "ipv4 by name", "ipv6", "ipv6 by name", "ipv6 of a source")


async def test_a_function_joins_none(lab: Lab) -> None:
    assert await lab.result(ATTACK) == dict.fromkeys(WAYS, "ENODEV")


async def test_without_the_filter_it_joins_as_many_as_it_likes(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == dict.fromkeys(WAYS, "OK")
