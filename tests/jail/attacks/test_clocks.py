"""The machine's clock is everybody's: signatures, certificates and timers hang on it (T3, T12)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
ADJ_NOTHING = 0
def handler(event, context):
    zone = struct.pack("ii", 0, 0)
    if "as it is" in event:
        now = ctypes.create_string_buffer(8)
        libc.gettimeofday(None, now)
        zone = now.raw
    return {
        "zone": answer(call, "settimeofday", None, zone),
        "adjtimex": answer(call, "adjtimex", struct.pack("I", ADJ_NOTHING) + bytes(252)),
        "clock": answer(time.clock_settime, time.CLOCK_REALTIME, time.time()) if "as it is" not in event else None,
    }
""")


async def test_a_function_sets_no_clock(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_the_missing_capability_keeps_the_clock_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"zone": "EPERM", "adjtimex": "OK", "clock": "EPERM"}


async def test_a_process_without_a_jail_sets_what_it_was_before() -> None:
    found = await outside(ATTACK, {"as it is": True})

    assert (found["zone"], found["adjtimex"]) == ("OK", "OK")
