"""What one environment prints and what the platform says of it, made events of its log stream, in order.

The bytes are hostile. No line of a function's becomes an event that reads as the platform's, or as another tenant's:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html has the shapes.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

import msgspec

from cloister.domain import limits
from cloister.domain.function import FunctionVersion, LogFormat
from cloister.domain.ids import RequestId, TenantId
from cloister.telemetry.lines import Ended, Happening, Started, messages
from cloister.telemetry.rendering import printable

_LINE_STARTS: Final = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some readers take for the start of a line."""
_PLATFORMS_WORDS: Final = (" RequestId:", "INIT_START ", "INIT_REPORT ", "LOGS_DROPPED ")
"""Without any of these a line reads as nobody's but the function's, which costs next to nothing to see."""
_PLATFORMS: Final = re.compile(
    # Whatever stands before it that nobody sees, once and never back: a line of NULs would hold the interpreter's lock,
    # and with it the whole server, for 30 ms.
    r"(?:\x1b\[[0-9;?]*[A-Za-z]|[^\x1b\x21-\x7e]++|\x1b)*+"
    r"(?:(?:START|END|REPORT) RequestId:|INIT_START |INIT_REPORT |LOGS_DROPPED )"
)
_FUNCTIONS_MARK: Final = "[function] "
_CONTINUES: Final = 0x80
_CONTINUATION_MASK: Final = 0xC0
_UTF8_BYTES_MAX: Final = 4


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


@dataclass(frozen=True, slots=True)
class Printed:
    """Bytes of a function's output, as they came through its pipe."""

    at_ms: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The environment is gone: what it last printed has its line end now."""


Item: TypeAlias = Printed | Happening | Closed


def size_bytes(item: Item) -> int:
    """What an item counts while it waits."""
    return limits.LOG_ITEM_OVERHEAD_BYTES + (len(item.data) if isinstance(item, Printed) else 0)


class Transcript:
    """Of one environment, whose tenant never changes. Used by one thread at a time."""

    def __init__(self, version: FunctionVersion, tenant: TenantId | None) -> None:
        self.has_more = False
        """Whether there may be events that were not asked for yet."""
        self.taken_bytes = 0
        """Of the items that no longer wait, since this was last set to 0."""
        self._version = version
        self._tenant = tenant
        self._is_json = version.configuration.logging.format is LogFormat.JSON
        self._waiting: deque[Item] = deque()
        self._unended = b""
        """The line that has no end yet: less than LOG_EVENT_BYTES_MAX."""
        self._last_ms = 0
        self._request: RequestId | None = None
        self._telling = self._tell()

    def add(self, item: Item) -> None:
        """It is told after what was added before."""
        self._waiting.append(item)
        self.has_more = True

    def events(self, count_max: int) -> Iterator[Event]:
        """The next events, so many at most. Fewer mean that nothing waits any more."""
        for _ in range(count_max):
            event = next(self._telling)
            if event is None:
                self.has_more = False
                return
            yield event

    def _tell(self) -> Iterator[Event | None]:
        """Every event, and None whenever there is none for now."""
        while True:
            if not self._waiting:
                yield None
                continue
            item = self._waiting.popleft()
            self.taken_bytes += size_bytes(item)
            match item:
                case Printed(at_ms, data):
                    yield from self._printed(at_ms, data)
                case Closed():
                    yield from self._end_line()
                case _:
                    # Nothing that a function prints shares a line with the platform's (isolation.md 3.8).
                    yield from self._end_line()
                    yield from self._happened(item)

    def _printed(self, at_ms: int, data: bytes) -> Iterator[Event]:
        self._last_ms = max(self._last_ms, at_ms)
        data = self._unended + data
        start = 0
        while (end := data.find(b"\n", start)) >= 0:
            yield from self._line(data[start:end])
            start = end + 1
        while len(data) - start > limits.LOG_EVENT_BYTES_MAX:
            cut = _character_end(data, start + limits.LOG_EVENT_BYTES_MAX)
            yield from self._line(data[start:cut])
            start = cut
        self._unended = data[start:]

    def _end_line(self) -> Iterator[Event]:
        line, self._unended = self._unended, b""
        yield from self._line(line)

    def _line(self, line: bytes) -> Iterator[Event]:
        """The events of a line: none of an empty one, several of one that is too long for one event."""
        write = self._json if self._is_json else self._text
        while line:
            cut = _character_end(line, limits.LOG_EVENT_BYTES_MAX)
            for message in _fitting(line[:cut].decode(errors="replace"), write):
                yield Event(self._last_ms, Author.FUNCTION, message)
            line = line[cut:]

    def _happened(self, happening: Happening) -> Iterator[Event]:
        self._last_ms = max(self._last_ms, int(happening.at.timestamp() * 1000))
        if isinstance(happening, Started):
            self._request = happening.request_id
        for message in messages(self._version, happening, tenant=self._tenant):
            yield Event(self._last_ms, Author.PLATFORM, message)
        if isinstance(happening, Ended):
            self._request = None

    def _text(self, line: str) -> str:
        if _is_platforms_line(line) or _is_platforms_object(line):
            return _FUNCTIONS_MARK + printable(line)
        return line

    def _json(self, line: str) -> str:
        """A JSON object, whose tenant, if the stream has one, is this one."""
        record = _object(line)
        if record is None or self._is_pretending(record):
            return self._wrapped(line)
        if self._tenant is not None and "tenantId" not in record:
            record["tenantId"] = self._tenant
            return msgspec.json.encode(record).decode()
        # Readers differ in which of two equal names counts: then there is one only.
        if line.count('"tenantId"') > 1 or "platform" in line or "\\u" in line:
            return msgspec.json.encode(record).decode()
        return line

    def _is_pretending(self, record: dict[str, object]) -> bool:
        """Whether it says what only the platform may say, or names another tenant where queries look for it."""
        if str(record.get("type", "")).startswith("platform."):
            return True
        if self._tenant is None:
            return False
        inner = record.get("record")
        named = [record.get("tenantId", self._tenant)]
        if isinstance(inner, dict):
            named.append(inner.get("tenantId", self._tenant))
        return any(name != self._tenant for name in named)

    def _wrapped(self, line: str) -> str:
        # Where a function says no level, Lambda takes INFO; the time is when the line was read.
        time = datetime.fromtimestamp(self._last_ms / 1000, UTC)
        record: dict[str, object] = {
            "timestamp": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": "INFO",
            "message": line,
        }
        if self._request is not None:
            record["requestId"] = self._request
        if self._tenant is not None:
            record["tenantId"] = self._tenant
        return msgspec.json.encode(record).decode()


def _object(line: str) -> dict[str, object] | None:
    """The JSON object that the line is, or None."""
    if not line.startswith("{"):
        return None
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _is_platforms_line(line: str) -> bool:
    """Whether some reader would take what the line shows for one of the platform's."""
    if not any(words in line for words in _PLATFORMS_WORDS):
        return False
    # Each part is looked at once: a line of nothing but line starts must not cost its length squared.
    return any(_PLATFORMS.match(part) for part in _LINE_STARTS.split(line))


def _is_platforms_object(line: str) -> bool:
    """Whether the line is a JSON object with a `type` of the platform's, be it one of two that it has."""
    if not line.lstrip().startswith("{") or ("platform" not in line and "\\u" not in line):
        return False
    try:
        members = json.loads(line, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return False
    return any(name == "type" and str(value).startswith("platform.") for name, value in members)


def _fitting(text: str, write: Callable[[str], str]) -> Iterator[str]:
    """What is written of the text, in as many parts as each fits into one event."""
    message = write(text)
    is_small = len(message) * _UTF8_BYTES_MAX <= limits.LOG_EVENT_BYTES_MAX
    if is_small or len(message.encode()) <= limits.LOG_EVENT_BYTES_MAX:
        yield message
        return
    middle = len(text) // 2
    yield from _fitting(text[:middle], write)
    yield from _fitting(text[middle:], write)


def _character_end(data: bytes, end: int) -> int:
    """The last place up to `end` where no character of UTF-8 is cut."""
    if end >= len(data):
        return len(data)
    for place in range(end, end - _UTF8_BYTES_MAX, -1):
        if data[place] & _CONTINUATION_MASK != _CONTINUES:
            return place
    return end
