"""T12: memory that is a file (memfd, System V, /tmp) is charged to its sandbox, and ends with it or at ENOSPC."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import enforced
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAKE = {
    "memfd": "held.append(os.memfd_create('x')); os.posix_fallocate(held[-1], 0, 1 << 20)",
    "System V": "share(1 << 20)",
}
SOURCE = """
libc.shmat.restype = ctypes.c_void_p

def share(size):
    segment = call("shmget", 0, size, 0o1600)
    ctypes.memset(libc.shmat(segment, None, 0), 1, size)
    # Removed with its last user: nothing stays of a process without a jail.
    call("shmctl", segment, 0, None)

def take(mb):
    for _ in range(mb):
        {taking}
    return "taken"
"""


@enforced("memory")
@pytest.mark.parametrize("kind", TAKE)
async def test_shared_memory_ends_at_the_bound_of_memory_and_tmp(lab: Lab, kind: str) -> None:
    bomb = await strike(
        lab,
        PRELUDE + SOURCE.format(taking=TAKE[kind]),
        event={"act": "take", "mb": 500},
        memory_mb=128,
        ephemeral_storage_mb=16,
        timeout_s=10,
    )

    assert bomb.error_type == "Runtime.OutOfMemory"
    assert bomb.remains == []


@pytest.mark.parametrize("kind", TAKE)
async def test_without_a_jail_there_is_more(kind: str) -> None:
    async with without_a_jail(SOURCE.format(taking=TAKE[kind])) as processes:
        assert await processes.does("attacker", "take", mb=200) == "taken"
