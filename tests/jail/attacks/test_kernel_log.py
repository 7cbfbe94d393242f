"""The kernel's log tells addresses and what happens to others; clearing it hides traces: T3, T6."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
READ_ALL, SIZE_BUFFER = 3, 10
def handler(event, context):
    text = ctypes.create_string_buffer(16)
    return [answer(call, "syslog", READ_ALL, text, 16), answer(call, "syslog", SIZE_BUFFER, None, 0)]
""")


async def test_a_function_reads_nothing_of_the_kernels_log(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "EPERM"]


async def test_a_process_without_a_jail_reads_it() -> None:
    assert await outside(ATTACK) == ["OK", "OK"]
