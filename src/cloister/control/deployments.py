"""Packages between upload and oblivion: none goes that a function or an environment stands on, or soon will."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from cloister.artifacts.packages import PackageStore
from cloister.control.background import Background
from cloister.domain.errors import CloisterError, ServiceFailure
from cloister.domain.function import Code
from cloister.store.functions import FunctionStore
from cloister.threads import run_blocking


class Deployments:
    """The packages of the functions in `store`. `in_use` names those that environments still stand on."""

    def __init__(
        self,
        store: FunctionStore,
        packages: PackageStore,
        *,
        in_use: Callable[[], Collection[str]],
        background: Background,
    ) -> None:
        self._store = store
        self._packages = packages
        self._in_use = in_use
        self._background = background
        # Held from adding a package until a function is known to use it, and while unused ones are removed.
        self._turn = asyncio.Lock()
        self._perhaps_used: set[str] = set()

    @asynccontextmanager
    async def added(self, zipped: bytes) -> AsyncIterator[Code]:
        """The package stands in the store; within the block a function is made to use it, or it goes again.

        Raises RequestEntityTooLarge or InvalidParameterValue for what is no package.
        """
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

    async def has(self, code: Code) -> bool:
        """Whether the package's tree is there to run."""
        try:
            await run_blocking(self._packages.tree, code.digest)
        except ServiceFailure:
            return False
        return True

    def remove_unused_soon(self) -> None:
        """Packages that neither a function nor an environment uses are removed in the background."""
        self._background.start("remove unused packages", self._remove_unused())

    async def _remove_unused(self) -> None:
        async with self._turn:
            used = {*self._store.packages(), *self._perhaps_used, *self._in_use()}
            await self._packages.remove_unused(used)
