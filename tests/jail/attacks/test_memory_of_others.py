"""process_vm_readv() and process_vm_writev() are ptrace's memory access in a call of their own (T5, T6)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
secret = ctypes.create_string_buffer(b"before", 8)
def reach(name, pid, text):
    local = ctypes.create_string_buffer(text, 8)
    ours = struct.pack("QQ", ctypes.addressof(local), 8)
    theirs = struct.pack("QQ", ctypes.addressof(secret), 8)
    call(name, pid, ours, 1, theirs, 1, 0)
    return local.value.decode()
def handler(event, context):
    secret.value = b"child's"
    child = os.fork()
    if child == 0:
        signal.pause()
    secret.value = b"own"
    try:
        found = {"write": answer(reach, "process_vm_writev", child, b"theirs")}
        found["read"] = answer(reach, "process_vm_readv", child, b"")
        found["init"] = answer(reach, "process_vm_readv", 1, b"")
        found["text"] = reach("process_vm_readv", child, b"") if found["read"] == "OK" else None
        return found
    finally:
        os.kill(child, signal.SIGKILL)
""")


async def test_a_function_reads_and_writes_no_other_process(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found == {"read": "EPERM", "write": "EPERM", "init": "EPERM", "text": None}


async def test_without_the_filter_it_does_but_process_1_is_undumpable_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"read": "OK", "write": "OK", "init": "EPERM", "text": "theirs"}
