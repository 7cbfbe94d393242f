"""T12: what pipes and sockets hold is memory of the sandbox, not of nobody."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.jail.attacks.rights import enforced
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILL = {"pipes": "fill_pipe()", "sockets": "fill_socket()"}
SOURCE = """
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
SET_SIZE = 1031

def fill_pipe():
    held.append(os.pipe())
    os.set_blocking(held[-1][1], False)
    answer(fcntl.fcntl, held[-1][1], SET_SIZE, 1 << 20)
    fill(lambda: os.write(held[-1][1], bytes(1 << 16)))

def fill_socket():
    held.append(socket.socketpair())
    held[-1][0].setblocking(False)
    fill(lambda: held[-1][0].send(bytes(1 << 16)))

def fill(write):
    try:
        while True:
            write()
    except BlockingIOError:
        pass

def fill_all(count):
    for _ in range(count):
        {filling}
    return "filled"
"""


@enforced("memory")
@pytest.mark.parametrize("kind", FILL)
async def test_buffers_count_as_the_functions_memory(lab: Lab, kind: str) -> None:
    bomb = await strike(
        lab,
        PRELUDE + SOURCE.format(filling=FILL[kind]),
        event={"act": "fill_all", "count": 480},
        memory_mb=48,
        ephemeral_storage_mb=8,
        timeout_s=10,
    )

    assert bomb.error_type == "Runtime.OutOfMemory"
    assert bomb.remains == []


@pytest.mark.parametrize("kind", FILL)
async def test_without_a_jail_all_of_them_are_filled(kind: str) -> None:
    async with without_a_jail(SOURCE.format(filling=FILL[kind])) as processes:
        assert await processes.does("attacker", "fill_all", count=480) == "filled"
