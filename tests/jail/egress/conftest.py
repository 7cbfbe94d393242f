"""Fixtures of the tests of egress: one world for all of them, and labs whose functions are let into it."""

import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.domain.egress import EgressPolicy
from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.egress.rules import GUARDS
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.egress.world import RESOLVER, World, a_world
from tests.support import RUNTIME, Lab, a_pool, clock

LabWithout = Callable[..., AbstractAsyncContextManager[Lab]]


class Reaching:
    """Networks at the world's host, and drivers whose sandboxes may be in them: one for each set of what is missing."""

    def __init__(self, world: World, layers: Path, directory: Path, stack: AsyncExitStack) -> None:
        self._world = world
        self._layers = layers
        self._directory = directory
        self._stack = stack
        self._networks: dict[frozenset[str], Networks] = {}
        self._drivers: dict[tuple[frozenset[str], frozenset[str]], NamespaceDriver] = {}

    async def networks(self, guards: Collection[str] = ()) -> Networks:
        """Networks without these guards."""
        left_out = frozenset(guards)
        assert left_out <= GUARDS, f"there is no such guard: {left_out - GUARDS}"
        if left_out not in self._networks:
            with self._world.at_the_host():
                networks = await Networks.start(
                    clock.new_token(6), resolvers=[RESOLVER], left_out=left_out
                )
            self._stack.push_async_callback(networks.close)
            self._networks[left_out] = networks
        return self._networks[left_out]

    async def driver(self, guards: Collection[str], steps: Collection[str]) -> NamespaceDriver:
        """A driver whose networks go without these guards, and whose sandboxes without these steps of the jail."""
        left_out = frozenset(guards), frozenset(steps)
        if left_out not in self._drivers:
            directory = self._directory / clock.new_token(4)
            directory.mkdir(parents=True)
            (directory / "layers").symlink_to(self._layers)
            driver = await NamespaceDriver.start(
                directory,
                installation=clock.new_token(6),
                networks=await self.networks(guards),
                left_out=steps,
                unverified=[*steps, "check the result"] if steps else [],
            )
            self._stack.push_async_callback(driver.close)
            self._drivers[left_out] = driver
        return self._drivers[left_out]


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
