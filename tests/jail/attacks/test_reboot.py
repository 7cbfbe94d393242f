"""One call ends the machine, another starts a kernel of one's own: T5, T12. Both are made with wrong arguments only."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
NO_SUCH_MAGIC, TOO_MANY_SEGMENTS, NO_SUCH_FLAGS = 0, 99, 0xFF
def handler(event, context):
    return {
        "reboot": answer(call, "reboot", NO_SUCH_MAGIC, NO_SUCH_MAGIC, 0, None),
        "kexec_load": answer(call, "kexec_load", 0, TOO_MANY_SEGMENTS, None, NO_SUCH_FLAGS),
        "kexec_file_load": answer(call, "kexec_file_load", -1, -1, 0, b"", NO_SUCH_FLAGS),
    }
""")


async def test_a_function_restarts_nothing(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_a_process_without_a_jail_is_refused_for_its_wrong_arguments_only() -> None:
    answers = await outside(ATTACK)

    assert answers["reboot"] == "EINVAL"
    # ENOSYS from a kernel that is built without kexec.
    assert {answers["kexec_load"], answers["kexec_file_load"]} <= {"EINVAL", "ENOSYS"}


async def test_with_neither_filter_nor_empty_capabilities_it_gets_as_far_in_its_own_namespace(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        assert (await unguarded.result(ATTACK))["reboot"] == "EINVAL"
