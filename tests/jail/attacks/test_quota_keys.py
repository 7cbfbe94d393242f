"""T3 (isolation.md 0.2): keys are counted by uid; in a sandbox there are none, by the filter."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
ADD_KEY = 248 if os.uname().machine == "x86_64" else 217
PROCESS_KEYRING = -2

def add(name):
    call("syscall", ADD_KEY, b"user", name.encode(), b"x" * 1000, 1000, PROCESS_KEYRING)

def exhaust():
    return [answer(add, str(number)) for number in range(30)][-1]

def need():
    return answer(add, "mine")
"""


@NEIGHBOURHOODS
async def test_nobody_has_keys(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "EPERM"
    assert await tenants.does("victim", "need") == "EPERM"


async def test_with_one_uid_and_no_filter_one_takes_the_quota() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "EDQUOT"
