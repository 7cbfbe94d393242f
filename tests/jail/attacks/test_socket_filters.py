"""A socket filter is a program for the kernel's BPF machine, whose JIT has been an attacker's code generator: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF = 26, 50, 51, 52
def attached(option):
    drop_all = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0), 8)
    program = struct.pack("HxxxxxxQ", 1, ctypes.addressof(drop_all))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.setsockopt(socket.SOL_SOCKET, option, program)
def handler(event, context):
    options = SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_EBPF
    return [answer(attached, option) for option in options]
""")


async def test_a_function_attaches_no_filter_to_a_socket(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "EPERM", "EPERM", "EPERM"]


async def test_without_the_filter_it_attaches_those_that_need_no_program_loaded_before(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert (await unguarded.result(ATTACK))[:2] == ["OK", "OK"]
