"""T3: F_NOTIFY, the oldest of the watches, needs no call of its own; overlays keep it from seeing a neighbour."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
PLACES = [HERE] if "HERE" in os.environ else [os.path.dirname(json.__file__), "/var/task", "/etc", "/dev"]
seen = []
signal.signal(signal.SIGRTMIN, lambda number, frame: seen.append(number))

def watch():
    for place in PLACES:
        directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.fcntl(directory, fcntl.F_SETSIG, signal.SIGRTMIN)
        fcntl.fcntl(directory, fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_CREATE | fcntl.DN_MULTISHOT)
        held.append(directory)

def use():
    for place in PLACES:
        if place == HERE:
            open(place + "/new", "w").close()
        for name in os.listdir(place):
            path = os.path.join(place, name)
            if os.path.isfile(path):
                open(path, "rb").read(1)

def count():
    return len(seen)
"""


@NEIGHBOURHOODS
async def test_a_neighbours_reads_raise_no_signal(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "watch")
    await tenants.does("victim", "use")

    assert await tenants.does("attacker", "count") == 0


async def test_where_inodes_are_shared_they_do() -> None:
    async with without_a_jail(SOURCE) as tenants:
        await tenants.does("attacker", "watch")
        await tenants.does("victim", "use")

        assert await tenants.does("attacker", "count") > 0
