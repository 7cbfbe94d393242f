"""Whose lines a commit has: of all who print little, and of so many who print much that each gets whole rows."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cloister.domain import log_limits
from cloister.domain.function import FunctionVersion
from cloister.telemetry.lines import Speaker
from cloister.telemetry.log_reader import START, LogReader, Place, Search, Span
from cloister.telemetry.log_store import GroupAddress, LogStore, StreamAddress
from cloister.telemetry.scribe import Opening, Said, Scribe
from cloister.telemetry.sqlite_file import reading
from cloister.telemetry.transcript import Item, Printed, size_bytes
from tests.support import ACCOUNT, a_version, clock

GROUP = GroupAddress(ACCOUNT, "/aws/lambda/f")
SHARE = log_limits.STREAM_EVENTS_PER_COMMIT_LEAST
TURNS = log_limits.EVENTS_PER_COMMIT_MAX // SHARE
"""Of those who print much, in one commit."""
MUCH = [f"{number:07}" for number in range(8 * SHARE)]
"""Also after a turn more than a little."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LogStore]:
    with closing(LogStore(tmp_path / "logs.db")) as store:
        yield store


@pytest.fixture
def version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path / "code")


def said(version: FunctionVersion, number: int, *lines: str) -> Said:
    """The first and last of a log, which has this number."""
    opening = Opening(StreamAddress(ACCOUNT, GROUP.group, f"s{number}"), Speaker.of(version, None))
    items: list[Item] = [Printed(clock.now(), "".join(f"{line}\n" for line in lines).encode())]
    return Said(number, opening, items, is_last=True)


def told(directory: Path) -> dict[str, list[str]]:
    """By stream, what is in the store."""
    found: dict[str, list[str]] = {}
    with reading(directory / "logs.db") as connection:
        after: Place | None = START
        while after is not None:
            search = Search(span=Span(), accepts=lambda _: True, after=after)
            page = LogReader(connection).search(GROUP, search)
            for event in page.events:
                found.setdefault(event.stream, []).append(event.message)
            after = page.more_after
    return found


def test_who_prints_little_is_in_the_next_commit_however_many_print_much(
    tmp_path: Path, store: LogStore, version: FunctionVersion
) -> None:
    scribe = Scribe(store)
    for number in range(3 * TURNS):
        scribe.hear(said(version, number, *MUCH))
    scribe.hear(said(version, 3 * TURNS, "hello"))

    scribe.commit(0)

    counts = {stream: len(messages) for stream, messages in told(tmp_path).items()}
    assert counts.pop(f"s{3 * TURNS}") == 1
    assert counts == dict.fromkeys([f"s{number}" for number in range(TURNS)], SHARE)


def test_those_who_print_much_take_turns_until_all_of_it_is_told_in_order(
    tmp_path: Path, store: LogStore, version: FunctionVersion
) -> None:
    scribe = Scribe(store)
    logs = {number: said(version, number, *MUCH) for number in range(2 * TURNS)}
    for one in logs.values():
        scribe.hear(one)

    answers = [scribe.commit(0)]
    while answers[-1].has_more:
        answers.append(scribe.commit(0))

    turns = [{number for number, _ in answer.taken} for answer in answers]
    assert turns[:4] == [{*range(TURNS)}, {*range(TURNS, 2 * TURNS)}] * 2
    assert told(tmp_path) == {f"s{number}": MUCH for number in logs}
    taken = Counter[int]()
    for answer in answers:
        taken.update(dict(answer.taken))
    assert taken == {number: sum(map(size_bytes, one.items)) for number, one in logs.items()}


def test_of_many_who_print_much_whole_rows_are_written(
    tmp_path: Path, store: LogStore, version: FunctionVersion
) -> None:
    scribe = Scribe(store)
    for number in range(10 * TURNS):
        scribe.hear(said(version, number, *MUCH))

    scribe.commit(0)

    with closing(sqlite3.connect(tmp_path / "logs.db")) as connection:
        rows = connection.execute("SELECT events FROM log_events").fetchall()
    assert set(rows) == {(log_limits.EVENTS_PER_ROW_MAX,)}


def test_a_log_that_only_ends_waits_for_nobody_and_is_answered_for(
    store: LogStore, version: FunctionVersion
) -> None:
    scribe = Scribe(store)
    for number in range(3 * TURNS):
        scribe.hear(said(version, number, *MUCH))
    opening = said(version, 999).opening
    scribe.hear(Said(999, opening, [], is_last=True))

    answer = scribe.commit(0)

    assert (999, 0) in answer.taken
