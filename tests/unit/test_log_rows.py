"""Rows that hold several events: they are read as if each had a row of its own, wherever a page ends."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.domain import log_limits
from cloister.telemetry.log_reader import END, START, LogReader, Place, Search, Span
from cloister.telemetry.log_rows import Author, Event, events_of, rows_of, size_bytes
from cloister.telemetry.log_store import GroupAddress, LogStore, StreamAddress, Written
from cloister.telemetry.sqlite_file import reading
from tests.support import ACCOUNT

GROUP = GroupAddress(ACCOUNT, "/aws/lambda/f")
ADDRESS = StreamAddress(ACCOUNT, GROUP.group, "s")
EVENTS = st.lists(
    st.builds(
        Event,
        at_ms=st.integers(0, 3),
        author=st.sampled_from(Author),
        message=st.text("ab\n", max_size=3),
    ),
    max_size=200,
)


def numbered(count: int, per_ms: int) -> list[Event]:
    return [Event(number // per_ms, Author.FUNCTION, str(number)) for number in range(count)]


@contextmanager
def a_store(path: Path) -> Iterator[LogStore]:
    with closing(LogStore(path)) as store:
        yield store


def write(store: LogStore, events: list[Event]) -> None:
    store.write([Written(ADDRESS, None, rows_of(events))], now_ms=0)


@given(EVENTS)
def test_rows_hold_the_events_that_they_were_made_of(events: list[Event]) -> None:
    rows = rows_of(events)

    assert [event for row in rows for event in events_of(row)] == events
    assert all(row.events <= log_limits.EVENTS_PER_ROW_MAX for row in rows)
    counted = sum(len(event.message) + log_limits.EVENT_OVERHEAD_BYTES for event in events)
    assert size_bytes(rows) == counted


def test_what_an_invocation_says_at_one_time_is_one_row_and_long_lines_are_not() -> None:
    together = rows_of(numbered(31, 31))
    long = rows_of([Event(0, Author.FUNCTION, "x" * log_limits.ROW_LENGTH_MAX)] * 3)

    assert [row.events for row in together] == [31]
    assert [row.events for row in long] == [1, 1, 1]


@pytest.mark.parametrize("per_ms", [1, 7, 100, 1000])
@pytest.mark.parametrize("count", [1, 10, 45, 1000])
def test_a_stream_is_read_in_pages_of_any_size_both_ways(
    tmp_path: Path, per_ms: int, count: int
) -> None:
    with a_store(tmp_path / "logs.db") as store:
        write(store, numbered(300, per_ms))
    forward: list[str] = []
    backward: list[str] = []

    with reading(tmp_path / "logs.db") as connection:
        reader, after, before = LogReader(connection), START, END
        while page := reader.forward(ADDRESS, Span(), after=after, count=count):
            forward += [event.message for event in page]
            after = page[-1].place
            assert len(page) <= count
        while page := reader.backward(ADDRESS, Span(), before=before, count=count):
            backward[:0] = [event.message for event in page]
            before = page[0].place
            assert len(page) <= count

    assert forward == backward == [str(number) for number in range(300)]


@pytest.mark.parametrize("per_ms", [1, 7, 1000])
def test_a_search_goes_on_in_the_middle_of_a_row(
    tmp_path: Path, per_ms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_limits, "EVENTS_SCANNED_MAX", 70)
    with a_store(tmp_path / "logs.db") as store:
        write(store, numbered(5000, per_ms))
    found: list[str] = []

    with reading(tmp_path / "logs.db") as connection:
        after: Place | None = START
        while after is not None:
            search = Search(span=Span(), accepts=lambda it: it.endswith("7"), after=after, count=9)
            page = LogReader(connection).search(GROUP, search)
            found += [event.message for event in page.events]
            after = page.more_after

    assert found == [str(number) for number in range(5000) if number % 10 == 7]


def test_ids_go_on_after_the_last_event_when_a_store_is_opened_again(tmp_path: Path) -> None:
    with a_store(tmp_path / "logs.db") as store:
        write(store, numbered(40, 100))
    with a_store(tmp_path / "logs.db") as store:
        write(store, [Event(0, Author.FUNCTION, "after")])

    with reading(tmp_path / "logs.db") as connection:
        page = LogReader(connection).forward(ADDRESS, Span(), after=START, count=100)

    assert page[-1].message == "after"
    assert len({event.place for event in page}) == 41
