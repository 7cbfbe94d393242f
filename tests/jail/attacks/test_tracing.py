"""ptrace() of another process is its memory, its registers and its next system call (T5, T6)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
def traced(pid):
    call("ptrace", PTRACE_ATTACH, pid, None, None)
    os.waitpid(pid, 0)
    call("ptrace", PTRACE_DETACH, pid, None, None)
def handler(event, context):
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return {"child": answer(traced, child), "init": answer(traced, 1)}
    finally:
        os.kill(child, signal.SIGKILL)
""")


async def test_a_function_traces_neither_its_child_nor_process_1(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found == {"child": "EPERM", "init": "EPERM"}


async def test_without_the_filter_it_traces_its_child_and_process_1_is_protected_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"child": "OK", "init": "EPERM"}
