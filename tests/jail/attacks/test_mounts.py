"""Mounting over, beside or under the sandbox's files: a writable root, code that lies, a fresh /proc (T5)."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
MS_REMOUNT, MS_BIND = 32, 4096
def handler(event, context):
    return {
        "a fresh file system": answer(call, "mount", b"none", b"/mnt", b"tmpfs", 0, None),
        "a writable root": answer(call, "mount", b"none", b"/", None, MS_REMOUNT | MS_BIND, None),
        "other code": answer(call, "mount", b"/tmp", b"/var/task", None, MS_BIND, None),
        "no /tmp": answer(call, "umount2", b"/tmp", 2),
    }
""")


async def test_a_function_mounts_and_unmounts_nothing(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_capabilities_and_landlock_refuse_it_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"EPERM"}


async def test_without_filter_landlock_and_empty_capabilities_it_changes_its_own_mounts(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        assert set((await unguarded.result(ATTACK)).values()) == {"OK"}
