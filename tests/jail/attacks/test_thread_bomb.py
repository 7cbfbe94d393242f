"""T12: threads count as processes do, in their own sandbox's bound; who starts more gets an error of its own."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
MORE_THAN_ALLOWED = 1100
threading.stack_size(64 * 1024)

def start_all():
    gate = threading.Event()
    started = []
    try:
        while len(started) < MORE_THAN_ALLOWED:
            thread = threading.Thread(target=gate.wait)
            thread.start()
            started.append(thread)
    except RuntimeError:
        pass
    gate.set()
    for thread in started:
        thread.join()
    return len(started)
"""


async def test_a_thread_bomb_ends_at_the_bound_beside_a_neighbour(lab: Lab) -> None:
    bomb = await strike(
        lab, PRELUDE + SOURCE, event={"act": "start_all"}, memory_mb=1769, timeout_s=10
    )

    assert 1000 < bomb.result <= 1022
    assert bomb.remains == []


async def test_without_a_jail_there_are_more() -> None:
    async with without_a_jail(SOURCE) as processes:
        assert await processes.does("attacker", "start_all") == 1100
