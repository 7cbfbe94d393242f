"""What goes on after a command was acknowledged: work that outlives its request and not the server."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Final, Self, TypeAlias

import structlog

log: Final = structlog.get_logger(__name__)

Work: TypeAlias = Coroutine[None, None, None]


class Background:
    """Started work runs to its end before `async with` is left, unless that is left by an exception."""

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()
        self._endless: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._endless:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)

    def start(self, name: str, work: Work) -> None:
        """Run the work soon. Its failure is logged under the name and concerns nobody else."""
        self._start(name, work)

    def start_endless(self, name: str, work: Work) -> None:
        """As `start`, for what may take however long: it is cut short when the block is left."""
        task = self._start(name, work)
        self._endless.add(task)
        task.add_done_callback(self._endless.discard)

    def _start(self, name: str, work: Work) -> asyncio.Task[None]:
        task = self._group.create_task(self._guarded(name, work), name=name)
        self._tasks = {*self._unfinished(), task}
        return task

    async def settled(self) -> None:
        """What was started has ended, and what that started too."""
        while unfinished := self._unfinished():
            await asyncio.wait(unfinished)

    def _unfinished(self) -> set[asyncio.Task[None]]:
        return {task for task in self._tasks if not task.done()}

    async def _guarded(self, name: str, work: Work) -> None:
        try:
            await work
        except (
            Exception
        ):  # the top of a background task: its failure must not take the server along
            log.exception("background work failed", work=name)
