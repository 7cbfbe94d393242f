"""A request and a response as values: what SigV4, the router and the codec work on, with no server in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_LENGTH_DIGITS_MAX: Final = 20
"""More than any body's; Python reads no number of more than 4,300."""


@dataclass(slots=True, kw_only=True)  # made before its body is there, and not frozen for that
class HttpRequest:
    """As received. `path` is still percent-encoded and holds no query; header names are lower case, in order."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes = field(default=b"", repr=False)
    """Empty until all of it has arrived."""
    values: Mapping[str, Sequence[str]] = field(init=False, repr=False, compare=False)
    """The headers by name, each with its values in order. Made of `headers`."""

    def __post_init__(self) -> None:
        self.values = _by_name(self.headers)

    def header(self, name: str) -> str | None:
        """The first value of a header given in lower case, or None."""
        values = self.values.get(name)
        return values[0] if values else None

    @property
    def announced_bytes(self) -> int:
        """The length that the body is said to have; 0 if none is. One that no body has is large, however long it is."""
        length = self.header("content-length")
        if length is None or not length.isdecimal():
            return 0
        return int(length.lstrip("0")[:_LENGTH_DIGITS_MAX] or "0")


class HttpResponse(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Without the body, which is nobody's to read in a log."""
        return f"HttpResponse(status={self.status}, headers={self.headers})"


def _by_name(headers: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    values = {name: [value] for name, value in headers}
    if len(values) < len(headers):
        for several in values.values():
            several.clear()
        for name, value in headers:
            values[name].append(value)
    return values
