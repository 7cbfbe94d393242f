"""T3, T12: huge pages are set apart for the whole machine, and no bound on a sandbox's memory counts them.

A function of 128 MB took all 300 MB of a machine that had so many: its neighbours, and the host, found none.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
PRIVATE, ANONYMOUS, HUGE = 0x2, 0x20, 0x40000
# No kernel has pages of 32 bytes: where none are set apart, as here, only by this the filter is told from the kernel.
OF_NO_SIZE = 5 << 26
MFD_HUGETLB, SHM_HUGETLB = 0x4, 0o4000
BYTES = 2 << 20

def handler(event, context):
    flags = PRIVATE | ANONYMOUS | HUGE | OF_NO_SIZE
    return {
        "map": answer(call, "mmap", None, BYTES, mmap.PROT_WRITE, flags, -1, 0),
        "file": answer(call, "memfd_create", b"huge", MFD_HUGETLB),
        "segment": answer(call, "shmget", 0, BYTES, SHM_HUGETLB | 0o1600),
    }
""")


async def test_a_function_finds_none(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"map": "ENOMEM", "file": "ENOMEM", "segment": "ENOMEM"}


async def test_without_the_filter_the_kernel_is_asked(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        said = await unguarded.result(ATTACK)

    assert said == {"map": "EINVAL", "file": "OK", "segment": "EPERM"}
