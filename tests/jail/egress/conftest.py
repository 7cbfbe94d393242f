"""Fixtures of the tests of egress: one world for all of them, and labs whose functions are let into it."""

import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.domain.egress import EgressPolicy
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.egress.labs import LabWithout, Reaching
from tests.jail.egress.world import World, a_world
from tests.support import RUNTIME, Lab, a_pool


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    if os.geteuid() != 0:
        pytest.skip("only root can make a host with a world around it, and have egress")
    with a_world() as world:
        yield world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def reaching(
    world: World, driver: NamespaceDriver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Reaching]:
    await driver.prepare(RUNTIME)
    async with AsyncExitStack() as stack:
        directory = tmp_path_factory.mktemp("reaching")
        yield Reaching(world, driver.directory / "layers", directory, stack)


@pytest.fixture
def lab_reaching_without(reaching: Reaching, tmp_path: Path) -> LabWithout:
    """`async with lab_reaching_without("no mail") as lab`: for the twin that shows the attack to succeed."""

    @asynccontextmanager
    async def without(*guards: str, steps: Collection[str] = ()) -> AsyncIterator[Lab]:
        driver = await reaching.driver(guards, steps)
        async with a_pool(driver, tmp_path / "code", egress=EgressPolicy.INTERNET) as lab:
            yield lab

    return without


@pytest_asyncio.fixture(loop_scope="session")
async def lab_reaching(lab_reaching_without: LabWithout) -> AsyncIterator[Lab]:
    """An empty pool whose functions reach the internet."""
    async with lab_reaching_without() as lab:
        yield lab
