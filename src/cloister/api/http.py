"""A request and a response as values: what SigV4, the router and the codec work on, with no server in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_LENGTH_DIGITS_MAX: Final = 20
"""More than any body's; Python reads no number of more than 4,300."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """As received. `path` is still percent-encoded and holds no query; header names are lower case, in order."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    values: Mapping[str, Sequence[str]] = field(init=False, repr=False, compare=False)
    """The headers by name, each with its values in order. Made of `headers`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _by_name(self.headers))

    def header(self, name: str) -> str | None:
        """The first value of a header given in lower case, or None."""
        values = self.values.get(name)
        return values[0] if values else None

    @property
    def announced_bytes(self) -> int | None:
        """The length that the body is said to have, if any is."""
        return length_named_by(self.header("content-length") or "")

    def with_body(self, body: bytes) -> "HttpRequest":
        """The same request, now that its body is there."""
        return HttpRequest(
            method=self.method, path=self.path, query=self.query, headers=self.headers, body=body
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


def length_named_by(header: str) -> int | None:
    """What a Content-Length says, if it is a number. One that no body has stays one, however long it is."""
    return int(header.lstrip("0")[:_LENGTH_DIGITS_MAX] or "0") if header.isdecimal() else None


def _by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    return values
