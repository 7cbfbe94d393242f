"""Log groups, streams and events in one SQLite file: the writing side, and every change that owners make.

One process writes (log_writer_process.py) and owners' changes come from another; readers have connections of their own
(log_reader.py) and see whole commits only.
"""

import functools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from cloister.domain import log_limits
from cloister.domain.errors import (
    LimitExceeded,
    ResourceAlreadyExists,
    ResourceNotFound,
    ServiceFailure,
)
from cloister.domain.ids import AccountId, TenantId
from cloister.telemetry.log_rows import Event, Row, rows_of, size_bytes
from cloister.telemetry.sqlite_file import opened, transaction, used_bytes
from cloister.telemetry.statements import statements

SQL: Final = statements("cloister.telemetry", "log_store.sql")
GROUP_MISSING: Final = "The specified log group does not exist."
STREAM_MISSING: Final = "The specified log stream does not exist."
_AT_MS: Final = attrgetter("at_ms")
_DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class GroupAddress:
    """A log group by name."""

    account: AccountId
    group: str


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """A log stream by name."""

    account: AccountId
    group: str
    stream: str


@dataclass(frozen=True, slots=True)
class Written:
    """Events for one stream, in order."""

    address: StreamAddress
    tenant: TenantId | None
    rows: Sequence[Row]
    """One at least."""


class _Place(NamedTuple):
    """A stream's ids."""

    group_id: int
    stream_id: int


class LogStore:
    """Opened by its constructor. Every method blocks, and is called by one thread at a time.

    A change is on disk when its call returns: after kill -9 it is there, after a loss of power the last may not be,
    and the file is whole either way (WAL with synchronous = NORMAL, https://sqlite.org/wal.html).
    """

    def __init__(self, path: Path) -> None:
        """Raises ServiceFailure if the file can't be used."""
        self._places: dict[StreamAddress, _Place] = {}
        self._next_id: int
        """Of the next event. Those of a commit that failed are left out."""
        self._changes_seen = -1
        """Of other connections: SQLite's number of the last one."""
        try:
            self._connection = opened(path)
            self._prepare()
        except sqlite3.Error as error:
            raise ServiceFailure(f"{path} cannot be used: {error}") from error

    def close(self) -> None:
        self._connection.close()

    # -- Events --------------------------------------------------------------------------------------

    def write(self, written: Iterable[Written], *, now_ms: int) -> None:
        """All of it is there, in groups and streams that are made where they are missing. Raises sqlite3.Error."""
        try:
            with self._addition():
                placed = [
                    (self._places.get(one.address) or self._made(one, now_ms), one.rows)
                    for one in written
                ]
                self._add(placed, now_ms)
        except BaseException:
            # What was made is undone.
            self._places.clear()
            raise

    def put(self, address: StreamAddress, events: Sequence[Event], *, now_ms: int) -> None:
        """The events are in the stream. Raises ResourceNotFound without one."""
        with self._addition():
            group_id = self._group(address.account, address.group)
            place = _Place(group_id, self._stream(group_id, address.stream))
            if events:
                self._add([(place, rows_of(events))], now_ms)

    def forget(self, now_ms: int) -> None:
        """Some of what is older than its group keeps it, or too much for the file, is gone. Called again, all of it."""
        rows = log_limits.ROWS_FORGOTTEN_MAX
        for group_id, days in self._all("groups_with_retention"):
            before_ms = now_ms - days * _DAY_MS
            old = {"group_id": group_id, "before_ms": before_ms}
            with transaction(self._connection):
                gone = self._run("forget_events", **old, rows=rows).rowcount
                if gone < rows:
                    self._run("forget_streams", **old)
        if used_bytes(self._connection) > log_limits.STORE_BYTES_MAX:
            with transaction(self._connection):
                self._run("forget_oldest", rows=rows)
                self._run("forget_empty_streams")
        self._places.clear()

    # -- Groups and streams --------------------------------------------------------------------------

    def create_group(self, address: GroupAddress, tags: Mapping[str, str], *, now_ms: int) -> None:
        """Raises ResourceAlreadyExists, and LimitExceeded when there are too many."""
        with transaction(self._connection):
            if self._all("count_groups")[0][0] >= log_limits.GROUPS_MAX:
                raise LimitExceeded("Resource limit exceeded.")
            made = self._run(
                "add_group",
                account=address.account,
                name=address.group,
                now_ms=now_ms,
                tags=json.dumps(dict(tags)),
            )
            if not made.rowcount:
                raise ResourceAlreadyExists("The specified log group already exists")

    def delete_group(self, address: GroupAddress) -> None:
        """Nothing of it is left. Raises ResourceNotFound without one."""
        with transaction(self._connection):
            group_id = self._group(address.account, address.group)
            for statement in ("delete_group_events", "delete_group_streams", "delete_group"):
                self._run(statement, group_id=group_id)
        self._places.clear()

    def create_stream(self, address: StreamAddress, *, now_ms: int) -> None:
        """Raises ResourceNotFound without its group, ResourceAlreadyExists."""
        with transaction(self._connection):
            group_id = self._group(address.account, address.group)
            made = self._run(
                "add_stream", group_id=group_id, name=address.stream, tenant=None, now_ms=now_ms
            )
            if not made.rowcount:
                raise ResourceAlreadyExists("The specified log stream already exists")

    def delete_stream(self, address: StreamAddress) -> None:
        """Nothing of it is left. Raises ResourceNotFound without one."""
        with transaction(self._connection):
            group_id = self._group(address.account, address.group)
            stream_id = self._stream(group_id, address.stream)
            for statement in ("delete_stream_events", "delete_stream"):
                self._run(statement, stream_id=stream_id)
        self._places.clear()

    def set_retention(self, address: GroupAddress, days: int | None) -> None:
        """None keeps events for ever. Raises ResourceNotFound without the group."""
        with transaction(self._connection):
            group_id = self._group(address.account, address.group)
            self._run("set_retention", group_id=group_id, days=days)

    def set_tags(self, address: GroupAddress, tags: Mapping[str, str]) -> None:
        """These and no others. Raises ResourceNotFound without the group."""
        with transaction(self._connection):
            group_id = self._group(address.account, address.group)
            self._run("set_tags", group_id=group_id, tags=json.dumps(dict(tags)))

    # -- SQLite --------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with transaction(self._connection):
            for name, statement in SQL.items():
                if name.startswith("create_"):
                    self._connection.execute(statement)

    @contextmanager
    def _addition(self) -> Iterator[None]:
        """A transaction that adds events, after all that other connections have added and deleted."""
        with transaction(self._connection):
            (changes,) = self._connection.execute("PRAGMA data_version").fetchone()
            if changes != self._changes_seen:
                self._places.clear()
                self._next_id = self._all("next_event")[0][0]
                self._changes_seen = changes
            yield

    def _made(self, one: Written, now_ms: int) -> _Place:
        address = one.address
        named = {"account": address.account, "name": address.group}
        self._run("add_group", **named, now_ms=now_ms, tags="{}")
        group_id = self._group(address.account, address.group)
        self._run(
            "add_stream", group_id=group_id, name=address.stream, tenant=one.tenant, now_ms=now_ms
        )
        place = _Place(group_id, self._stream(group_id, address.stream))
        if len(self._places) >= log_limits.STREAMS_KNOWN_MAX:
            self._places.clear()
        self._places[address] = place
        return place

    def _add(self, placed: Iterable[tuple[_Place, Sequence[Row]]], now_ms: int) -> None:
        values: list[tuple[int | str, ...]] = []
        notes: list[tuple[int, ...]] = []
        for (group_id, stream_id), rows in placed:
            for at_ms, authors, messages, events in rows:
                values.append(
                    (self._next_id, group_id, stream_id, at_ms, now_ms, authors, messages, events)
                )
                self._next_id += events
            notes.append(_note(stream_id, rows))
        for start in range(0, len(values), log_limits.ROWS_PER_STATEMENT_MAX):
            some = values[start : start + log_limits.ROWS_PER_STATEMENT_MAX]
            self._connection.execute(_adding(len(some)), [*chain.from_iterable(some)])
        self._run("note_events", notes=json.dumps(notes), now_ms=now_ms)

    def _group(self, account: AccountId, name: str) -> int:
        found = self._all("group_id", account=account, name=name)
        if not found:
            raise ResourceNotFound(GROUP_MISSING)
        return int(found[0][0])

    def _stream(self, group_id: int, name: str) -> int:
        found = self._all("stream_id", group_id=group_id, name=name)
        if not found:
            raise ResourceNotFound(STREAM_MISSING)
        return int(found[0][0])

    def _run(self, statement: str, **values: str | int | None) -> sqlite3.Cursor:
        return self._connection.execute(SQL[statement], values)

    def _all(self, statement: str, **values: str | int | None) -> list[tuple[int, ...]]:
        return self._run(statement, **values).fetchall()


@functools.cache
def _adding(count: int) -> str:
    """The statement that adds so many rows.

    One for many, because a statement for each takes a quarter more.
    """
    head, values, one = SQL["add_events"].strip().rstrip(";").rpartition("VALUES")
    return head + values + ",".join([one] * count)


def _note(stream_id: int, rows: Sequence[Row]) -> tuple[int, ...]:
    """What a stream is to say of its events, for note_events."""
    times = [*map(_AT_MS, rows)]
    return stream_id, min(times), max(times), size_bytes(rows)
