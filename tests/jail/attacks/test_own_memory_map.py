"""PR_SET_MM forges what /proc tells of a process, and merged pages tell by timing what others hold: T3, T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
PR_SET_MM, PR_SET_MM_MAP_SIZE, PR_SET_MEMORY_MERGE, HIGH = 35, 15, 67, 1 << 32
def merged():
    with mmap.mmap(-1, mmap.PAGESIZE) as page:
        page.madvise(mmap.MADV_MERGEABLE)
def handler(event, context):
    size = ctypes.byref(ctypes.c_uint())
    return {
        "map": answer(call, "prctl", PR_SET_MM, PR_SET_MM_MAP_SIZE, size, 0, 0),
        "map, high bit": answer(call, "prctl", HIGH | PR_SET_MM, PR_SET_MM_MAP_SIZE, size, 0, 0),
        "merge": answer(merged),
        "merge all": answer(call, "prctl", PR_SET_MEMORY_MERGE, 0, 0, 0, 0),
    }
""")


async def test_a_function_forges_and_merges_no_memory(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_it_forges_its_map_and_merges_what_the_kernel_can(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        answers = await unguarded.result(ATTACK)

    assert (answers["map"], answers["map, high bit"]) == ("OK", "OK")
    # EINVAL from a kernel that is built without merging.
    assert {answers["merge"], answers["merge all"]} <= {"OK", "EINVAL"}
