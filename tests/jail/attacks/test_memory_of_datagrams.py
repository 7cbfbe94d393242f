"""T12: what lies in internet sockets is bounded for each sandbox; the kernel's own bound is one for the machine."""

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import enforced
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

DATAGRAM_BYTES = 60_000
SOCKETS = 600
DATAGRAMS_EACH = 8
SOURCE = (
    PRELUDE
    + f"""
def fill():
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range({SOCKETS}):
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        receiver.bind(("127.0.0.1", 0))
        for _ in range({DATAGRAMS_EACH}):
            sender.sendto(bytes({DATAGRAM_BYTES}), receiver.getsockname())
        held.append(receiver)
    return sum(drain(receiver) for receiver in held)

def drain(receiver):
    receiver.setblocking(False)
    count = 0
    while answer(receiver.recv, {DATAGRAM_BYTES}) == "OK":
        count += {DATAGRAM_BYTES}
    return count
"""
)
MEMORY_MB = 128
HALF_OF_MEMORY = MEMORY_MB * 2**20 // 2


@enforced("memory")
async def test_a_sandbox_fills_a_part_of_its_memory_with_them(lab: Lab) -> None:
    held = await lab.result(SOURCE, event={"act": "fill"}, memory_mb=MEMORY_MB)

    # v1 drops what is over the bound; v2 counts it as memory, and may end the function for it.
    assert not isinstance(held, int) or 0 < held <= HALF_OF_MEMORY


async def test_without_a_jail_the_same_sockets_hold_more() -> None:
    async with without_a_jail(SOURCE) as processes:
        assert await processes.does("attacker", "fill") > HALF_OF_MEMORY
