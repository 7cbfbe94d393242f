"""T12: a fork bomb fills its own bound of processes, and the end of its first process ends all of them."""

import pytest

from tests.jail.attacks.probes_exhaustion import SIZES, strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOMB = """
import os
def handler(event, context):
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""
COUNT = """
MORE_THAN_ALLOWED = 1100

def fork_all():
    gate, gate_in = os.pipe()
    count = 0
    try:
        while count < MORE_THAN_ALLOWED:
            if os.fork() == 0:
                os.close(gate_in)
                os.read(gate, 1)
                os._exit(0)
            count += 1
    except BlockingIOError:
        pass
    os.close(gate_in)
    for _ in range(count):
        os.wait()
    return count
"""


@pytest.mark.parametrize("memory_mb", SIZES)
async def test_a_fork_bomb_times_out_beside_a_neighbour_and_leaves_nothing(
    lab: Lab, memory_mb: int
) -> None:
    bomb = await strike(lab, BOMB, memory_mb=memory_mb)

    assert bomb.error_type == "Sandbox.Timedout"
    assert bomb.served_beside > 1
    assert bomb.remains == []


async def test_a_sandbox_has_no_more_processes_than_its_bound(lab: Lab) -> None:
    count = await lab.result(PRELUDE + COUNT, event={"act": "fork_all"}, memory_mb=1769)

    # The bound is 1,024 with the runtime itself and the first process.
    assert 1000 < count <= 1022


async def test_without_a_jail_there_are_more() -> None:
    async with without_a_jail(COUNT) as processes:
        assert await processes.does("attacker", "fork_all") == 1100
