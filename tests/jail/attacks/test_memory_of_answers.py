"""T12: answers of netlink that nobody reads are memory of the kernel's that no group is charged for."""

import pytest

from cloister.sandbox.namespaces.hoards import NETLINK_BYTES_MAX
from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
ASK_FOR_LOOPBACK = struct.pack("=IHHIIBxHiII", 32, 18, 1, 1, 0, 0, 0, 1, 0, 0)
LARGEST, ANSWERS = 2**30, 2000

def hoard(sockets):
    for _ in range(sockets):
        held.append(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
        held[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LARGEST)
        for _ in range(ANSWERS):
            held[-1].sendto(ASK_FOR_LOOPBACK, (0, 0))
    with open("/proc/self/net/netlink") as file:
        return sum(int(line.split()[4]) for line in list(file)[1:])
"""


async def test_who_hoards_them_is_out_of_memory(lab: Lab) -> None:
    event = {"act": "hoard", "sockets": 1000}
    done = await strike(lab, PRELUDE + SOURCE, event=event, memory_mb=1769, timeout_s=40)

    assert done.error_type == "Runtime.OutOfMemory"
    assert done.remains == []


async def test_a_process_that_nobody_looks_at_keeps_them() -> None:
    async with without_a_jail(SOURCE) as processes:
        kept_bytes = await processes.does("attacker", "hoard", sockets=8)

    assert kept_bytes > NETLINK_BYTES_MAX
