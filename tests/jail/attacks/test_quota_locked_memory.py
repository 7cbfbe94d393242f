"""T3 (isolation.md 0.2): locked shared memory is counted by uid, and by that of the template for all of them."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    LabWithout,
    Neighbourhood,
    of_one_function,
    without_a_jail,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import mmap
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

def keep_from_swap():
    held.append(mmap.mmap(-1, PAGES * 4096))
    address = ctypes.addressof(ctypes.c_char.from_buffer(held[-1]))
    return answer(call, "mlock", address, PAGES * 4096)
"""


@NEIGHBOURHOODS
async def test_nobody_locks_shared_memory(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "EPERM"
    assert await tenants.does("victim", "keep_from_swap") == "OK"


async def test_without_the_filter_what_one_locks_is_counted(lab_without: LabWithout) -> None:
    async with lab_without("install the system call filter") as unguarded:
        tenants = of_one_function(unguarded, SOURCE)

        assert await tenants.does("attacker", "exhaust") == "ENOMEM"


async def test_with_one_uid_a_neighbour_can_lock_none() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "ENOMEM"
