"""T1, T4: a function's whole memory, which it can read, holds nothing of another tenant, of the host or its secrets.

What is looked for comes in two halves: whole, it would be found in the searcher itself.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    PRELUDE,
    Neighbourhood,
    in_one_room,
    without_a_jail,
)
from tests.support import Lab, a_pool, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import gc

def keep(first, second):
    held.append((first + second).encode())

def search(first, second):
    halves = first.encode(), second.encode()
    return any(followed(block, *halves) for block in memory())

def followed(block, first, second):
    start = block.find(first)
    while start >= 0:
        end = start + len(first)
        if block[end : end + len(second)] == second:
            return True
        start = block.find(first, end)
    return False

def memory():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as mem:
        for line in maps.read().splitlines():
            span, rights, *rest = line.split()
            start, end = (int(number, 16) for number in span.split("-"))
            # Zeros without end: what a function reserves and never touches.
            if rights.startswith("r") and end - start < 1 << 28 and "[v" not in line:
                mem.seek(start)
                yield mem.read(end - start)
"""
SECRET = {"first": "AKIA-canary-", "second": "of-the-victim"}


@NEIGHBOURHOODS
async def test_a_neighbours_secret_is_not_found(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("victim", "keep", **SECRET)

    assert not await tenants.does("attacker", "search", **SECRET)


async def test_in_ones_own_memory_it_would_be(lab: Lab) -> None:
    tenants = in_one_room(lab, SOURCE)
    await tenants.does("victim", "keep", **SECRET)

    assert await tenants.does("attacker", "search", **SECRET)


@pytest_asyncio.fixture(loop_scope="session")
async def secretive(
    driver: NamespaceDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Lab]:
    """A server that was started with a secret among its variables."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "".join(SECRET.values()))
    directory = tmp_path / "driver"
    directory.mkdir()
    (directory / "layers").symlink_to(driver.directory / "layers")
    its_own = await NamespaceDriver.start(directory, installation=clock.new_token(6))
    async with a_pool(its_own, tmp_path / "code") as lab:
        yield lab
    await its_own.close()


async def test_the_servers_secrets_and_places_are_not_found(secretive: Lab) -> None:
    version = secretive.version(PRELUDE + SOURCE)
    place = {"first": str(secretive.code_root)[:5], "second": str(secretive.code_root)[5:]}
    source_place = str(Path(__file__).parents[3])
    checkout = {"first": source_place[:5], "second": source_place[5:]}

    found = [
        (await secretive.run(version, event={"act": "search", **halves})).outcome.payload
        for halves in (SECRET, place, checkout)
    ]

    assert found == [b"false"] * 3


async def test_a_process_that_was_given_them_has_them() -> None:
    async with without_a_jail(SOURCE) as processes:
        here = str(processes.here)

        assert await processes.does("attacker", "search", first=here[:5], second=here[5:])
