"""The way of output into the log store: appended on the event loop, bounded by environment, handed to the writer.

An environment that floods fills its own bound and loses its own lines, which its log says; the others share the
writer's time equally with it.
"""

import asyncio
import functools
import itertools
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, ParamSpec, Protocol, Self, TypeVar

import structlog

from cloister.domain import log_limits
from cloister.domain.clock import Clock
from cloister.domain.errors import ServiceFailure
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import TenantId
from cloister.telemetry.lines import Dropped, Happening, Speaker
from cloister.telemetry.log_reader import LogReader
from cloister.telemetry.log_store import LogStore, StreamAddress
from cloister.telemetry.log_writer import LogWriter, WriterGone
from cloister.telemetry.scribe import Committed, Opening, Said
from cloister.telemetry.sqlite_file import reading
from cloister.telemetry.transcript import Closed, Item, Printed
from cloister.telemetry.workplace import Anywhere, Pace, Workplace
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


class KeptLog:
    """An environment's log on its way to the store."""

    __slots__ = (
        "_dropped_bytes",
        "_dropped_lines",
        "_is_closed",
        "_items",
        "_journal",
        "_known_to",
        "_number",
        "_version",
        "has_owner",
        "printed_bytes",
        "sent_bytes",
        "stream",
        "tenant",
    )

    def __init__(
        self,
        journal: "Journal",
        number: int,
        version: FunctionVersion,
        *,
        stream: str,
        tenant: TenantId | None,
    ) -> None:
        self.stream = stream
        self.tenant = tenant
        self.printed_bytes = 0
        """What was printed of the items that the writer does not have yet."""
        self.sent_bytes = 0
        """What the writer has, and what is not yet events in the store."""
        self.has_owner = tenant is not None or version.tenant_isolation is None
        """Whether it is known whose it is: what init prints of an environment without a tenant waits until then."""
        self._journal = journal
        self._number = number
        self._version = version
        self._known_to = 0
        """The last of the writer's processes that knows this log; 0 for none."""
        self._items: list[Item] = []
        self._dropped_bytes = 0
        self._dropped_lines = 0
        self._is_closed = False

    def printed(self, data: bytes) -> None:
        size = len(data)
        items_bytes = log_limits.ITEM_OVERHEAD_BYTES * (len(self._items) + 1)
        pending_bytes = self.sent_bytes + self.printed_bytes + items_bytes + size
        is_little = pending_bytes <= log_limits.STREAM_PENDING_BYTES_LEAST
        if is_little or pending_bytes <= self._journal.allowance(self):
            self.printed_bytes += size
            self._journal.pending_bytes += size
            self.happened(Printed(self._journal.now(), data))
        else:
            self._dropped_bytes += size
            # Long lines are found to have no end in a tenth of the time that counting takes.
            self._dropped_lines += data.count(b"\n") if b"\n" in data else 0

    def happened(self, item: Item) -> None:
        if self._dropped_bytes:
            self._note_dropped()
        if not self._items:
            self._journal.note(self)
        self._items.append(item)

    def bind(self, tenant: TenantId) -> None:
        self.tenant = tenant
        self.keep()

    def keep(self) -> None:
        if not self.has_owner:
            self.has_owner = True
            self._journal.note(self)

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.happened(Closed())
            if not self.has_owner:
                # It never was anybody's: there is no stream for what its init printed.
                self._journal.forget(self)

    def take(self, process: int) -> list[Said]:
        """What was appended since this was last asked, for this process of the writer's. The log has an owner.

        In pieces of about SAID_BYTES.
        """
        if self._dropped_bytes:
            self._note_dropped()
        opening = None if self._known_to == process else self._opening()
        # What has ended is forgotten there; should something follow all the same, it is told anew what log that is.
        self._known_to = 0 if self._is_closed else process
        items, self._items = self._items, []
        overhead_bytes = log_limits.ITEM_OVERHEAD_BYTES * len(items)
        pieces = -(-self.printed_bytes // log_limits.SAID_BYTES) or 1
        self.sent_bytes += overhead_bytes + self.printed_bytes
        self.printed_bytes = 0
        self._journal.pending_bytes += overhead_bytes
        if pieces == 1:
            return [Said(self._number, opening, items, is_last=self._is_closed)]
        return self._in_pieces(opening, items, pieces)

    def _in_pieces(self, opening: Opening | None, items: list[Item], pieces: int) -> list[Said]:
        """So many, or fewer, each with as many items."""
        size = -(-len(items) // pieces)
        starts = range(0, len(items), size)
        return [
            Said(
                self._number,
                None if start else opening,
                items[start : start + size],
                is_last=self._is_closed and start == starts[-1],
            )
            for start in starts
        ]

    def lose(self) -> int:
        """What the writer had is gone, and the log will say so. Returns how many bytes that were."""
        lost_bytes, self.sent_bytes = self.sent_bytes, 0
        self._dropped_bytes += lost_bytes
        self._journal.note(self)
        return lost_bytes

    def _opening(self) -> Opening:
        version = self._version
        group = version.configuration.logging.group
        address = StreamAddress(version.account, group, self.stream)
        return Opening(address, Speaker.of(version, self.tenant))

    def _note_dropped(self) -> None:
        dropped = Dropped(self._journal.now(), self._dropped_bytes, self._dropped_lines)
        self._dropped_bytes = self._dropped_lines = 0
        self.happened(dropped)


class Journal:
    """`async with` it: what is appended to its logs is in the store within a second, and all of it afterwards.

    A process of its own writes, since its work would be done in the interpreter that answers invocations. A crash loses
    at most the last second's; when the store cannot be written, which is logged, it is tried again. If the writer ends
    by itself, another takes its place, and what it had is lost and counted.
    """

    def __init__(self, path: Path, clock: Clock, *, workplace: Workplace | None = None) -> None:
        """The writer works at the workplace, or wherever it is started."""
        self.path = path
        self.now: Final = clock.now
        self.pending_bytes = 0
        """Of all logs together: what was printed, and what the items take beside it that the writer has."""
        self._numbers = itertools.count()
        self._waiting: dict[KeptLog, None] = {}
        """Logs with something to say, in the order in which they asked."""
        self._sent: dict[int, KeptLog] = {}
        """Logs of which the writer has something that is not in the store."""
        self._is_behind = False
        """Whether the writer has something that is not in the store, as it last said."""
        self._has_work = asyncio.Event()
        workplace = workplace or Anywhere()
        self._writer = LogWriter(path, workplace)
        self._pace = Pace(workplace)
        # Its own: what else runs in threads, such as unzipping, may take a minute.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="logs")
        self._tasks = asyncio.TaskGroup()
        self._repeated: list[asyncio.Task[None]]
        self._turn = asyncio.Lock()
        """Of whoever changes the store."""
        self._store: LogStore

    async def __aenter__(self) -> Self:
        self._store = await self._in_thread(LogStore, self.path)
        try:
            await self._writer.process()
        except WriterGone as gone:
            await self._in_thread(self._store.close)
            raise ServiceFailure(f"logs cannot be written: {gone}") from gone
        await self._tasks.__aenter__()
        self._repeated = [
            self._tasks.create_task(repeat())
            for repeat in (self._write_for_ever, self._forget_for_ever)
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        # In their turn: a commit that was left would have its answer taken for another's.
        async with self._turn:
            for task in self._repeated:
                task.cancel()
        await self._tasks.__aexit__(None, None, None)
        await self.settle()
        await self._writer.close()
        await self._in_thread(self._store.close)
        self._thread.shutdown()

    def open(
        self, version: FunctionVersion, stream: str, tenant: TenantId | None
    ) -> EnvironmentLog:
        """The log of a new environment."""
        return KeptLog(self, next(self._numbers), version, stream=stream, tenant=tenant)

    async def change(self, work: Callable[[LogStore], T]) -> T:
        """What the work with the store gives, in turn with the writer. What it changes is on disk then."""
        async with self._turn:
            return await self._in_thread(lambda: work(self._store))

    async def read(self, work: Callable[[LogReader], T]) -> T:
        """What the work with a reader gives: it sees everything that was committed until now."""

        def opened() -> T:
            with reading(self.path) as connection:
                return work(LogReader(connection))

        return await run_blocking(opened)

    async def settle(self) -> None:
        """What was appended until now is in the store on return, unless the store fails."""
        while self._waiting or self._is_behind:
            if not await self.commit():
                return

    # -- What logs call ------------------------------------------------------------------------------

    def now_ms(self) -> int:
        """The host's time, in epoch milliseconds."""
        return int(self.now().timestamp() * 1000)

    def allowance(self, kept: KeptLog) -> int:
        """How many bytes of a log may wait now."""
        is_full = self.pending_bytes > log_limits.PENDING_BYTES_MAX
        if is_full or not kept.has_owner:
            return log_limits.STREAM_PENDING_BYTES_LEAST
        return log_limits.STREAM_PENDING_BYTES_MAX

    def note(self, kept: KeptLog) -> None:
        """A log has something to say."""
        if kept.has_owner:
            self._waiting[kept] = None
            self._has_work.set()

    def forget(self, kept: KeptLog) -> None:
        """What waits of a log is not written."""
        self.pending_bytes -= kept.printed_bytes

    # -- Writing -------------------------------------------------------------------------------------

    async def _write_for_ever(self) -> None:
        while True:
            await self._has_work.wait()
            # What comes meanwhile goes with the same commit.
            await asyncio.sleep(log_limits.COMMIT_INTERVAL.total_seconds())
            if not await self.commit():
                await asyncio.sleep(log_limits.RETRY_PAUSE.total_seconds())

    async def commit(self) -> bool:
        """Some of what waits is in the store. False if the store failed, or its writer."""
        async with self._turn:
            self._has_work.clear()
            try:
                with self._pace:
                    committed = await self._committed()
            except WriterGone as gone:
                self._lose(gone)
                return False
            for number, taken_bytes in committed.taken:
                self._account_for(number, taken_bytes)
            self._is_behind = committed.has_more
            if committed.has_more:
                self._has_work.set()
            if committed.error is not None:
                log.error("logs are not written, and will be tried again", reason=committed.error)
            return committed.error is None

    async def _committed(self) -> Committed:
        process = await self._writer.process()
        for kept in [*self._waiting]:
            pieces = kept.take(process)
            del self._waiting[kept]
            self._sent[pieces[0].log] = kept
            for said in pieces:
                await self._writer.say(said)
        return await self._writer.commit(self.now_ms())

    def _account_for(self, number: int, taken_bytes: int) -> None:
        kept = self._sent[number]
        kept.sent_bytes -= taken_bytes
        self.pending_bytes -= taken_bytes
        if not kept.sent_bytes:
            del self._sent[number]

    def _lose(self, gone: WriterGone) -> None:
        """What the writer had is counted. The next commit starts another."""
        lost, self._sent = self._sent, {}
        lost_bytes = sum(kept.lose() for kept in lost.values())
        self.pending_bytes -= lost_bytes
        self._is_behind = False
        self._has_work.set()
        log.error("the log writer is gone", reason=str(gone), logs=len(lost), lost_bytes=lost_bytes)

    async def _forget_for_ever(self) -> None:
        while True:
            await asyncio.sleep(log_limits.FORGET_INTERVAL.total_seconds())
            try:
                await self.change(lambda store: store.forget(self.now_ms()))
            except sqlite3.Error as error:
                log.error("old logs are not deleted, and will be tried again", reason=str(error))  # noqa: TRY400 # the reason says it all

    async def _in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, functools.partial(function, *args, **kwargs)
        )
