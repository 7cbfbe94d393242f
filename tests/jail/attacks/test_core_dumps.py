"""A core dump may start a helper as root on the host (CVE-2025-4598, -5054); RLIMIT_CORE 1 keeps it away: T5."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LIMITS, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import subprocess
RLIMIT_CORE, MUCH = 4, 1 << 30
def handler(event, context):
    wanted = struct.pack("QQ", MUCH, MUCH)
    raised = answer(call, "setrlimit", RLIMIT_CORE, wanted)
    by_another = answer(call, "prlimit", 0, RLIMIT_CORE, wanted, None)
    high = answer(call, "prlimit", 0, 1 << 32 | RLIMIT_CORE, wanted, None)
    crashing = subprocess.Popen(["/bin/sleep", "60"], cwd="/tmp")
    crashing.send_signal(signal.SIGSEGV)
    _, status = os.waitpid(crashing.pid, 0)
    crashing.returncode = status
    found = [name for name in os.listdir("/tmp") if name.startswith("core")]
    return {"raised": [raised, by_another, high], "dumped": os.WCOREDUMP(status), "files": len(found)}
""")


async def test_a_crash_leaves_no_core_and_starts_no_helper(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found == {"raised": ["EPERM", "EPERM", "EPERM"], "dumped": False, "files": 0}


async def test_without_the_filter_the_hard_limit_can_not_be_raised_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"raised": ["EPERM", "EPERM", "EPERM"], "dumped": False, "files": 0}


async def test_without_filter_and_limits_a_crash_is_dumped(lab_without: LabWithout) -> None:
    async with lab_without(FILTER, LIMITS) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found["dumped"]
