"""T12: a function that closes its own ends of everything, or fills them with refuse, is answered and cleaned up."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def close_stdio():
    for fd in (0, 1, 2):
        os.close(fd)
    return "answered"

def leave_zombies():
    for _ in range(200):
        if os.fork() == 0:
            os._exit(0)
    return "answered"

def orphan():
    for _ in range(100):
        if (child := os.fork()) == 0:
            if os.fork() == 0:
                os._exit(0)
            os._exit(0)
        os.waitpid(child, 0)
    end = time.monotonic() + 5
    while len(others()) > 0 and time.monotonic() < end:
        # Whoever reaps them here is process 1, which tells nobody.
        time.sleep(0.01)
    return len(others())

def others():
    return [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]

def grow_arguments():
    import subprocess
    words = [["x" * 100_000] * count for count in (1, 10, 1000)]
    return [answer(lambda: subprocess.run(["/bin/true", *many], check=True)) for many in words]

def grow_environ():
    for number in range(2000):
        os.environ[f"V{number}"] = "x" * 1000
    if (child := os.fork()) == 0:
        os.execve("/bin/true", ["true"], os.environ)
    os.waitpid(child, 0)
    return "answered"
"""


@pytest.mark.parametrize("act", ["close_stdio", "leave_zombies", "grow_environ"])
async def test_it_is_answered_and_nothing_is_left(lab: Lab, act: str) -> None:
    attack = await strike(lab, PRELUDE + SOURCE, event={"act": act}, timeout_s=10)

    assert attack.result == "answered"
    assert attack.remains == []


async def test_what_is_orphaned_is_reaped_by_the_first_process(lab: Lab) -> None:
    attack = await strike(lab, PRELUDE + SOURCE, event={"act": "orphan"}, timeout_s=10)

    assert attack.result == 0


async def test_arguments_without_end_are_refused_by_the_kernel(lab: Lab) -> None:
    attack = await strike(lab, PRELUDE + SOURCE, event={"act": "grow_arguments"}, timeout_s=10)

    assert attack.result[0] == "OK"
    assert attack.result[-1] == "E2BIG"


async def test_under_a_first_process_that_reaps_nothing_zombies_stay() -> None:
    source = """
        PR_SET_CHILD_SUBREAPER = 36
        def orphan():
            call("prctl", PR_SET_CHILD_SUBREAPER, 1)
            if (child := os.fork()) == 0:
                if os.fork() == 0:
                    os._exit(0)
                os._exit(0)
            os.waitpid(child, 0)
            return os.waitpid(-1, 0)[0] > 0
    """
    async with without_a_jail(source) as processes:
        assert await processes.does("attacker", "orphan")
