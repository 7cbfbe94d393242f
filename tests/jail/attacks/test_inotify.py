"""T3 (isolation.md 0.3): watching shared inodes tells which files a neighbour opens; overlays make them its own."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    Neighbourhood,
    without_a_jail,
    without_tenants,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
PLACES = [HERE] if "HERE" in os.environ else [os.path.dirname(json.__file__), "/var/task", "/etc", "/dev", "/tmp"]
IN_ALL_EVENTS = 0xFFF

def watch():
    held.append(call("inotify_init1", os.O_NONBLOCK))
    for place in PLACES:
        call("inotify_add_watch", held[0], place.encode(), IN_ALL_EVENTS)

def try_to_watch():
    return answer(watch)

def use():
    for place in PLACES:
        for name in os.listdir(place):
            path = os.path.join(place, name)
            if os.path.isfile(path):
                open(path, "rb").read(1)

def seen():
    return answer(os.read, held[0], 4096)
"""


async def test_without_tenants_a_watch_does_not_see_what_a_neighbour_opens(lab: Lab) -> None:
    neighbours = without_tenants(lab, SOURCE)
    await neighbours.does("attacker", "watch")
    await neighbours.does("victim", "use")

    assert await neighbours.does("attacker", "seen") == "EAGAIN"


@NEIGHBOURHOODS
async def test_a_tenant_can_not_watch_at_all(lab: Lab, neighbours: Neighbourhood) -> None:
    assert await neighbours(lab, SOURCE).does("attacker", "try_to_watch") == "EPERM"


async def test_where_inodes_are_shared_the_watch_sees_it() -> None:
    async with without_a_jail(SOURCE) as neighbours:
        await neighbours.does("attacker", "watch")
        await neighbours.does("victim", "use")

        assert await neighbours.does("attacker", "seen") == "OK"
