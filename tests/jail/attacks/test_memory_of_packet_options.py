"""T12: options for every packet of an IPv6 socket are memory of the kernel's that no group is charged for.

A function of 128 MB held 1.2 gigabytes of it, by 60 KiB for each of 20,000 sockets.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOCKETS = 500
ATTACK = with_system_calls(f"""
IPV6_2292PKTOPTIONS = 6
# A control message of a level that there is not: the kernel passes over it, and keeps it.
NO_LEVEL, OPTION_BYTES = 9999, 60_000
OPTIONS = struct.pack("=QII", OPTION_BYTES, NO_LEVEL, 0) + bytes(OPTION_BYTES - 16)
held = []

def keep():
    for _ in range({SOCKETS}):
        held.append(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
        held[-1].setsockopt(socket.IPPROTO_IPV6, IPV6_2292PKTOPTIONS, OPTIONS)

def handler(event, context):
    return answer(keep)
""")


async def test_a_function_sets_none(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "EPERM"


async def test_without_the_filter_it_sets_as_many_as_it_has_sockets(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == "OK"
