"""/proc/1/mem, fd, root and environ are process 1 itself; it stays undumpable, so they are not even there: T5, T7."""

import pytest

from tests.jail.attacks.probes_kernel import with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
FILES = "mem environ maps auxv stack syscall io fd root cwd exe ns/net map_files".split()
def reached(pid):
    return [name for name in FILES if answer(os.open, f"/proc/{pid}/{name}", os.O_RDONLY) == "OK"]
def handler(event, context):
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return {"init": reached(1), "listed": "1" in os.listdir("/proc"), "child": reached(child)}
    finally:
        os.kill(child, signal.SIGKILL)
""")


async def test_a_function_reaches_nothing_of_process_1(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert (found["init"], found["listed"]) == ([], False)


async def test_of_a_process_that_is_dumpable_it_reaches_all_that_matters(lab: Lab) -> None:
    # The twin: the same function, the same user, and only what process 1 does differently is missing.
    found = await lab.result(ATTACK)

    assert {"mem", "environ", "maps", "fd", "root", "cwd"} <= set(found["child"])
