"""T6: an ioctl for bridges or VLANs has the host's root run modprobe for them before any right is asked for."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
BRIDGES = range(0x8940, 0x8942), range(0x89A0, 0x89A4)
VLANS = range(0x8982, 0x8984)
def handler(event, context):
    with socket.socket() as any_socket:
        fd, nothing = any_socket.fileno(), bytes(256)
        return [answer(call, "ioctl", fd, number, nothing) for few in (*BRIDGES, VLANS) for number in few]
""")


async def test_a_function_has_no_module_loaded(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM"] * 8


async def test_without_the_filter_the_kernel_looks_for_who_knows_of_them(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    # No such package, or what the package answers to an empty request.
    assert set(found) & {"ENOPKG", "OK", "ENODEV", "EOPNOTSUPP"}
