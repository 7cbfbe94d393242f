"""T1, T9: compiled code beside a module is run in its place; no tenant can put any where another one imports from."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import importlib.util, marshal
PLACES = [HERE] if "HERE" in os.environ else [os.path.dirname(json.__file__), "/var/task", "/opt", "/var/runtime"]

def write_all():
    return sorted({answer(write, place) for place in PLACES})

def write(place):
    UNCHECKED = (1).to_bytes(4, "little")
    code = compile("poisoned = True", "lib.py", "exec")
    os.makedirs(place + "/__pycache__", exist_ok=True)
    with open(importlib.util.cache_from_source(place + "/lib.py"), "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + UNCHECKED + bytes(8) + marshal.dumps(code))

def make():
    with open(HERE + "/lib.py", "w") as file:
        file.write("poisoned = False")
    os.makedirs(HERE + "/__pycache__", exist_ok=True)
    os.chmod(HERE + "/__pycache__", 0o777)

def load():
    sys.path.insert(0, HERE)
    import lib
    return lib.poisoned
"""


@NEIGHBOURHOODS
async def test_nothing_can_be_written_where_code_comes_from(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    assert set(await neighbours(lab, SOURCE).does("attacker", "write_all")) <= {"EACCES", "EROFS"}


async def test_where_it_can_the_neighbour_runs_it() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("victim", "make")
        await processes.does("attacker", "write_all")

        assert await processes.does("victim", "load")
