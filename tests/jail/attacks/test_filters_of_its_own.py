"""A seccomp filter of its own: a listener answers other processes' calls (T6), and many fill the kernel's memory (T12).

The kernel compiles each into memory of which the machine has one bound, net.core.bpf_jit_limit: two sandboxes of 1,000
threads reached it, and nobody on the machine could install a filter then, the next sandbox included.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
SET_MODE_FILTER, NEW_LISTENER, TSYNC, ALLOW = 1, 8, 1, 0x7FFF0000
PR_SET_SECCOMP, MODE_FILTER = 22, 2
instruction = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, ALLOW), 8)
program = struct.pack("HxxxxxxQ", 1, ctypes.addressof(instruction))
def handler(event, context):
    return [
        answer(call, "seccomp", SET_MODE_FILTER, NEW_LISTENER, program),
        answer(call, "seccomp", SET_MODE_FILTER, 0, program),
        answer(call, "seccomp", SET_MODE_FILTER, TSYNC, program),
        answer(call, "seccomp", 1 << 32 | SET_MODE_FILTER, 0, program),
        answer(call, "prctl", PR_SET_SECCOMP, MODE_FILTER, program),
    ]
""")


async def test_a_function_installs_no_filter_and_listens_to_nobody(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EINVAL"] * 5


async def test_without_the_filter_it_installs_as_many_as_it_likes(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK"] * 5
