"""fsopen, open_tree, move_mount and mount_setattr do what mount() does, past filters that only know mount(): T5."""

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
AT_FDCWD, OPEN_TREE_CLONE, AT_EMPTY_PATH, MOVE_MOUNT_F_EMPTY_PATH = -100, 1, 0x1000, 4
def handler(event, context):
    root = os.open("/", os.O_PATH)
    return {
        "fsopen": answer(call, "fsopen", b"tmpfs", 0),
        "fspick": answer(call, "fspick", AT_FDCWD, b"/tmp", 0),
        "open_tree": answer(call, "open_tree", AT_FDCWD, b"/tmp", OPEN_TREE_CLONE),
        "move_mount": answer(call, "move_mount", AT_FDCWD, b"/tmp", AT_FDCWD, b"/mnt", 0),
        "mount_setattr": answer(call, "mount_setattr", root, b"", AT_EMPTY_PATH, bytes(32), 32),
    }
""")


async def test_a_function_makes_no_mounts_by_the_new_calls(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_filter_landlock_and_empty_capabilities_it_makes_them(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        answers = await unguarded.result(ATTACK)

    assert {answers[name] for name in ("fsopen", "open_tree", "move_mount", "mount_setattr")} == {
        "OK"
    }
