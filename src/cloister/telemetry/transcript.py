"""What one environment prints and what the platform says of it, made events of its log stream, in order.

The bytes are hostile. No line of a function's becomes an event that reads as the platform's, or as another tenant's:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html has the shapes.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

import msgspec

from cloister.domain import log_limits
from cloister.domain.function import LogFormat
from cloister.domain.ids import RequestId
from cloister.telemetry.lines import Ended, Happening, LogItem, Speaker, Started, telling
from cloister.telemetry.log_rows import Author, Row, RowsInMaking
from cloister.telemetry.rendering import printable

_LINE_STARTS: Final = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some readers take for the start of a line."""
_PLATFORMS_WORDS: Final = (
    " RequestId:",
    "INIT_START ",
    "INIT_REPORT ",
    "RESTORE_START ",
    "RESTORE_REPORT ",
    "LOGS_DROPPED ",
)
"""Without any of these a line reads as nobody's but the function's, which costs next to nothing to see."""
_SUSPECT: Final = (*_PLATFORMS_WORDS, "platform", "\\u")
"""Without any of these no line of a text needs a look."""
_PLATFORMS: Final = re.compile(
    # Whatever stands before it that nobody sees, once and never back: a line of NULs would hold up all logs
    # for 30 ms.
    r"(?:\x1b\[[0-9;?]*[A-Za-z]|[^\x1b\x21-\x7e]++|\x1b)*+"
    r"(?:(?:START|END|REPORT) RequestId:|(?:INIT|RESTORE)_(?:START|REPORT) |LOGS_DROPPED )"
)
_FUNCTION: Final = Author.FUNCTION
_PLATFORM: Final = Author.PLATFORM
_FUNCTIONS_MARK: Final = "[function] "
_CONTINUES: Final = 0x80
_CONTINUATION_MASK: Final = 0xC0
_UTF8_BYTES_MAX: Final = 4
_REPLACEMENT_BYTES: Final = 3
"""What a byte that is no UTF-8 becomes."""


class Printed(LogItem, frozen=True):
    """Bytes of a function's output, as they came through its pipe."""

    at: datetime
    data: bytes


class Closed(LogItem, frozen=True):
    """The environment is gone: what it last printed has its line end now."""


Item: TypeAlias = Printed | Happening | Closed


def size_bytes(item: Item) -> int:
    """What an item counts while it waits."""
    return log_limits.ITEM_OVERHEAD_BYTES + (len(item.data) if isinstance(item, Printed) else 0)


class Transcript:
    """Of one environment, whose tenant never changes."""

    def __init__(self, speaker: Speaker) -> None:
        self.waiting_bytes = 0
        """Of the items that were not told yet."""
        self._tell = telling(speaker)
        self._tenant = speaker.tenant
        self._is_json = speaker.format is LogFormat.JSON
        self._waiting: deque[Item] = deque()
        self._unended = b""
        """The line that has no end yet: less than EVENT_BYTES_MAX."""
        self._last_ms = 0
        self._request: RequestId | None = None

    @property
    def has_more(self) -> bool:
        """Whether there are items that were not told yet."""
        return bool(self._waiting)

    def add(self, items: Sequence[Item]) -> None:
        """They are told after what was added before."""
        self._waiting.extend(items)
        self.waiting_bytes += sum(map(size_bytes, items))

    def rows(self, lines_max: int) -> list[Row]:
        """The next events, of so many lines at most; a line of the platform's or too long for one event is several.

        Lines that have to be looked at for what they pretend count for LOOK_BYTES_PER_LINE each: parsing one of
        256 KiB takes 5 ms, in which all other logs wait.
        """
        told = RowsInMaking()
        while lines_max > 0 and self._waiting:
            item = self._waiting.popleft()
            self.waiting_bytes -= size_bytes(item)
            if isinstance(item, Printed):
                lines_max -= self._print(item, lines_max, into=told)
            else:
                lines_max -= 1
                self._happen(item, into=told)
        return told.made()

    def _print(self, printed: Printed, lines_max: int, *, into: RowsInMaking) -> int:
        """How many lines were told, empty ones included, or what they count for. The others wait again."""
        self._pass(printed.at)
        data = self._unended + printed.data
        lines = data.count(b"\n")
        if lines > lines_max:
            data = self._cut(printed.at, data, lines_max)
            lines = lines_max
        ended, line_end, rest = data.rpartition(b"\n")
        looked_at_bytes = self._lines(ended, into=into) if line_end else 0
        self._unended = self._bounded(rest, into=into) if rest else b""
        return max(1, lines, looked_at_bytes // log_limits.LOOK_BYTES_PER_LINE)

    def _cut(self, at: datetime, data: bytes, lines_max: int) -> bytes:
        """So many of its lines. What follows them waits again."""
        *lines, rest = data.split(b"\n", lines_max)
        again = Printed(at, rest)
        self._waiting.appendleft(again)
        self.waiting_bytes += size_bytes(again)
        return b"\n".join([*lines, b""])

    def _bounded(self, unended: bytes, *, into: RowsInMaking) -> bytes:
        """What is left of a line without an end when those of its parts that are events by themselves are told."""
        start = 0
        while len(unended) - start > log_limits.EVENT_BYTES_MAX:
            cut = _character_end(unended, start + log_limits.EVENT_BYTES_MAX)
            self._line(unended[start:cut], into=into)
            start = cut
        return unended[start:]

    def _lines(self, lines: bytes, *, into: RowsInMaking) -> int:
        """How many bytes had to be looked at line by line.

        Of many plain lines each is an event as it is, which a look at all of them together tells.
        """
        if self._is_json or len(lines) * _REPLACEMENT_BYTES > log_limits.EVENT_BYTES_MAX:
            for line in lines.split(b"\n"):
                self._line(line, into=into)
            return len(lines)
        text = lines.decode(errors="replace")
        is_suspect = _may_read_as_platforms(text)
        if is_suspect:
            text = "\n".join(map(self._text, text.split("\n")))
        if "\n\n" in text or text.startswith("\n") or text.endswith("\n"):
            text = "\n".join(filter(None, text.split("\n")))
        if text:
            into.add(self._last_ms, _FUNCTION, text)
        return len(lines) if is_suspect else 0

    def _line(self, line: bytes, *, into: RowsInMaking) -> None:
        """The events of a line: none of an empty one, several of one that is too long for one event."""
        write = self._json if self._is_json else self._text
        while line:
            cut = _character_end(line, log_limits.EVENT_BYTES_MAX)
            for message in _fitting(line[:cut].decode(errors="replace"), write):
                into.add(self._last_ms, _FUNCTION, message)
            line = line[cut:]

    def _happen(self, item: Happening | Closed, *, into: RowsInMaking) -> None:
        if self._unended:
            # Nothing that a function prints shares a line with the platform's (isolation.md 3.8).
            self._line(self._unended, into=into)
            self._unended = b""
        if isinstance(item, Closed):
            return
        self._pass(item.at)
        if isinstance(item, Ended):
            self._request = None
        elif isinstance(item, Started):
            self._request = item.request_id
        if text := self._tell(item):
            into.add(self._last_ms, _PLATFORM, text)

    def _pass(self, at: datetime) -> None:
        """Time goes on, and in a stream never back."""
        at_ms = int(at.timestamp() * 1000)
        if at_ms > self._last_ms:  # noqa: PLR1730 # max takes twice as long, and each invocation has three items
            self._last_ms = at_ms

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


def _may_read_as_platforms(text: str) -> bool:
    """Whether some line of the text could be one that is written as another."""
    # No generator for it: this is asked for each invocation that prints.
    for words in _SUSPECT:  # noqa: SIM110 # the reason is above
        if words in text:
            return True
    return False


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
    is_small = len(message) * _UTF8_BYTES_MAX <= log_limits.EVENT_BYTES_MAX
    if is_small or len(message.encode()) <= log_limits.EVENT_BYTES_MAX:
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
