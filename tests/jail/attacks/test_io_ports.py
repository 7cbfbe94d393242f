"""iopl() and ioperm() give a process the machine's I/O ports; only x86 has them: T5."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    level, port, count = 3, 0x80, 1
    if not IS_X86_64:
        return []
    return [answer(call, "iopl", level), answer(call, "ioperm", port, count, 1)]
""")


async def test_a_function_gets_no_ports(lab: Lab) -> None:
    assert set(await lab.result(ATTACK)) <= {"EPERM"}


async def test_a_process_without_a_jail_gets_them_if_the_kernel_has_them() -> None:
    # This machine's kernel is built without (ENOSYS): the call reached it, which in a sandbox none does.
    assert set(await outside(ATTACK)) <= {"OK", "ENOSYS"}
