"""CVE-2025-38236: one flag, MSG_OOB on a local socket, led from Chrome's sandbox into the kernel. T6."""

import errno

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    left, right = socket.socketpair()
    right.setblocking(False)
    sent = answer(left.send, b"x", socket.MSG_OOB)
    peeked = answer(right.recv, 1, socket.MSG_OOB | socket.MSG_PEEK)
    return {"sent": sent, "peeked": peeked, "message": answer(left.sendmsg, [b"x"], [], socket.MSG_OOB)}
""")


async def test_a_function_sends_and_receives_nothing_out_of_band(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {errno.errorcode[errno.EOPNOTSUPP]}


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"OK"}
