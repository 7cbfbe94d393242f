"""T12: /tmp ends at its bytes and at its inodes, with an error for whoever fills it, and is gone with its owner."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def fill_bytes(mb):
    with open(HERE + "/bytes", "wb", buffering=0) as file:
        return answer(lambda: [file.write(bytes(1 << 20)) for _ in range(mb)])

def fill_inodes(count):
    return answer(lambda: [os.close(os.open(f"{HERE}/{n}", os.O_CREAT)) for n in range(count)])
"""
ACTS = {"fill_bytes": {"mb": 40}, "fill_inodes": {"count": 3000}}


@pytest.mark.parametrize("act", ACTS)
async def test_a_full_tmp_is_an_error_of_the_function(lab: Lab, act: str) -> None:
    event = {"act": act, **ACTS[act]}

    fill = await strike(lab, PRELUDE + SOURCE, event=event, ephemeral_storage_mb=32, timeout_s=10)

    assert fill.result == "ENOSPC"
    assert fill.remains == []


@pytest.mark.parametrize("act", ACTS)
async def test_without_a_jail_there_is_more_room(act: str) -> None:
    async with without_a_jail(SOURCE) as processes:
        assert await processes.does("attacker", act, **ACTS[act]) == "OK"
