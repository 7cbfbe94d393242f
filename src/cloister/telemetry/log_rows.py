"""Several events in one row of the log store: those of one stream and time, as those of an invocation and a flood are.

A row costs the store what an event did, whatever it holds, and most of that is its places in the indexes.
"""

from enum import IntEnum
from typing import Final, NamedTuple

from cloister.domain import log_limits

_AUTHOR_BITS: Final = 2
_AUTHOR_MASK: Final = (1 << _AUTHOR_BITS) - 1
_BETWEEN: Final = "\n"


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

    def size_bytes(self) -> int:
        """What CloudWatch counts of them, taking a character for a byte."""
        return len(self.messages) - self.events + 1 + self.events * log_limits.EVENT_OVERHEAD_BYTES


class Rows:
    """The rows of one stream's events, as few as can be: `add` each in turn, then `end`."""

    __slots__ = ("_at_ms", "_authors", "_ended", "_length", "_messages")

    def __init__(self) -> None:
        self._ended: list[Row] = []
        self._at_ms = 0
        self._authors = 0
        self._length = 0
        self._messages: list[str] = []

    def add(self, at_ms: int, author: Author, message: str) -> None:
        """An event more, the last one."""
        count = len(self._messages)
        self._length += len(message)
        if count and (
            at_ms != self._at_ms
            or count == log_limits.EVENTS_PER_ROW_MAX
            or self._length > log_limits.ROW_LENGTH_MAX
            or _BETWEEN in message
            or _BETWEEN in self._messages[0]
        ):
            self._end_row()
            self._length = len(message)
            count = 0
        self._at_ms = at_ms
        self._authors |= author << _AUTHOR_BITS * count
        self._messages.append(message)

    def end(self) -> list[Row]:
        """All rows."""
        if self._messages:
            self._end_row()
        return self._ended

    def _end_row(self) -> None:
        together = _BETWEEN.join(self._messages)
        self._ended.append(Row(self._at_ms, self._authors, together, len(self._messages)))
        self._messages = []
        self._authors = 0


def events_of(row: Row) -> list[Event]:
    """The events that a row holds."""
    return [
        Event(row.at_ms, Author(row.authors >> _AUTHOR_BITS * place & _AUTHOR_MASK), message)
        for place, message in enumerate(messages_of(row.messages, row.events))
    ]


def messages_of(messages: str, events: int) -> list[str]:
    """What each of a row's events says."""
    return [messages] if events == 1 else messages.split(_BETWEEN)
