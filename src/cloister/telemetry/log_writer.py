"""The log writer's process as its server sees it: told what logs say, asked to commit, replaced when it is gone."""

import asyncio
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from cloister.domain import log_limits
from cloister.telemetry.log_writer_process import FRAME
from cloister.telemetry.scribe import Commit, Committed, Order, Said
from cloister.telemetry.workplace import Workplace
from cloister.threads import run_blocking

WRITER_MODULE = "cloister.telemetry.log_writer_process"

log = structlog.get_logger()


class WriterGone(Exception):
    """The process ended by itself, with whatever it had not written, or did not start."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A process, and the way to it."""

    process: asyncio.subprocess.Process
    answers: asyncio.StreamReader
    orders: asyncio.StreamWriter


class LogWriter:
    """At most one process at a time, for one caller at a time. Whoever raised WriterGone has no process any more."""

    def __init__(self, path: Path, workplace: Workplace) -> None:
        self._path = path
        self._workplace = workplace
        self._encoder = msgspec.msgpack.Encoder()
        self._unsent = bytearray()
        self._standing: _Standing | None = None
        self._started = 0

    async def process(self) -> int:
        """Which of its processes stands, by number: one is started if none does. Raises WriterGone if it can't be."""
        if self._standing is None:
            self._started += 1
            self._unsent.clear()
            self._standing = await _started(self._path)
            ready = await self._answer(self._standing)
            if ready.error is not None:
                await self.close()
                raise WriterGone(ready.error)
            await self._put_in_place(self._standing.process.pid)
        return self._started

    async def say(self, said: Said) -> None:
        """It goes with the next commit. Raises WriterGone."""
        self._frame(said)
        if len(self._unsent) >= log_limits.SENT_AT_ONCE_BYTES:
            await self._send()

    async def commit(self, now_ms: int) -> Committed:
        """What came of it. Raises WriterGone."""
        self._frame(Commit(now_ms))
        return await self._answer(await self._send())

    async def close(self) -> None:
        """The process has written all that it was told, and has ended. Idempotent."""
        standing, self._standing = self._standing, None
        if standing is None:
            return
        standing.orders.close()
        try:
            async with asyncio.timeout(log_limits.WRITER_END_MAX.total_seconds()):
                await standing.process.wait()
        except TimeoutError:
            standing.process.kill()
            await standing.process.wait()

    async def _put_in_place(self, pid: int) -> None:
        try:
            await run_blocking(self._workplace.take_in, pid)
        except OSError as error:
            log.warning("the log writer stays among those who answer", reason=str(error))

    def _frame(self, order: Order) -> None:
        # Encoded where it is sent from: a flood's megabyte is not copied twice more.
        start = len(self._unsent)
        self._unsent += FRAME.pack(0)
        self._encoder.encode_into(order, self._unsent, -1)
        FRAME.pack_into(self._unsent, start, len(self._unsent) - start - FRAME.size)

    async def _send(self) -> _Standing:
        """All that was framed is on its way."""
        if self._standing is None:
            raise WriterGone("it was not started")
        data, self._unsent = self._unsent, bytearray()
        try:
            self._standing.orders.write(data)
            await self._standing.orders.drain()
            # That need not wait. Others have their turn before a flood's next piece is encoded and copied.
            await asyncio.sleep(0)
        except OSError as error:
            raise await self._gone() from error
        return self._standing

    async def _answer(self, standing: _Standing) -> Committed:
        try:
            (size,) = FRAME.unpack(await standing.answers.readexactly(FRAME.size))
            data = await standing.answers.readexactly(size)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise await self._gone() from error
        return msgspec.msgpack.decode(data, type=Committed)

    async def _gone(self) -> WriterGone:
        standing = self._standing
        await self.close()
        code = standing.process.returncode if standing else None
        return WriterGone(f"it ended with {code}")


async def _started(path: Path) -> _Standing:
    """A process at its start. Raises WriterGone where the system gives none."""
    ours, its = socket.socketpair()
    try:
        with its:
            process = await _exec(path, its)
    except OSError as error:
        ours.close()
        raise WriterGone(f"it cannot be started: {error}") from error
    answers, orders = await asyncio.open_unix_connection(sock=ours)
    return _Standing(process, answers, orders)


async def _exec(path: Path, control: socket.socket) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        WRITER_MODULE,
        str(path),
        str(control.fileno()),
        stdin=asyncio.subprocess.DEVNULL,
        env={},
        pass_fds=(control.fileno(),),
    )
