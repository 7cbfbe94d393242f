"""A seccomp listener answers other processes' calls in the kernel's place, and lets them be changed meanwhile: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
SECCOMP_SET_MODE_FILTER, NEW_LISTENER, ALLOW = 1, 8, 0x7FFF0000
def listener():
    program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, ALLOW), 8)
    pointer = struct.pack("HxxxxxxQ", 1, ctypes.addressof(program))
    call("seccomp", SECCOMP_SET_MODE_FILTER, NEW_LISTENER, pointer)
def filtered():
    program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, ALLOW), 8)
    call("seccomp", SECCOMP_SET_MODE_FILTER, 0, struct.pack("HxxxxxxQ", 1, ctypes.addressof(program)))
def handler(event, context):
    return [answer(listener), answer(filtered)]
""")


async def test_a_function_restricts_itself_further_but_listens_to_nobody(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "OK"]


async def test_without_the_filter_it_listens(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "OK"]
