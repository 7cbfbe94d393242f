"""T3 (isolation.md 0.2): signals that wait are counted by uid: without a place of its own a victim can queue none."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
if "HERE" in os.environ:
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (1024, 1024))

def queue(count):
    return [answer(call, "sigqueue", os.getpid(), signal.SIGRTMIN, 0) for _ in range(count)]

def exhaust():
    return queue(1100)[-1]

def need():
    return queue(1)[0]
"""


@NEIGHBOURHOODS
async def test_a_neighbours_signals_still_wait(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "EAGAIN"
    assert await tenants.does("victim", "need") == "OK"


async def test_with_one_uid_they_are_refused() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "EAGAIN"
