"""32-bit and x32 calls have other numbers, past every filter that compares them; only x86_64 has them: T6."""

import signal

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
GETPID_BY_INT_80 = bytes.fromhex("b814000000cd80c3")
X32_GETPID = 0x40000000 + 39
def by_int_80():
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(GETPID_BY_INT_80)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
def by_x32():
    call("syscall", X32_GETPID)
def ending(attempt):
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
def handler(event, context):
    return [ending(attempt) for attempt in (by_int_80, by_x32) if IS_X86_64]
""")


async def test_a_process_that_calls_by_a_foreign_abi_is_ended(lab: Lab) -> None:
    assert set(await lab.result(ATTACK)) <= {-signal.SIGSYS}


async def test_without_the_filter_it_lives(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert set(await unguarded.result(ATTACK)) <= {0}
