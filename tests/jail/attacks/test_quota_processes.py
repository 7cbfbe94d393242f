"""T3, T12 (isolation.md 0.2): processes are counted by uid: who has RLIMIT_NPROC of them leaves none to others."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
resource.setrlimit(resource.RLIMIT_NPROC, (100 if "HERE" in os.environ else 1024, 1024))

def exhaust():
    gate = threading.Event()
    try:
        while True:
            held.append(threading.Thread(target=gate.wait, daemon=True))
            held[-1].start()
    except RuntimeError as error:
        return str(error)

def need():
    def fork():
        if (pid := os.fork()) == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    return answer(fork)
"""


@NEIGHBOURHOODS
async def test_a_neighbour_can_still_fork(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "exhaust") == "can't start new thread"
    assert await tenants.does("victim", "need") == "OK"


async def test_with_one_uid_it_can_not() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == "EAGAIN"
