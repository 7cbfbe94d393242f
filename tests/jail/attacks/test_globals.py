"""T1: what a tenant leaves in an interpreter (globals, patched modules, caches) is never there for another tenant."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, in_one_room
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import builtins, functools, linecache

@functools.cache
def secret_of(tenant):
    return str(held)

def leave():
    held.append("secret")
    builtins.loot = "secret"
    sys.modules["loot"] = json
    os.environ["LOOT"] = "secret"
    linecache.cache["loot"] = (1, None, ["secret"], "loot")
    sys.path.insert(0, "/tmp/loot")
    json.JSONEncoder.loot = "secret"
    os.umask(0)
    secret_of("victim")

def look():
    umask = os.umask(0o022)
    return [
        held, getattr(builtins, "loot", None), "loot" in sys.modules, os.environ.get("LOOT"),
        "loot" in linecache.cache, "/tmp/loot" in sys.path, hasattr(json.JSONEncoder, "loot"),
        umask == 0, secret_of("victim") != "[]",
    ]
"""
NOTHING: list[object] = [[], None, False, None, False, False, False, False, False]


@NEIGHBOURHOODS
async def test_another_tenants_interpreter_knows_nothing_of_it(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "leave")

    assert await tenants.does("victim", "look") == NOTHING


async def test_in_one_environment_all_of_it_would_be_found(lab: Lab) -> None:
    tenants = in_one_room(lab, SOURCE)
    await tenants.does("attacker", "leave")

    found = await tenants.does("victim", "look")

    assert all(left != nothing for left, nothing in zip(found, NOTHING, strict=True))
