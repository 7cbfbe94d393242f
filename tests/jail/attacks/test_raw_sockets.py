"""A raw or packet socket forges and reads what other users of the interface send: T8."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
SOCKETS = {"ICMP": (2, 3, 1), "ICMPv6": (10, 3, 58), "any IP": (2, 3, 255), "packets": (17, 3, 0x0300)}
def handler(event, context):
    return {name: answer(socket.socket, *kind) for name, kind in SOCKETS.items()}
""")


async def test_a_function_gets_no_raw_sockets(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EAFNOSUPPORT"}


async def test_without_the_filter_the_missing_capability_refuses_them_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"EPERM"}


async def test_with_neither_it_gets_them(lab_without: LabWithout) -> None:
    async with lab_without(*BARE) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"OK"}
