"""The process that writes the log store: what it has, when it ends, and what becomes of logs when it is killed."""

import asyncio
import multiprocessing
import os
import signal
from contextlib import closing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cloister.domain import log_limits
from cloister.domain.clock import SystemClock
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import TenantId
from cloister.telemetry.journal import Journal
from cloister.telemetry.lines import Speaker
from cloister.telemetry.log_reader import LogReader, Search, Span
from cloister.telemetry.log_rows import Author, Event, rows_of
from cloister.telemetry.log_store import GroupAddress, LogStore, StreamAddress, Written
from cloister.telemetry.log_writer import LogWriter, WriterGone
from cloister.telemetry.scribe import Opening, Said
from cloister.telemetry.sqlite_file import reading
from cloister.telemetry.transcript import Item, Printed
from cloister.telemetry.workplace import Anywhere
from tests.e2e.leftovers import alive, command_line, family, log_writers
from tests.e2e.server import eventually
from tests.support import ACCOUNT, a_version, clock

GROUP = GroupAddress(ACCOUNT, "/aws/lambda/f")
STREAM = StreamAddress(ACCOUNT, GROUP.group, "s")
BLUE = TenantId("blue")
PATIENCE_S = 20
LINES = [f"{number:064}" for number in range(4 * log_limits.STREAM_EVENTS_PER_COMMIT_MAX)]
"""Of several commits, and enough to be sent at once."""


@pytest.fixture
def version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path / "code")


@pytest.fixture(autouse=True)
def commits_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_limits, "COMMIT_INTERVAL", timedelta(hours=1))


def writers_of(directory: Path) -> list[int]:
    """Other tests' servers have theirs, and may be this process's children as well."""
    path = bytes(directory / "logs.db")
    return [pid for pid in log_writers(os.getpid()) if path in command_line(pid)]


def messages(directory: Path) -> list[str]:
    with reading(directory / "logs.db") as connection:
        search = Search(span=Span(), accepts=lambda _: True)
        return [event.message for event in LogReader(connection).search(GROUP, search).events]


def said(version: FunctionVersion, *lines: str) -> Said:
    items: list[Item] = [Printed(clock.now(), f"{line}\n".encode()) for line in lines]
    return Said(0, Opening(STREAM, Speaker.of(version, BLUE)), items, is_last=False)


async def test_a_writer_that_is_killed_is_replaced_and_its_loss_is_told_once_and_counted(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with Journal(tmp_path / "logs.db", SystemClock()) as journal:
        log = journal.open(version, "s", BLUE)
        log.printed(b"before\n")
        await journal.settle()
        (first,) = writers_of(tmp_path)
        os.kill(first, signal.SIGKILL)
        log.printed(b"lost\n")

        with capture_logs() as told:
            assert not await journal.commit()
        log.printed(b"after\n")
        await journal.settle()

        lost_bytes = log_limits.ITEM_OVERHEAD_BYTES + len(b"lost\n")
        assert messages(tmp_path) == [
            "before",
            f"LOGS_DROPPED Lines: 0\tBytes: {lost_bytes}",
            "after",
        ]
        assert [(entry["event"], entry["lost_bytes"], entry["logs"]) for entry in told] == [
            ("the log writer is gone", lost_bytes, 1)
        ]
        assert journal.pending_bytes == 0
        (second,) = writers_of(tmp_path)
        assert first != second


async def test_a_log_that_was_closed_is_written_by_the_next_writer_too(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with Journal(tmp_path / "logs.db", SystemClock()) as journal:
        log = journal.open(version, "s", BLUE)
        log.printed(b"lost")
        log.close()
        (writer,) = writers_of(tmp_path)
        os.kill(writer, signal.SIGKILL)

        assert not await journal.commit()
        await journal.settle()

        assert [message.split()[0] for message in messages(tmp_path)] == ["LOGS_DROPPED"]
        assert journal.pending_bytes == 0


async def test_signals_that_stop_a_server_do_not_stop_its_writer(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with Journal(tmp_path / "logs.db", SystemClock()) as journal:
        (writer,) = writers_of(tmp_path)
        log = journal.open(version, "s", BLUE)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(writer, number)
        log.printed(b"all the same\n")

        assert await journal.commit()

        assert messages(tmp_path) == ["all the same"]
    assert writers_of(tmp_path) == []


async def test_a_writer_has_no_descriptor_and_no_variable_of_its_servers_and_shows_a_path_only(
    tmp_path: Path,
) -> None:
    async with Journal(tmp_path / "logs.db", SystemClock()):
        (writer,) = writers_of(tmp_path)
        process = Path("/proc", str(writer))

        # The first three are /dev/null, and the streams that it says its last words in.
        others = [
            entry.readlink() for entry in process.joinpath("fd").iterdir() if int(entry.name) > 2
        ]
        arguments = process.joinpath("cmdline").read_bytes().split(b"\0")
        variables = process.joinpath("environ").read_bytes().split(b"\0")

    files = {path.name for path in others if path.parent == tmp_path}
    sockets = [path for path in others if path.parent != tmp_path]
    assert files == {"logs.db", "logs.db-wal", "logs.db-shm"}
    assert [str(path).partition(":")[0] for path in sockets] == ["socket"]
    assert arguments[4] == str(tmp_path / "logs.db").encode()
    assert arguments[5].isdigit()
    assert len(arguments) == 7
    assert all(name.startswith(b"LC_CTYPE=") for name in variables if name)


async def test_a_writer_whose_server_is_gone_writes_what_it_was_told_and_ends(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    server = context.Process(target=say_and_stand_still, args=(tmp_path, sending))
    server.start()
    assert server.pid is not None
    assert await asyncio.to_thread(receiving.poll, PATIENCE_S)
    processes = family(server.pid)
    assert log_writers(server.pid)

    os.kill(server.pid, signal.SIGKILL)
    await asyncio.to_thread(server.join)

    await asyncio.to_thread(lambda: eventually(lambda: not alive(processes), within_s=PATIENCE_S))
    assert messages(tmp_path) == LINES


def say_and_stand_still(directory: Path, told: Connection) -> None:
    """In a process of its own: tell a writer more than a commit's worth, and never ask it to commit."""

    async def work() -> None:
        writer = LogWriter(directory / "logs.db", Anywhere())
        await writer.process()
        version = a_version("", directory / "code")
        await writer.say(said(version, *LINES))
        told.send("said")
        await asyncio.Event().wait()

    asyncio.run(work())


async def test_a_writer_that_cannot_open_its_store_says_why(tmp_path: Path) -> None:
    path = tmp_path / "logs.db"
    path.write_text("no database")
    writer = LogWriter(path, Anywhere())

    with pytest.raises(WriterGone, match="file is not a database"):
        await writer.process()

    assert writers_of(tmp_path) == []


def test_a_store_is_added_to_by_two_processes_and_no_id_is_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "logs.db"
    with closing(LogStore(path)) as one, closing(LogStore(path)) as other:
        for number in range(4):
            store = (one, other)[number % 2]
            events = [Event(number, Author.FUNCTION, f"{number}.{part}") for part in range(3)]
            store.write([Written(STREAM, BLUE, rows_of(events))], now_ms=0)

    assert messages(tmp_path) == [f"{number}.{part}" for number in range(4) for part in range(3)]


def test_a_stream_that_another_process_deleted_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "logs.db"
    line = [Event(0, Author.FUNCTION, "line")]
    with closing(LogStore(path)) as one, closing(LogStore(path)) as other:
        one.write([Written(STREAM, BLUE, rows_of(line))], now_ms=0)
        other.delete_group(GROUP)

        one.write([Written(STREAM, BLUE, rows_of(line))], now_ms=0)

    assert messages(tmp_path) == ["line"]
