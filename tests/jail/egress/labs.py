"""Networks, drivers and labs whose functions are let into the world, whole or without some of their guards."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.egress.rules import GUARDS
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.egress.world import RESOLVER, World
from tests.support import Lab, clock

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
