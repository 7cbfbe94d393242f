"""T3: who empties the page cache below the overlays learns by the time of a read who filled it again; nobody may."""

import os

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, a_package, with_system_calls
from tests.jail.attacks.probes_pages import cached_pages
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = 16
ATTEMPTS = 5
ATTACK = with_system_calls("""
def handler(event, context):
    fd = os.open("/var/task/library.py", os.O_RDONLY)
    return answer(os.posix_fadvise, fd, 0, 0, os.POSIX_FADV_DONTNEED)
""")


async def test_a_function_evicts_no_page(lab: Lab) -> None:
    # The kernel itself may throw some out meanwhile, when memory is short: it does not each time.
    assert max([await pages_left_by_attack(lab) for _ in range(ATTEMPTS)]) == PAGES


async def test_without_the_filter_it_evicts_what_others_read(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert min([await pages_left_by_attack(unguarded) for _ in range(ATTEMPTS)]) == 0


async def pages_left_by_attack(lab: Lab) -> int:
    """How many pages of a file of the package are in memory still, once the function has had its way."""
    version = a_package(lab, ATTACK, {"library.py": "#" * PAGES * os.sysconf("SC_PAGE_SIZE")})
    library = lab.code_root / version.code.digest / "library.py"
    # What is not on the disk yet can't be thrown out.
    with library.open("rb") as file:
        os.fsync(file.fileno())

    run = await lab.run(version)

    assert run.outcome.payload == b'"OK"'
    return cached_pages(library).resident
