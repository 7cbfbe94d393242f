"""T12: whatever kind of memory a function takes, it ends at its own bound, and with no process of its left."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import enforced
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAKE = {
    "heap": "held.append(bytearray(1 << 20))",
    "pages of its own": "held.append(mmap.mmap(-1, 1 << 20)); held[-1].write(bytes(1 << 20))",
    "of children": "take_in_a_child()",
}
SOURCE = """
import mmap

def take_in_a_child():
    taken, takes = os.pipe()
    if os.fork() == 0:
        held.append(bytearray(20 << 20))
        os.write(takes, b".")
        # It keeps what it has taken, until the jail ends it.
        time.sleep(60)
    os.close(takes)
    os.read(taken, 1)
    os.close(taken)

def take(mb):
    for _ in range(mb):
        {taking}
    return "taken"
"""


@enforced("memory")
@pytest.mark.parametrize("kind", TAKE)
async def test_a_memory_bomb_is_out_of_memory_beside_a_neighbour(lab: Lab, kind: str) -> None:
    bomb = await strike(
        lab,
        PRELUDE + SOURCE.format(taking=TAKE[kind]),
        event={"act": "take", "mb": 1000},
        memory_mb=128,
        ephemeral_storage_mb=16,
        timeout_s=10,
    )

    assert bomb.error_type == "Runtime.OutOfMemory"
    assert bomb.served_beside > 0
    assert bomb.remains == []


async def test_without_a_jail_there_is_more() -> None:
    async with without_a_jail(SOURCE.format(taking=TAKE["heap"])) as processes:
        assert await processes.does("attacker", "take", mb=200) == "taken"
