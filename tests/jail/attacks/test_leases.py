"""T3: a lease on a file stops whoever opens it, and tells the holder; only a file's owner may have one."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    UNPRIVILEGED,
    Neighbourhood,
    without_a_jail,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
PLACE = HERE + "/library"
LIBRARIES = [json.__file__, os.path.realpath(sys.executable), "/etc/passwd", "/var/task/app.py"]
broken = []
signal.signal(signal.SIGIO, lambda number, frame: broken.append(number))

def lease(paths):
    if paths is None:
        open(PLACE, "w").close()
        os.chmod(PLACE, 0o666)
    for path in paths or [PLACE]:
        held.append(os.open(path, os.O_RDONLY))
    return [answer(fcntl.fcntl, fd, fcntl.F_SETLEASE, fcntl.F_RDLCK) for fd in held]

def lease_libraries():
    return lease(LIBRARIES)

def change():
    # Without waiting for the holder to let go.
    return answer(os.open, PLACE, os.O_WRONLY | os.O_NONBLOCK)

def told():
    return len(broken)
"""


@NEIGHBOURHOODS
async def test_what_all_tenants_read_can_not_be_leased(lab: Lab, neighbours: Neighbourhood) -> None:
    answers = await neighbours(lab, SOURCE).does("attacker", "lease_libraries")

    assert answers == ["EACCES"] * 4


async def test_a_file_of_ones_own_can_and_whoever_opens_it_is_told_of() -> None:
    async with without_a_jail(SOURCE, uids=(UNPRIVILEGED, UNPRIVILEGED + 1)) as tenants:
        assert await tenants.does("attacker", "lease", paths=None) == ["OK"]
        assert await tenants.does("victim", "change") == "EAGAIN"
        assert await tenants.does("attacker", "told") == 1
