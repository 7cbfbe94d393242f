"""T1, T12: who fills /tmp, bytes or inodes, takes nothing from another tenant's."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, in_one_room
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def fill():
    with open("/tmp/bytes", "wb") as file:
        file.write(bytes(64 << 20))
    for number in range(100):
        os.mkdir(f"/tmp/{number}")

def left():
    free = os.statvfs("/tmp")
    return [free.f_bavail * free.f_frsize >> 20, free.f_favail // 100]
"""


@NEIGHBOURHOODS
async def test_another_tenants_tmp_stays_empty(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "fill")

    assert await tenants.does("victim", "left") == [512, 327]


async def test_in_one_environment_the_space_would_be_gone(lab: Lab) -> None:
    tenants = in_one_room(lab, SOURCE)
    await tenants.does("attacker", "fill")

    assert await tenants.does("victim", "left") == [448, 326]
