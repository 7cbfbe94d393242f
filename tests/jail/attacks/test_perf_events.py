"""perf_event_open() measures the kernel and other processes, and was a way into the kernel time and again: T3, T6."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
PERF_TYPE_SOFTWARE, SIZE = 1, 112
def handler(event, context):
    attributes = struct.pack("IIQ", PERF_TYPE_SOFTWARE, SIZE, 0) + bytes(SIZE - 16)
    return answer(call, "perf_event_open", attributes, 0, -1, -1, 0)
""")


async def test_a_function_opens_no_performance_events(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "EPERM"


async def test_a_process_without_a_jail_does() -> None:
    # Not `lab_without`: what an unprivileged user may measure is the host's choice (kernel.perf_event_paranoid).
    assert await outside(ATTACK) == "OK"
