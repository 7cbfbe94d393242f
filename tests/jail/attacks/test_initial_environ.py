"""T4 (isolation.md 3.6): /proc/self/environ shows what a process was started with, however it is cleared later."""

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def started_with():
    os.environ.clear()
    names = [line.partition(b"=")[0].decode() for line in open("/proc/self/environ", "rb").read().split(b"\\0")]
    return sorted(filter(None, names))

def of_others():
    return [answer(open, f"/proc/{pid}/environ", "rb") for pid in (1, os.getppid())]
"""


async def test_a_sandbox_was_started_with_nothing_of_the_servers(lab: Lab) -> None:
    version_of_it = PRELUDE + SOURCE

    names = await lab.result(
        version_of_it, event={"act": "started_with"}, environment={"MINE": "1"}
    )
    others = await lab.result(version_of_it, event={"act": "of_others"})

    assert names == ["AWS_EXECUTION_ENV", "LANG", "LD_BIND_NOW", "LD_LIBRARY_PATH", "PATH", "TZ"]
    assert set(others) <= {"EACCES", "ENOENT"}


async def test_what_a_process_was_started_with_stays_there_to_be_read() -> None:
    async with without_a_jail(SOURCE) as processes:
        assert await processes.does("attacker", "started_with") == ["HERE"]
