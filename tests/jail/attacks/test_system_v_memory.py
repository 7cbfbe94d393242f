"""T2: System V memory and semaphores are those of an IPC namespace: one key, two segments."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
KEY, SIZE, CREATE = 0x436C6F69, 4096, 0o1666
libc.shmat.restype = ctypes.c_void_p

def share():
    segment = call("shmget", KEY, SIZE, CREATE)
    ctypes.memmove(libc.shmat(segment, None, 0), b"secret", 7)
    call("semget", KEY, 1, CREATE)

def look():
    try:
        segment = call("shmget", KEY, SIZE, 0o666)
        return ctypes.string_at(libc.shmat(segment, None, 0)).decode()
    except OSError as error:
        return errno.errorcode[error.errno]

def remove():
    call("shmctl", call("shmget", KEY, SIZE, 0o666), 0, None)
    call("semctl", call("semget", KEY, 1, 0o666), 0, 0)
"""


@NEIGHBOURHOODS
async def test_a_neighbours_segment_has_no_key_here(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("victim", "share")

    assert await tenants.does("attacker", "look") == "ENOENT"


async def test_without_namespaces_it_is_read() -> None:
    async with without_a_jail(SOURCE) as tenants:
        await tenants.does("victim", "share")

        found = await tenants.does("attacker", "look")
        await tenants.does("victim", "remove")

        assert found == "secret"
