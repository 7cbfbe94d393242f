"""A BPF program runs in the kernel, and its verifier has let many a wrong one pass: T6."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
BPF_MAP_CREATE, BPF_MAP_TYPE_ARRAY = 0, 2
def handler(event, context):
    attributes = struct.pack("4I", BPF_MAP_TYPE_ARRAY, 4, 4, 1) + bytes(100)
    return answer(call, "bpf", BPF_MAP_CREATE, attributes, len(attributes))
""")


async def test_a_function_gives_the_kernel_no_bpf(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "EPERM"


async def test_a_process_without_a_jail_does() -> None:
    # Not `lab_without`: a well kept host refuses every unprivileged user (kernel.unprivileged_bpf_disabled).
    assert await outside(ATTACK) == "OK"
