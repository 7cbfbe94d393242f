"""T1: /tmp is a file system of each environment's own; neither files nor planted links are there for another tenant."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, in_one_room
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def leave():
    with open("/tmp/secret", "w") as file:
        file.write("secret")
    os.symlink("/proc/self/environ", "/tmp/settings.json")
    os.mkfifo("/tmp/queue")
    os.mkdir("/tmp/cache", 0o777)
    os.chmod("/tmp", 0o777)

def look():
    return sorted(os.listdir("/tmp"))
"""


@NEIGHBOURHOODS
async def test_files_links_and_pipes_in_tmp_are_not_there_for_another(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "leave")

    assert await tenants.does("victim", "look") == []


async def test_in_one_environment_they_would_be(lab: Lab) -> None:
    tenants = in_one_room(lab, SOURCE)
    await tenants.does("attacker", "leave")

    assert await tenants.does("victim", "look") == ["cache", "queue", "secret", "settings.json"]
