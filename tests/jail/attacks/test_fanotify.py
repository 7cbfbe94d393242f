"""T3: fanotify, which an ordinary user may open since Linux 5.13, is not among the calls that the filter allows."""

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE, LabWithout
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = (
    PRELUDE
    + """
REPORT_FILE_HANDLES = 0x200

def attempt():
    return answer(call, "fanotify_init", REPORT_FILE_HANDLES, os.O_RDONLY)
"""
)


async def test_no_group_of_watches_can_be_made(lab: Lab) -> None:
    assert await lab.result(SOURCE, event={"act": "attempt"}) == "EPERM"


async def test_without_the_filter_it_can(lab_without: LabWithout) -> None:
    async with lab_without("install the system call filter") as unfiltered:
        assert await unfiltered.result(SOURCE, event={"act": "attempt"}) == "OK"
