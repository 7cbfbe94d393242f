"""Swap, disk quotas and process accounting are root's tools on files of the tenant's choice: T5, T12."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
Q_GETFMT, USRQUOTA = 0x800004, 0
def handler(event, context):
    return {
        "swapon": answer(call, "swapon", b"/no/such/file", 0),
        "swapoff": answer(call, "swapoff", b"/no/such/file"),
        "acct": answer(call, "acct", b"/no/such/file"),
        "quotactl": answer(call, "quotactl", Q_GETFMT << 8 | USRQUOTA, b"/no/such/device", 0, None),
    }
""")


async def test_a_function_swaps_counts_and_limits_nothing(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_a_process_without_a_jail_lacks_only_the_files() -> None:
    assert set((await outside(ATTACK)).values()) == {"ENOENT"}
