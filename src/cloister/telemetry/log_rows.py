"""Several events in one row of the log store: those of one stream and time, as those of an invocation and a flood are.

A row costs the store what an event did, whatever it holds, and most of that is its places in the indexes.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from operator import attrgetter
from typing import Final, NamedTuple

from cloister.domain import log_limits

_AUTHOR_BITS: Final = 2
_AUTHOR_MASK: Final = (1 << _AUTHOR_BITS) - 1
_BETWEEN: Final = "\n"
_EVENTS: Final = attrgetter("events")
_MESSAGES: Final = attrgetter("messages")
_EACH: Final = tuple(
    sum(1 << _AUTHOR_BITS * place for place in range(events))
    for events in range(log_limits.EVENTS_PER_ROW_MAX + 1)
)
"""By a number of events: what a number is multiplied by to be the author of each of them."""


class Author(IntEnum):
    """Who wrote an event: kept beside it, out of the author's reach."""

    FUNCTION = 0
    PLATFORM = 1
    CLIENT = 2
    """Of PutLogEvents."""


class Event(NamedTuple):
    """One event of a stream. The time is epoch milliseconds, the host's."""

    at_ms: int
    author: Author
    message: str


class Row(NamedTuple):
    """Events of one time, in order."""

    at_ms: int
    authors: int
    """Two bits of each event, the first one's lowest."""
    messages: str
    events: int
    """How many: EVENTS_PER_ROW_MAX at the most, and one if its message has line ends of its own."""


class RowsInMaking:
    """The rows of one stream's events, as few as can be. Many lines of one time cost little more than one."""

    __slots__ = ("_at_ms", "_authors", "_events", "_length", "_rows", "_texts")

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._at_ms = 0
        """Of the row that grows, as are its authors, how many events it has, their length and what they say."""
        self._authors = 0
        self._events = 0
        self._length = 0
        self._texts: list[str] = []

    def add(self, at_ms: int, author: Author, text: str) -> None:
        """An event more for each line of the text."""
        if at_ms != self._at_ms:
            self._end_row()
            self._at_ms = at_ms
        events = text.count(_BETWEEN) + 1
        if self._has_room(events, len(text)):
            self._append(author, text, events)
        else:
            self._spread(author, text.split(_BETWEEN))

    def add_whole(self, at_ms: int, author: Author, message: str) -> None:
        """One event more, which may have line ends."""
        if _BETWEEN in message:
            self._end_row()
            self._rows.append(Row(at_ms, author, message, 1))
        else:
            self.add(at_ms, author, message)

    def made(self) -> list[Row]:
        """All of them. Nothing is added any more."""
        self._end_row()
        return self._rows

    def _spread(self, author: Author, lines: list[str]) -> None:
        start = 0
        while start < len(lines):
            if self._events == log_limits.EVENTS_PER_ROW_MAX:
                self._end_row()
            some = lines[start : start + log_limits.EVENTS_PER_ROW_MAX - self._events]
            text = _BETWEEN.join(some)
            if not self._has_room(len(some), len(text)):
                # Line by line, then; one that is too long for any row has one of its own.
                some, text = some[:1], some[0]
                if not self._has_room(1, len(text)):
                    self._end_row()
            self._append(author, text, len(some))
            start += len(some)

    def _has_room(self, events: int, length: int) -> bool:
        return (
            self._events + events <= log_limits.EVENTS_PER_ROW_MAX
            and self._length + length <= log_limits.ROW_LENGTH_MAX
        )

    def _append(self, author: Author, text: str, events: int) -> None:
        self._authors |= author * _EACH[events] << _AUTHOR_BITS * self._events
        self._events += events
        self._length += len(text)
        self._texts.append(text)

    def _end_row(self) -> None:
        if self._events:
            texts = self._texts
            self._rows.append(Row(self._at_ms, self._authors, _BETWEEN.join(texts), self._events))
            self._texts = []
            self._authors = self._events = self._length = 0


def rows_of(events: Iterable[Event]) -> list[Row]:
    """The rows of one stream's events, whatever these hold."""
    rows = RowsInMaking()
    for at_ms, author, message in events:
        rows.add_whole(at_ms, author, message)
    return rows.made()


def events_of(row: Row) -> list[Event]:
    """The events that a row holds."""
    return [
        Event(row.at_ms, Author(row.authors >> _AUTHOR_BITS * place & _AUTHOR_MASK), message)
        for place, message in enumerate(messages_of(row.messages, row.events))
    ]


def messages_of(messages: str, events: int) -> list[str]:
    """What each of a row's events says."""
    return [messages] if events == 1 else messages.split(_BETWEEN)


def size_bytes(rows: Sequence[Row]) -> int:
    """What CloudWatch counts of their events, taking a character for a byte."""
    # Between two events of a row stands what belongs to neither.
    events: int = sum(map(_EVENTS, rows))
    length: int = sum(map(len, map(_MESSAGES, rows))) - (events - len(rows)) * len(_BETWEEN)
    return length + events * log_limits.EVENT_OVERHEAD_BYTES
