"""T12: whatever a process does to its signals and to itself, the deadline ends it and all it started."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAYS = {
    "sleeps": "time.sleep(10**6)",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP); time.sleep(60)",
    "blocks every signal": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()); time.sleep(60)",
    "ignores every signal": "ignore_all(); time.sleep(60)",
    "hides in a session of its own": "os.setpgid(0, 0); daemon(); time.sleep(60)",
    "waits for a lock that nobody gives": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "reads what nobody writes": "os.read(os.pipe()[0], 1)",
    "forks while it is ended": "fork_on()",
}
SOURCE = """
def ignore_all():
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)

def daemon():
    if os.fork() == 0:
        os.setsid()
        ignore_all()
        if os.fork() == 0:
            time.sleep(60)

def fork_on():
    ignore_all()
    while True:
        if os.fork():
            os._exit(0) if os.getpid() > 2 else time.sleep(60)

def resist(way):
    exec(way)
"""


@pytest.mark.parametrize("way", WAYS)
async def test_the_deadline_ends_it_and_nothing_is_left(lab: Lab, way: str) -> None:
    event = {"act": "resist", "way": WAYS[way]}

    attack = await strike(lab, PRELUDE + SOURCE, event=event, timeout_s=0.5)

    assert attack.error_type == "Sandbox.Timedout"
    assert attack.remains == []


async def test_a_process_that_is_only_asked_to_end_goes_on() -> None:
    async with without_a_jail(SOURCE + "\ndef alive():\n    return True\n") as processes:
        await processes.does("attacker", "ignore_all")
        processes.processes["attacker"].terminate()

        assert await processes.does("attacker", "alive")
