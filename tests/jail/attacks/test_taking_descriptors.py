"""pidfd_getfd() takes a descriptor out of another process: the channel's or the log's, were there one to take: T7."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def taken(pid):
    os.close(call("pidfd_getfd", os.pidfd_open(pid), 1, 0))
def handler(event, context):
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return {"child": answer(taken, child), "init": answer(taken, 1)}
    finally:
        os.kill(child, signal.SIGKILL)
""")


async def test_a_function_takes_no_descriptor_of_another_process(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"child": "EPERM", "init": "EPERM"}


async def test_without_the_filter_it_takes_its_childs_and_not_process_1s(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == {"child": "OK", "init": "EPERM"}
