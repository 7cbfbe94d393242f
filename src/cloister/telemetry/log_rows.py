"""Several events in one row of the log store: those of one stream and time, as those of an invocation and a flood are.

A row costs the store what an event did, whatever it holds, and most of that is its places in the indexes.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

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


Told: TypeAlias = tuple[int, Author, str]
"""What an Event is, without its name: making one takes as long as making its row."""


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


def rows_of(events: Iterable[Told]) -> list[Row]:
    """The rows of one stream's events, as few as can be."""
    rows: list[Row] = []
    row_at_ms = authors = length = 0
    messages: list[str] = []
    for at_ms, author, message in events:
        length += len(message)
        if messages and (
            at_ms != row_at_ms
            or len(messages) == log_limits.EVENTS_PER_ROW_MAX
            or length > log_limits.ROW_LENGTH_MAX
            or _BETWEEN in message
            or _BETWEEN in messages[0]
        ):
            rows.append(Row(row_at_ms, authors, _BETWEEN.join(messages), len(messages)))
            messages, authors, length = [], 0, len(message)
        row_at_ms = at_ms
        authors |= author << _AUTHOR_BITS * len(messages)
        messages.append(message)
    if messages:
        rows.append(Row(row_at_ms, authors, _BETWEEN.join(messages), len(messages)))
    return rows


def events_of(row: Row) -> list[Event]:
    """The events that a row holds."""
    return [
        Event(row.at_ms, Author(row.authors >> _AUTHOR_BITS * place & _AUTHOR_MASK), message)
        for place, message in enumerate(messages_of(row.messages, row.events))
    ]


def messages_of(messages: str, events: int) -> list[str]:
    """What each of a row's events says."""
    return [messages] if events == 1 else messages.split(_BETWEEN)
