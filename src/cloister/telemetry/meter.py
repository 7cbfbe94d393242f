"""The commit of what was counted, again and again: what has been in the tally for longer than a second is on disk."""

import asyncio
import functools
import itertools
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, ParamSpec, Self, TypeVar

import structlog

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.telemetry.ledger import Ledger
from cloister.telemetry.tally import Taken, Tally

NOTHING: Final = Taken(counted=(), readings=())

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class Meter:
    """`async with` it: what its tally counts is in the ledger within a second, and all of it afterwards.

    Each invocation is in the ledger once. A crash, of the machine too, loses at most the last second's; metrics, which
    cost more to write, follow some seconds later.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        writer: str = "host",
        committed: Callable[[Taken], None] = lambda _: None,
    ) -> None:
        """`committed` is called in a thread, once with all that got into the ledger."""
        self.path = path
        self.tally = Tally(clock)
        self._clock = clock
        self._writer = writer
        self._committed = committed
        # Its own: what else runs in threads, such as unzipping, may take a minute.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._tasks = asyncio.TaskGroup()
        self._ledger: Ledger
        self._commits: asyncio.Task[None]
        self._pending = NOTHING
        """Taken, and not known to be on disk."""
        self._sequence = 0
        """Of what is pending, or of the last that was."""

    async def __aenter__(self) -> Self:
        self._ledger = await self._in_thread(Ledger, self.path, self._writer)
        self._sequence = self._ledger.sequence
        await self._tasks.__aenter__()
        self._commits = self._tasks.create_task(self._commit_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._commits.cancel()
        await self._tasks.__aexit__(None, None, None)
        await self.commit()
        await self._in_thread(self._ledger.close)
        self._thread.shutdown()

    async def commit(self) -> None:
        """What was counted until now is on disk on return; if that fails, which is logged, it is tried next time."""
        await self._commit_usage()
        await self._commit_metrics()

    async def _commit_usage(self) -> None:
        await self._write_pending()
        if not self._pending:
            self._pending = self.tally.take()
            self._sequence += 1
            await self._write_pending()

    async def _commit_metrics(self) -> None:
        try:
            await self._in_thread(self._write_metrics)
        except sqlite3.Error as error:
            log.error("metrics are not written, and will be tried again", reason=str(error))  # noqa: TRY400 # the reason says it all

    async def _write_pending(self) -> None:
        if not self._pending:
            return
        try:
            await self._in_thread(self._write, self._pending, self._sequence)
        except sqlite3.Error as error:
            log.error("usage is not written, and will be tried again", reason=str(error))  # noqa: TRY400 # the reason says it all
            return
        if self._pending.unmetered:
            log.error("invocations were not metered", count=self._pending.unmetered)
        self._pending = NOTHING

    def _write(self, taken: Taken, sequence: int) -> None:
        if self._ledger.write(taken, sequence=sequence):
            self._committed(taken)

    def _write_metrics(self) -> None:
        self._ledger.write_metrics()
        self._ledger.forget(self._clock.now())

    async def _in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, functools.partial(function, *args, **kwargs)
        )

    async def _commit_for_ever(self) -> None:
        for number in itertools.count(1):
            await asyncio.sleep(limits.METER_COMMIT_INTERVAL.total_seconds())
            await self._commit_usage()
            if number % limits.METER_COMMITS_PER_METRICS == 0:
                await self._commit_metrics()
