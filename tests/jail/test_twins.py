"""That twins can be made at all: a sandbox without one step lacks what the step gives, and only then."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

LabWithout = Callable[..., AbstractAsyncContextManager[Lab]]
NO_NEW_PRIVILEGES = """
    def handler(event, context):
        lines = open("/proc/self/status").read().splitlines()
        return next(line for line in lines if line.startswith("NoNewPrivs"))
"""


async def test_a_sandbox_can_not_gain_privileges(lab: Lab) -> None:
    assert await lab.result(NO_NEW_PRIVILEGES) == "NoNewPrivs:\t1"


async def test_without_the_filter_nothing_refuses_a_call_that_needs_no_privilege(
    lab: Lab, lab_without: LabWithout
) -> None:
    source = """
        import ctypes
        def handler(event, context):
            libc = ctypes.CDLL(None, use_errno=True)
            return libc.personality(0x0040000)
    """

    guarded = await lab.result(source)
    async with lab_without("install the system call filter") as unguarded:
        open_ = await unguarded.result(source)

    assert guarded == -1
    assert open_ == 0
