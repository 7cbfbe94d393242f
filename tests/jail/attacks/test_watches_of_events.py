"""T12: an event walks all watches of its file with interrupts off, and a duplicated eventfd can have a million.

Each write kept a processor for a tenth of a second, so that a neighbour's slowest answers took ten times as long.
"""

import pytest

from cloister.sandbox.namespaces.watches import WATCHES_MAX
from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import counted
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import select
DUPLICATES, SETS = 256, 256

def watch():
    events = [os.eventfd(0)]
    events += [os.dup(events[0]) for _ in range(DUPLICATES - 1)]
    for _ in range(SETS):
        held.append(select.epoll())
        for event in events:
            held[-1].register(event, select.EPOLLIN)
    return DUPLICATES * SETS

def keep():
    watch()
    time.sleep(30)
"""


@counted
async def test_who_keeps_many_is_out_of_memory(lab: Lab) -> None:
    done = await strike(lab, PRELUDE + SOURCE, event={"act": "keep"}, memory_mb=1769, timeout_s=30)

    assert done.error_type == "Runtime.OutOfMemory"
    assert done.remains == []


async def test_a_process_that_nobody_looks_at_keeps_them() -> None:
    async with without_a_jail(SOURCE) as processes:
        assert await processes.does("attacker", "watch") > WATCHES_MAX
