"""T3 (isolation.md 0.2): the room in pipes is counted by uid: who takes it all leaves a uid's others tiny ones."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
SET_SIZE, GET_SIZE, LARGE = 1031, 1032, 1 << 20
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))

def exhaust():
    try:
        while True:
            held.append(os.pipe())
            fcntl.fcntl(held[-1][0], SET_SIZE, LARGE)
    except OSError as error:
        return errno.errorcode[error.errno]

def need():
    held.append(os.pipe())
    return fcntl.fcntl(held[-1][0], GET_SIZE)
"""


@NEIGHBOURHOODS
async def test_a_neighbours_pipes_stay_of_the_usual_size(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "EPERM"
    assert await tenants.does("victim", "need") == 64 * 1024


async def test_with_one_uid_they_shrink() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == 8 * 1024
