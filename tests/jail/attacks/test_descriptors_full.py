"""T12: descriptors run out for the function that opens them, and for nobody else."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def open_all(count):
    for _ in range(count):
        error = answer(lambda: held.append(os.open("/dev/null", os.O_RDONLY)))
        if error != "OK":
            return [error, len(held) > 1000]
    return ["OK", True]
"""


async def test_a_function_has_its_own_number_of_them(lab: Lab) -> None:
    event = {"act": "open_all", "count": 3000}

    bomb = await strike(lab, PRELUDE + SOURCE, event=event, timeout_s=10)

    assert bomb.result == ["EMFILE", True]
    assert bomb.remains == []


async def test_without_a_jail_there_are_more() -> None:
    raised = "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))\n"
    async with without_a_jail(raised + SOURCE) as processes:
        assert await processes.does("attacker", "open_all", count=3000) == ["OK", True]
