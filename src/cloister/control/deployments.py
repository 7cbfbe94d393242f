"""Packages between upload and oblivion: none goes that a function or an environment stands on, or soon will."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager

from cloister.artifacts.packages import PackageStore
from cloister.artifacts.sources import PackageSources
from cloister.control.background import Background
from cloister.domain.errors import CloisterError, ServiceFailure
from cloister.domain.function import Code, packages_of
from cloister.domain.package import PackageSource
from cloister.domain.release import Release
from cloister.store.functions import FunctionStore
from cloister.store.layers import LayerStore
from cloister.threads import run_blocking


class Deployments:
    """The packages of functions and layers. `in_use` names those that environments still stand on."""

    def __init__(
        self,
        packages: PackageStore,
        sources: PackageSources,
        *,
        functions: FunctionStore,
        layers: LayerStore,
        in_use: Callable[[], Collection[str]],
        background: Background,
    ) -> None:
        self._functions = functions
        self._layers = layers
        self._packages = packages
        self._sources = sources
        self._in_use = in_use
        self._background = background
        # Held from adding a package until a function is known to use it, and while unused ones are removed.
        self._turn = asyncio.Lock()
        self._perhaps_used: set[str] = set()

    @asynccontextmanager
    async def added(self, source: PackageSource) -> AsyncIterator[Code]:
        """The package stands in the store; within the block a function or a layer is made to use it, or it goes again.

        No other package goes within the block. Raises RequestEntityTooLarge or InvalidParameterValue for what is no
        package, and as PackageSources does.
        """
        zipped = await self._sources.read(source)
        async with self._turn:
            code = await self._packages.add(zipped)
            try:
                yield code
            except asyncio.CancelledError:
                # The write goes on in its thread and may yet be committed: kept until the next start.
                self._perhaps_used.add(code.digest)
                raise
            except CloisterError:
                self.remove_unused_soon()
                raise

    @asynccontextmanager
    async def undisturbed(self) -> AsyncIterator[None]:
        """No package goes within the block: a function is made to use some that another one or a layer has."""
        async with self._turn:
            yield

    async def has(self, release: Release) -> bool:
        """Whether the trees of code and layers are there to run."""
        try:
            for digest in packages_of(release.code, release.configuration):
                await run_blocking(self._packages.tree, digest)
        except ServiceFailure:
            return False
        return True

    async def unzipped_bytes(self, packages: Iterable[Code]) -> int:
        """Of all of them together. Raises ServiceFailure for one that is lost."""
        return sum([await self._packages.unzipped_bytes(code.digest) for code in packages])

    def remove_unused_soon(self) -> None:
        """Packages that neither a function nor an environment uses are removed in the background."""
        self._background.start("remove unused packages", self._remove_unused())

    async def _remove_unused(self) -> None:
        async with self._turn:
            used = {
                *self._functions.packages(),
                *self._layers.packages(),
                *self._perhaps_used,
                *self._in_use(),
            }
            await self._packages.remove_unused(used)
