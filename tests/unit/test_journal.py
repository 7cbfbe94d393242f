"""Output on its way to the store: all of it, in order, each tenant's apart, and a flood at its author's cost."""

import asyncio
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cloister.domain import log_limits
from cloister.domain.clock import SystemClock
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import RequestId, TenantId
from cloister.telemetry.journal import EnvironmentLog, Journal
from cloister.telemetry.lines import Started
from cloister.telemetry.log_reader import (
    START,
    Found,
    Listing,
    LogReader,
    Place,
    Search,
    Span,
    Stream,
)
from cloister.telemetry.log_store import GroupAddress
from cloister.telemetry.sqlite_file import reading
from tests.support import ACCOUNT, MovingClock, a_version

GROUP = GroupAddress(ACCOUNT, "/aws/lambda/f")
BLUE, GREEN = TenantId("blue"), TenantId("green")


@asynccontextmanager
async def a_journal(directory: Path) -> AsyncIterator[Journal]:
    async with Journal(directory / "logs.db", SystemClock()) as journal:
        yield journal


@pytest.fixture
def version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path / "code")


def everything(tenant: TenantId | None = None, after: Place = START) -> Search:
    return Search(span=Span(), accepts=lambda _: True, tenant=tenant, after=after)


async def kept(journal: Journal, tenant: TenantId | None = None) -> list[Found]:
    await journal.settle()
    return await journal.read(lambda reader: list(all_pages(reader, tenant)))


def all_pages(reader: LogReader, tenant: TenantId | None) -> Iterator[Found]:
    after: Place | None = START
    while after is not None:
        page = reader.search(GROUP, everything(tenant, after))
        yield from page.events
        after = page.more_after


async def streams(journal: Journal) -> list[Stream]:
    return await journal.read(lambda reader: reader.streams(GROUP, Listing()))


async def test_what_two_tenants_print_is_in_a_stream_each_in_order(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        logs = {tenant: journal.open(version, f"s-{tenant}", tenant) for tenant in (BLUE, GREEN)}
        for number in range(3000):
            for tenant, log in logs.items():
                log.printed(b"%s %d\n" % (tenant.encode(), number))

        found = {tenant: await kept(journal, tenant) for tenant in logs}

        for tenant, events in found.items():
            assert [event.message for event in events] == [f"{tenant} {n}" for n in range(3000)]
            assert {(event.stream, event.tenant) for event in events} == {(f"s-{tenant}", tenant)}


async def test_it_is_in_the_store_within_a_second_without_anybody_asking(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        journal.open(version, "s", BLUE).printed(b"hello\n")

        async with asyncio.timeout(1 + 4):  # a second is the promise; the machine may be busy
            # Another thread writes the file, and tells only what it could not write.
            while not (found := await journal.read(groups_of)):  # noqa: ASYNC110 # it is in a file
                await asyncio.sleep(0.02)

        assert found == [GROUP.group]


def groups_of(reader: LogReader) -> list[str]:
    groups = reader.groups(ACCOUNT, prefix="", pattern="", after="", count=10)
    return [group.name for group in groups]


async def test_leaving_it_writes_what_is_left(tmp_path: Path, version: FunctionVersion) -> None:
    async with a_journal(tmp_path) as journal:
        log = journal.open(version, "s", BLUE)
        log.printed(b"last words")
        log.close()
        log.close()

    with reading(tmp_path / "logs.db") as connection:
        page = LogReader(connection).search(GROUP, everything())
    assert [event.message for event in page.events] == ["last words"]


async def test_what_init_prints_before_there_is_a_tenant_is_that_tenants(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        prepared = journal.open(version, "s", None)
        prepared.printed(b"init\n")
        await journal.settle()
        before = await journal.read(groups_of)
        prepared.bind(GREEN)
        prepared.printed(b"invocation\n")

        events = await kept(journal)

        assert before == []
        assert [(event.message, event.tenant) for event in events] == [
            ("init", GREEN),
            ("invocation", GREEN),
        ]


async def test_an_environment_that_never_had_a_tenant_leaves_nothing_and_holds_nothing(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        for number in range(50):
            prepared = journal.open(version, f"s{number}", None)
            prepared.printed(bytes(60_000))
            prepared.close()
        journal.open(version, "s", BLUE).printed(b"x" * 500_000 + b"\n")

        assert len(await kept(journal)) == 2, "half a megabyte is two events"
        assert journal.pending_bytes == 0


async def test_a_flood_is_dropped_and_counted_and_the_others_lose_nothing(
    tmp_path: Path, version: FunctionVersion
) -> None:
    line = b"x" * 99 + b"\n"
    async with a_journal(tmp_path) as journal:
        flood, quiet = journal.open(version, "loud", BLUE), journal.open(version, "low", GREEN)
        for number in range(1000):
            flood.printed(line * 655)
            quiet.printed(b"%d\n" % number)
        peak_bytes = journal.pending_bytes
        flood.happened(Started(SystemClock().now(), RequestId("r"), "arn"))

        loud, low = await kept(journal, BLUE), await kept(journal, GREEN)

        assert [event.message for event in low] == [str(number) for number in range(1000)]
        assert peak_bytes < 2 * log_limits.STREAM_PENDING_BYTES_MAX
        dropped = loud[-2].message
        lines_kept = sum(event.message == "x" * 99 for event in loud)
        assert (
            dropped
            == f"LOGS_DROPPED Lines: {655_000 - lines_kept}\tBytes: {(655_000 - lines_kept) * 100}"
        )
        assert loud[-1].message.startswith("START")


async def test_many_that_flood_together_are_bounded_together(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        logs = [journal.open(version, f"s{number}", BLUE) for number in range(200)]
        for _ in range(20):
            for log in logs:
                log.printed(b"x" * 65_000)

        most = log_limits.PENDING_BYTES_MAX + 200 * log_limits.STREAM_PENDING_BYTES_LEAST
        assert journal.pending_bytes < most


async def test_one_that_prints_much_gets_its_share_of_a_commit_and_no_more(
    tmp_path: Path, version: FunctionVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_limits, "COMMIT_INTERVAL", timedelta(hours=1))
    async with a_journal(tmp_path) as journal:
        loud, low = journal.open(version, "loud", BLUE), journal.open(version, "low", GREEN)
        loud.printed(b"x\n" * 20_000)
        low.printed(b"hello\n")

        await journal.commit()

        page = await journal.read(lambda reader: reader.search(GROUP, everything()))
        counts = {
            name: sum(event.stream == name for event in page.events) for name in ("loud", "low")
        }
        assert counts == {"loud": log_limits.STREAM_EVENTS_PER_COMMIT_MAX, "low": 1}


async def test_a_store_that_fails_is_tried_again_and_no_line_is_lost_or_doubled(
    tmp_path: Path, version: FunctionVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_limits, "COMMIT_INTERVAL", timedelta(hours=1))
    async with a_journal(tmp_path) as journal:
        log = journal.open(version, "s", BLUE)
        log.printed(b"one\n")
        with capture_logs() as said, closing(sqlite3.connect(tmp_path / "logs.db")) as other:
            other.execute("ALTER TABLE log_events RENAME TO away")
            assert not await journal.commit()
            log.printed(b"two\n")
            assert not await journal.commit()
            other.execute("ALTER TABLE away RENAME TO log_events")

        events = await kept(journal)

        assert [event.message for event in events] == ["one", "two"]
        assert [entry["event"] for entry in said] == [
            "logs are not written, and will be tried again"
        ] * 2
        assert journal.pending_bytes == 0


async def test_a_group_that_is_deleted_comes_back_with_the_next_line(
    tmp_path: Path, version: FunctionVersion
) -> None:
    async with a_journal(tmp_path) as journal:
        log = journal.open(version, "s", BLUE)
        log.printed(b"before\n")
        await journal.settle()
        await journal.change(lambda store: store.delete_group(GROUP))
        log.printed(b"after\n")

        assert [event.message for event in await kept(journal)] == ["after"]
        assert [(stream.name, stream.tenant) for stream in await streams(journal)] == [("s", BLUE)]


async def test_events_and_streams_go_when_their_group_has_kept_them_for_long_enough(
    tmp_path: Path, version: FunctionVersion
) -> None:
    clock = MovingClock()
    async with Journal(tmp_path / "logs.db", clock) as journal:
        old, lasting = journal.open(version, "old", BLUE), journal.open(version, "new", BLUE)
        old.printed(b"old\n")
        lasting.printed(b"old as well\n")
        await journal.settle()
        await journal.change(lambda store: store.set_retention(GROUP, 1))
        clock.advance(timedelta(hours=25))
        lasting.printed(b"new\n")
        await journal.settle()

        await journal.change(lambda store: store.forget(journal.now_ms()))

        assert [event.message for event in await kept(journal)] == ["new"]
        assert [stream.name for stream in await streams(journal)] == ["new"]


async def test_the_oldest_events_go_when_the_file_is_too_big(
    tmp_path: Path, version: FunctionVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_limits, "ROWS_FORGOTTEN_MAX", 50)
    clock = MovingClock()
    async with Journal(tmp_path / "logs.db", clock) as journal:
        log = journal.open(version, "s", BLUE)
        for number in range(100):
            log.printed(b"%d\n" % number)
            clock.advance(timedelta(seconds=1))
        await journal.settle()
        monkeypatch.setattr(log_limits, "STORE_BYTES_MAX", 4096)

        await journal.change(lambda store: store.forget(journal.now_ms()))

        assert [event.message for event in await kept(journal)] == [str(n) for n in range(50, 100)]


def print_for_ever(path: Path, code: Path, told: Connection) -> None:
    """In a process of its own: print numbered lines, and tell each number that is a second old."""

    async def work() -> None:
        async with Journal(path, SystemClock()) as journal:
            logs = [journal.open(a_version("", code), f"s{n}", BLUE) for n in range(3)]
            await count_up(logs, told)

    asyncio.run(work())


async def count_up(logs: list[EnvironmentLog], told: Connection) -> None:
    for number in range(1_000_000):
        for log in logs:
            log.printed(b"%d\n" % number)
        # As fast as a busy server's loop prints; without a pause nothing else of this one would run.
        await asyncio.sleep(0.001)
        told.send(number)


async def test_after_kill_9_the_store_is_whole_and_only_the_last_second_is_lost(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=print_for_ever, args=(tmp_path / "logs.db", tmp_path, sending))
    process.start()
    assert process.pid is not None
    appended: list[tuple[float, int]] = []
    loop = asyncio.get_running_loop()
    began = None
    while began is None or loop.time() - began < 2.5:
        number = await asyncio.to_thread(receiving.recv)
        began = loop.time() if began is None else began
        appended.append((loop.time(), number))
    os.kill(process.pid, signal.SIGKILL)
    killed_at = loop.time()
    await asyncio.to_thread(process.join)

    with reading(tmp_path / "logs.db") as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        page = LogReader(connection).search(GROUP, everything())
    last_safe = max(number for at, number in appended if at < killed_at - 1)
    for name in ("s0", "s1", "s2"):
        numbers = [int(event.message) for event in page.events if event.stream == name]
        assert numbers == list(range(len(numbers))), "in order and without a gap"
        assert len(numbers) > last_safe
    assert whole == "ok"
    async with a_journal(tmp_path) as journal:
        assert len(await kept(journal)) == len(page.events)


async def test_pages_hold_what_fits_and_go_on_where_they_ended(
    tmp_path: Path, version: FunctionVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_journal(tmp_path) as journal:
        log = journal.open(version, "s", BLUE)
        for number in range(500):
            log.printed(b"%d\n" % number)
        await journal.settle()
        monkeypatch.setattr(log_limits, "EVENTS_SCANNED_MAX", 70)

        messages: list[str] = []
        after, pages = START, 0
        while True:
            search = Search(span=Span(), accepts=lambda it: it.endswith("7"), after=after, count=20)
            page = await journal.read(lambda reader, it=search: reader.search(GROUP, it))  # type: ignore[misc] # the default binds the loop's value
            messages += [event.message for event in page.events]
            pages += 1
            if page.more_after is None:
                break
            after = page.more_after

        assert messages == [str(number) for number in range(500) if number % 10 == 7]
        assert pages == 8
