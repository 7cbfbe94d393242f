"""T3 (isolation.md 0.3): locks on files that all tenants have, libraries, code, devices, block nobody else."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.jail.attacks.rights import IS_ROOT
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
FILES = [json.__file__, os.path.realpath(sys.executable), "/etc/passwd", "/dev/null", "/var/task", "/var/task/app.py"]
if "HERE" in os.environ:
    FILES = [HERE]

def lock():
    held.extend(os.open(path, os.O_RDONLY) for path in FILES)
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)

def locked():
    paths = [os.open(path, os.O_RDONLY) for path in FILES]
    return [path for path, fd in zip(FILES, paths) if answer(fcntl.flock, fd, fcntl.LOCK_EX | fcntl.LOCK_NB) != "OK"]
"""

SHARED = [] if IS_ROOT else ["/dev/null"]
"""An ordinary user can make no device nodes: these are the host's own, and so are their locks (docs/jail.md)."""


@NEIGHBOURHOODS
async def test_a_lock_on_a_library_holds_no_neighbour(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "lock")

    assert await tenants.does("victim", "locked") == SHARED


async def test_where_files_are_shared_it_does() -> None:
    async with without_a_jail(SOURCE) as tenants:
        await tenants.does("attacker", "lock")

        assert len(await tenants.does("victim", "locked")) == 1
