"""T12: sync() writes whatever anybody has not written yet, on every disk of the host; a loop of it stalls them all.

Any other process of the machine may call it as well, this test's twin in another run among them: what counts is that
not every attempt finds everything written.
"""

from pathlib import Path

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout
from tests.jail.attacks.probes_pages import cached_pages
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTEMPTS = 8
ATTACK = "import os\ndef handler(event, context):\n    os.sync()\n"


async def test_a_function_writes_no_file_of_the_hosts(lab: Lab, tmp_path: Path) -> None:
    assert 1 in [await dirty_pages_left(lab, tmp_path) for _ in range(ATTEMPTS)]


async def test_without_the_filter_it_writes_them_all(
    lab_without: LabWithout, tmp_path: Path
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert {await dirty_pages_left(unguarded, tmp_path) for _ in range(ATTEMPTS)} == {0}


async def dirty_pages_left(lab: Lab, directory: Path) -> int:
    """Of one that the host has just written, after the attack of a function that had run before."""
    version = lab.version(ATTACK)
    await lab.run(version)
    unwritten = directory / "unwritten"
    unwritten.write_bytes(b"x")

    await lab.run(version)

    return cached_pages(unwritten).dirty
