"""What log groups and streams hold, read page by page, beside the writer and by any process of the owner's."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from cloister.domain import log_limits
from cloister.domain.errors import ResourceNotFound
from cloister.domain.ids import AccountId, TenantId
from cloister.telemetry.log_rows import messages_of
from cloister.telemetry.log_store import (
    GROUP_MISSING,
    SQL,
    STREAM_MISSING,
    GroupAddress,
    StreamAddress,
)

TIME_MAX_MS: Final = 2**62
"""Later than any event."""
_SCAN_ROWS: Final = 256
"""Fetched at once: what is beyond the page is not read. More than EVENTS_PER_ROW_MAX, which may be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group as it is listed."""

    name: str
    created_ms: int
    retention_days: int | None
    tags: Mapping[str, str]
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream as it is listed; the times are None while it has no events."""

    name: str
    tenant: str | None
    created_ms: int
    first_ms: int | None
    last_ms: int | None
    ingested_ms: int | None
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which streams to list, and from where on."""

    prefix: str = ""
    by_last_event: bool = False
    descending: bool = False
    after: tuple[int, str] = (-2, "")
    """The time and name of the last one that was listed."""
    count: int = log_limits.LIST_PAGE_MAX


class Place(NamedTuple):
    """Between two events: after the one of this time and id."""

    at_ms: int
    id: int


START: Final = Place(-1, 0)
END: Final = Place(TIME_MAX_MS, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An event as it is read."""

    place: Place
    stream: str
    ingested_ms: int
    message: str
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From a time, inclusive, to another one, exclusive."""

    from_ms: int = 0
    to_ms: int = TIME_MAX_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which of a group's events are wanted."""

    span: Span
    accepts: Callable[[str], bool]
    """Of a message."""
    streams: Collection[str] | None = None
    """Names; None for all."""
    prefix: str | None = None
    tenant: TenantId | None = None
    after: Place = START
    count: int = log_limits.EVENTS_PAGE_MAX


@dataclass(frozen=True, slots=True)
class Page:
    """Events in order of time. There may be more after `more_after`, unless it is None."""

    events: tuple[Found, ...]
    more_after: Place | None


class _Event(NamedTuple):
    """One of a row's."""

    place: Place
    message: str
    row: sqlite3.Row


class LogReader:
    """Reads through a connection that the caller keeps open. Every method blocks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def groups(
        self, account: AccountId, *, prefix: str, pattern: str, after: str, count: int
    ) -> list[Group]:
        """Groups by name after one: those that begin with the prefix and hold the pattern."""
        rows = self._all(
            "list_groups", account=account, prefix=prefix, pattern=pattern, after=after, count=count
        )
        return [
            Group(
                name=row["name"],
                created_ms=row["created_ms"],
                retention_days=row["retention_days"],
                tags=json.loads(row["tags"]),
                bytes=row["bytes"],
            )
            for row in rows
        ]

    def tags(self, address: GroupAddress) -> dict[str, str]:
        """Raises ResourceNotFound without the group."""
        tags: dict[str, str] = json.loads(self._group(address)["tags"])
        return tags

    def streams(self, address: GroupAddress, listing: Listing) -> list[Stream]:
        """Raises ResourceNotFound without the group."""
        order = "last" if listing.by_last_event else "name"
        down = "_down" if listing.descending else ""
        after_ms, after_name = listing.after
        values: dict[str, str | int] = {
            "group_id": self._group(address)["id"],
            "after_name": after_name,
            "count": listing.count,
        }
        values |= {"after_ms": after_ms} if listing.by_last_event else {"prefix": listing.prefix}
        return [
            Stream(
                name=row["name"],
                tenant=row["tenant"],
                created_ms=row["created_ms"],
                first_ms=row["first_ms"],
                last_ms=row["last_ms"],
                ingested_ms=row["ingested_ms"],
                bytes=row["bytes"],
            )
            for row in self._all(f"list_streams_by_{order}{down}", **values)
        ]

    def forward(
        self, address: StreamAddress, span: Span, *, after: Place, count: int
    ) -> tuple[Found, ...]:
        """The stream's events after a place, as many as a page holds. Raises ResourceNotFound without the stream."""
        rows = self._run(
            "stream_events",
            **self._stream(address, span),
            after_ms=after.at_ms,
            after_id=_first_id(after),
            count=count + log_limits.EVENTS_PER_ROW_MAX,
        )
        events = (_found(each, address.stream) for row in rows for each in _events(row))
        wanted = (event for event in events if event.place > after)
        return tuple(_within_page(islice(wanted, count)))

    def backward(
        self, address: StreamAddress, span: Span, *, before: Place, count: int
    ) -> tuple[Found, ...]:
        """The stream's last events before a place, in order of time. Raises ResourceNotFound without the stream."""
        rows = self._run(
            "stream_events_down",
            **self._stream(address, span),
            before_ms=before.at_ms,
            before_id=before.id,
            count=count,
        )
        events = (_found(each, address.stream) for row in rows for each in _events(row)[::-1])
        wanted = (event for event in events if event.place < before)
        return tuple(_within_page(islice(wanted, count)))[::-1]

    def search(self, address: GroupAddress, search: Search) -> Page:
        """The wanted events of all streams, of those that one request may look at. Raises ResourceNotFound."""
        group_id = self._group(address)["id"]
        wanted = self._wanted(group_id, search)
        found: list[Found] = []
        size_bytes, place = 0, search.after
        for looked_at, event in enumerate(self._scan(group_id, search), start=1):
            size = len(event.message) + log_limits.EVENT_OVERHEAD_BYTES
            is_wanted = (wanted is None or event.row["stream_id"] in wanted) and search.accepts(
                event.message
            )
            if is_wanted and found and size_bytes + size > log_limits.EVENTS_PAGE_BYTES_MAX:
                return Page(tuple(found), place)
            place = event.place
            if is_wanted:
                size_bytes += size
                found.append(_found(event, event.row["stream"], event.row["tenant"]))
            if len(found) == search.count or looked_at == log_limits.EVENTS_SCANNED_MAX:
                return Page(tuple(found), place)
        return Page(tuple(found), None)

    def _scan(self, group_id: int, search: Search) -> Iterator[_Event]:
        """All events of the group after the search's place, fetched some rows at a time."""
        after, is_at_end = search.after, False
        while not is_at_end:
            rows = self._all(
                "group_events",
                group_id=group_id,
                after_ms=after.at_ms,
                after_id=_first_id(after),
                from_ms=search.span.from_ms,
                to_ms=search.span.to_ms,
                count=_SCAN_ROWS,
            )
            events = [event for row in rows for event in _events(row) if event.place > after]
            yield from events
            is_at_end = len(rows) < _SCAN_ROWS
            if events:
                after = events[-1].place

    def _wanted(self, group_id: int, search: Search) -> frozenset[int] | None:
        """The ids of the streams that are looked at, or None for all. Raises ResourceNotFound for a name of none."""
        chosen: list[frozenset[int]] = []
        if search.streams is not None:
            chosen.append(frozenset(self._stream_id(group_id, name) for name in search.streams))
        if search.prefix is not None:
            chosen.append(self._ids("streams_by_prefix", group_id=group_id, prefix=search.prefix))
        if search.tenant is not None:
            chosen.append(self._ids("streams_of_tenant", group_id=group_id, tenant=search.tenant))
        return frozenset.intersection(*chosen) if chosen else None

    def _group(self, address: GroupAddress) -> sqlite3.Row:
        found = self._all("find_group", account=address.account, name=address.group)
        if not found:
            raise ResourceNotFound(GROUP_MISSING)
        return found[0]

    def _stream_id(self, group_id: int, name: str) -> int:
        found = self._all("stream_id", group_id=group_id, name=name)
        if not found:
            raise ResourceNotFound(STREAM_MISSING)
        return int(found[0]["id"])

    def _stream(self, address: StreamAddress, span: Span) -> dict[str, int]:
        group = self._group(GroupAddress(address.account, address.group))
        stream_id = self._stream_id(group["id"], address.stream)
        return {"stream_id": stream_id, "from_ms": span.from_ms, "to_ms": span.to_ms}

    def _ids(self, statement: str, **values: str | int) -> frozenset[int]:
        return frozenset(int(row["id"]) for row in self._all(statement, **values))

    def _all(self, statement: str, **values: str | int) -> list[sqlite3.Row]:
        return self._run(statement, **values).fetchall()

    def _run(self, statement: str, **values: str | int) -> sqlite3.Cursor:
        return self._connection.execute(SQL[statement], values)


def _first_id(after: Place) -> int:
    """A row that holds the next event after a place comes after this id: the place may lie within it."""
    return after.id - log_limits.EVENTS_PER_ROW_MAX


def _events(row: sqlite3.Row) -> list[_Event]:
    at_ms, first_id = row["at_ms"], row["id"]
    return [
        _Event(Place(at_ms, first_id + number), message, row)
        for number, message in enumerate(messages_of(row["message"], row["events"]))
    ]


def _found(event: _Event, stream: str, tenant: str | None = None) -> Found:
    return Found(
        place=event.place,
        stream=stream,
        ingested_ms=event.row["ingested_ms"],
        message=event.message,
        tenant=tenant,
    )


def _within_page(events: Iterator[Found]) -> Iterator[Found]:
    """The first events that fit into one answer, one at least."""
    left_bytes = log_limits.EVENTS_PAGE_BYTES_MAX
    for event in events:
        left_bytes -= len(event.message) + log_limits.EVENT_OVERHEAD_BYTES
        if left_bytes < 0:
            # No event is as large as a page, so that at least one was given.
            return
        yield event
