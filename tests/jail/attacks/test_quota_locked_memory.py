"""T3 (isolation.md 0.2): locked shared memory is counted by uid."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
PRIVATE, LOCK, REMOVE, PAGES = 0, 11, 0, 4
resource.setrlimit(resource.RLIMIT_MEMLOCK, (1 << 16, 1 << 16))

def lock():
    segment = call("shmget", PRIVATE, PAGES * 4096, 0o1600)
    libc.shmat(segment, None, 0)
    # Removed with its last user, so that a process without a jail leaves nothing.
    call("shmctl", segment, REMOVE, None)
    call("shmctl", segment, LOCK, None)

def exhaust():
    return [answer(lock) for _ in range(5)][-1]

def need():
    return answer(lock)
"""


@NEIGHBOURHOODS
async def test_a_neighbour_can_still_lock_memory(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "ENOMEM"
    assert await tenants.does("victim", "need") == "OK"


async def test_with_one_uid_it_can_not() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "ENOMEM"
