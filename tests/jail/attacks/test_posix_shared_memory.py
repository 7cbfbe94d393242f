"""T2: there is no /dev/shm to meet in, and none can be made; memory without a name (memfd) has nobody to give it to."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
from _posixshmem import shm_open, shm_unlink
NAME = "/cloister-attack"

def share():
    return answer(lambda: held.append(shm_open(NAME, os.O_CREAT | os.O_RDWR, mode=0o666)))

def look():
    return answer(lambda: held.append(shm_open(NAME, os.O_RDWR, mode=0o666)))

def prepare():
    return [answer(os.mkdir, "/dev/shm"), answer(os.symlink, "/tmp", "/dev/shm")]

def remove():
    shm_unlink(NAME)
"""


@NEIGHBOURHOODS
async def test_there_is_no_named_memory(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert set(await tenants.does("attacker", "prepare")) <= {"EACCES", "EROFS"}
    assert await tenants.does("victim", "share") == "ENOENT"
    assert await tenants.does("attacker", "look") == "ENOENT"


async def test_where_there_is_it_is_shared() -> None:
    async with without_a_jail(SOURCE) as tenants:
        shared = await tenants.does("victim", "share")
        found = await tenants.does("attacker", "look")
        await tenants.does("victim", "remove")

    assert (shared, found) == ("OK", "OK")
