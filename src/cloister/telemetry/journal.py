"""The way of output into the log store: appended on the event loop, bounded by environment, written by one thread.

An environment that floods fills its own bound and loses its own lines, which its log says; the others share the
writer's time equally with it.
"""

import asyncio
import functools
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, ParamSpec, Protocol, Self, TypeVar

import structlog

from cloister.domain import log_limits
from cloister.domain.clock import Clock
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import TenantId
from cloister.telemetry.lines import Dropped, Happening
from cloister.telemetry.log_reader import LogReader
from cloister.telemetry.log_store import LogStore, StreamAddress, Written
from cloister.telemetry.sqlite_file import reading
from cloister.telemetry.transcript import Closed, Item, Printed, Transcript, size_bytes
from cloister.threads import run_blocking

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class EnvironmentLog(Protocol):
    """Where one environment's output goes. Every call returns at once."""

    def printed(self, data: bytes) -> None:
        """These bytes came next out of its pipe."""

    def happened(self, happening: Happening) -> None:
        """The platform's own line comes next. It is never dropped."""

    def bind(self, tenant: TenantId) -> None:
        """The environment, which had none, has this tenant from now on."""

    def keep(self) -> None:
        """It will never be anybody's, and what was printed is its owner's to read all the same."""

    def close(self) -> None:
        """Nothing more comes. Idempotent."""


class Unkept:
    """An environment's log that nobody keeps."""

    def printed(self, data: bytes) -> None: ...

    def happened(self, happening: Happening) -> None: ...

    def bind(self, tenant: TenantId) -> None: ...

    def keep(self) -> None: ...

    def close(self) -> None: ...


OpensLog = Callable[[FunctionVersion, str, TenantId | None], EnvironmentLog]
"""Makes the log of a new environment, from its version, its stream's name, and its tenant if it has one yet."""


def unkept(_: FunctionVersion, __: str, ___: TenantId | None) -> EnvironmentLog:
    """For pools whose functions' output nobody asks for."""
    return Unkept()


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one environment printed between two commits."""

    log: "KeptLog"
    items: tuple[Item, ...]
    transcript: Transcript

    def add(self) -> None:
        """The items are in the transcript."""
        self.transcript.add(self.items)


class KeptLog:
    """An environment's log on its way to the store."""

    __slots__ = (
        "_dropped_bytes",
        "_dropped_lines",
        "_is_closed",
        "_items",
        "_journal",
        "_version",
        "address",
        "pending_bytes",
        "tenant",
        "transcript",
    )

    def __init__(
        self, journal: "Journal", version: FunctionVersion, stream: str, tenant: TenantId | None
    ) -> None:
        group = version.configuration.logging.group
        self.address = StreamAddress(version.account, group, stream)
        self.tenant = tenant
        self.pending_bytes = 0
        """Appended here, and not yet events in the store."""
        self.transcript: Transcript | None = None
        """Made once it is known whose it is: what init prints of an environment without a tenant waits until then."""
        self._journal = journal
        self._version = version
        self._items: list[Item] = []
        self._dropped_bytes = 0
        self._dropped_lines = 0
        self._is_closed = False
        if tenant is not None or version.tenant_isolation is None:
            self.transcript = Transcript(version, tenant)

    def printed(self, data: bytes) -> None:
        if self.pending_bytes + len(data) > self._journal.allowance(self):
            self._dropped_bytes += len(data)
            self._dropped_lines += data.count(b"\n")
        else:
            self._append(Printed(self._journal.now_ms(), data))

    def happened(self, happening: Happening) -> None:
        self._append(happening)

    def bind(self, tenant: TenantId) -> None:
        self.tenant = tenant
        self.transcript = Transcript(self._version, tenant)
        self._journal.note(self)

    def keep(self) -> None:
        if self.transcript is None:
            self.transcript = Transcript(self._version, None)
            self._journal.note(self)

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._append(Closed())
            if self.transcript is None:
                # It never was anybody's: there is no stream for what its init printed.
                self._journal.forget(self)

    def take(self) -> _Batch:
        """What was appended since this was last asked. The log knows whose it is."""
        assert self.transcript is not None
        if self._dropped_bytes:
            self._note_dropped()
        items = tuple(self._items)
        self._items.clear()
        return _Batch(self, items, self.transcript)

    def _append(self, item: Item) -> None:
        if self._dropped_bytes:
            self._note_dropped()
        self._items.append(item)
        size = size_bytes(item)
        self.pending_bytes += size
        self._journal.note(self, size)

    def _note_dropped(self) -> None:
        dropped = Dropped(self._journal.now(), self._dropped_bytes, self._dropped_lines)
        self._dropped_bytes = self._dropped_lines = 0
        self._append(dropped)


class Journal:
    """`async with` it: what is appended to its logs is in the store within a second, and all of it afterwards.

    A crash loses at most the last second's; when the store cannot be written, which is logged, it is tried again.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.now: Final = clock.now
        self.pending_bytes = 0
        """Of all logs together."""
        self._unwritten: list[Written] = []
        """Events that the store refused. Of the writing thread."""
        self._waiting: dict[KeptLog, None] = {}
        """Logs with something to write, in the order in which they asked."""
        self._has_work = asyncio.Event()
        # Its own: what else runs in threads, such as unzipping, may take a minute.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="logs")
        self._tasks = asyncio.TaskGroup()
        self._writing: asyncio.Task[None]
        self._forgetting: asyncio.Task[None]
        self._turn = asyncio.Lock()
        self._store: LogStore

    async def __aenter__(self) -> Self:
        self._store = await self._in_thread(LogStore, self.path)
        await self._tasks.__aenter__()
        self._writing = self._tasks.create_task(self._write_for_ever())
        self._forgetting = self._tasks.create_task(self._forget_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writing.cancel()
        self._forgetting.cancel()
        await self._tasks.__aexit__(None, None, None)
        await self.settle()
        await self._in_thread(self._store.close)
        self._thread.shutdown()

    def open(
        self, version: FunctionVersion, stream: str, tenant: TenantId | None
    ) -> EnvironmentLog:
        """The log of a new environment."""
        return KeptLog(self, version, stream, tenant)

    async def change(self, work: Callable[[LogStore], T]) -> T:
        """What the work with the store gives, in turn with the writer. What it changes is on disk then."""
        return await self._in_thread(lambda: work(self._store))

    async def read(self, work: Callable[[LogReader], T]) -> T:
        """What the work with a reader gives: it sees everything that was committed until now."""

        def opened() -> T:
            with reading(self.path) as connection:
                return work(LogReader(connection))

        return await run_blocking(opened)

    async def settle(self) -> None:
        """What was appended until now is in the store on return, unless the store fails."""
        while self._waiting:
            if not await self.commit():
                return

    # -- What logs call ------------------------------------------------------------------------------

    def now_ms(self) -> int:
        """The host's time, in epoch milliseconds."""
        return int(self.now().timestamp() * 1000)

    def allowance(self, kept: KeptLog) -> int:
        """How many bytes of a log may wait now."""
        is_full = self.pending_bytes > log_limits.PENDING_BYTES_MAX
        if is_full or kept.transcript is None:
            return log_limits.STREAM_PENDING_BYTES_LEAST
        return log_limits.STREAM_PENDING_BYTES_MAX

    def note(self, kept: KeptLog, size: int = 0) -> None:
        """So many bytes more are appended to a log."""
        self.pending_bytes += size
        if kept.transcript is not None and kept not in self._waiting:
            self._waiting[kept] = None
            self._has_work.set()

    def forget(self, kept: KeptLog) -> None:
        """What waits of a log is not written."""
        self.pending_bytes -= kept.pending_bytes

    # -- Writing -------------------------------------------------------------------------------------

    async def _write_for_ever(self) -> None:
        while True:
            await self._has_work.wait()
            # What comes meanwhile goes with the same commit.
            await asyncio.sleep(log_limits.COMMIT_INTERVAL.total_seconds())
            await self.commit()

    async def commit(self) -> bool:
        """Some of what waits is in the store. False if the store failed."""
        async with self._turn:
            batches = [kept.take() for kept in self._waiting]
            self._waiting.clear()
            self._has_work.clear()
            is_written = True
            try:
                await self._in_thread(self._write, batches)
            except sqlite3.Error as error:
                log.error("logs are not written, and will be tried again", reason=str(error))  # noqa: TRY400 # the reason says it all
                is_written = False
            for batch in batches:
                self._account_for(batch)
                if not is_written:
                    self.note(batch.log)
            return is_written

    def _account_for(self, batch: _Batch) -> None:
        taken, batch.transcript.taken_bytes = batch.transcript.taken_bytes, 0
        batch.log.pending_bytes -= taken
        self.pending_bytes -= taken
        if batch.transcript.has_more:
            self.note(batch.log)

    def _write(self, batches: list[_Batch]) -> None:
        fair = log_limits.EVENTS_PER_COMMIT_MAX // max(1, len(batches))
        share = min(
            log_limits.STREAM_EVENTS_PER_COMMIT_MAX,
            max(log_limits.STREAM_EVENTS_PER_COMMIT_LEAST, fair),
        )
        for batch in batches:
            batch.add()
        if not self._unwritten:
            self._unwritten = _written(batches, share)
        self._store.write(self._unwritten, now_ms=self.now_ms())
        self._unwritten = []

    async def _forget_for_ever(self) -> None:
        while True:
            await asyncio.sleep(log_limits.FORGET_INTERVAL.total_seconds())
            try:
                await self._in_thread(self._forget)
            except sqlite3.Error as error:
                log.error("old logs are not deleted, and will be tried again", reason=str(error))  # noqa: TRY400 # the reason says it all

    def _forget(self) -> None:
        self._store.forget(self.now_ms())

    async def _in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, functools.partial(function, *args, **kwargs)
        )


def _written(batches: Iterable[_Batch], share: int) -> list[Written]:
    """The next events of each log, as many as its share."""
    written: list[Written] = []
    for batch in batches:
        rows = batch.transcript.rows(share)
        if rows:
            written.append(Written(batch.log.address, batch.log.tenant, rows))
    return written
