"""T12: eight threads that spin have the share of their memory, also while they ignore every wish to end."""

import pytest

from tests.jail.attacks.probes_exhaustion import SIZES, strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import enforced
from tests.support import Lab

TRIES = 60

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import hashlib

def spin(seconds):
    # Hashing lets go of the interpreter's lock: the threads do run beside one another.
    data, end = bytes(1 << 20), time.monotonic() + seconds
    def hash_on():
        while time.monotonic() < end:
            hashlib.sha256(data)
    threads = [threading.Thread(target=hash_on, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.process_time() / seconds
"""


@pytest.mark.parametrize("memory_mb", SIZES)
async def test_spinning_times_out_beside_a_neighbour(lab: Lab, memory_mb: int) -> None:
    event = {"act": "spin", "seconds": 60}

    attack = await strike(lab, PRELUDE + SOURCE, event=event, memory_mb=memory_mb)

    assert attack.error_type == "Sandbox.Timedout"
    assert attack.served_beside > 1
    assert attack.remains == []


@enforced("cpu")
async def test_eight_threads_together_have_their_quota(lab: Lab) -> None:
    # 442 MB are a quarter of a core; what init had is in the figure as well.
    cores = await lab.result(PRELUDE + SOURCE, event={"act": "spin", "seconds": 1.5}, memory_mb=442)

    assert cores < 0.5


async def test_without_a_jail_they_have_all_cores() -> None:
    # Other tests run on these cores too: that they get so much once is enough, a quota never lets them.
    async with without_a_jail(SOURCE) as processes:
        seen = [0.0]
        while max(seen) <= 0.5 and len(seen) < TRIES:
            seen.append(await processes.does("attacker", "spin", seconds=0.5))

    assert max(seen) > 0.5
