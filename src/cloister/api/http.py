"""A request and a response as values: what SigV4, the router and the codec work on, with no server in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec

from cloister.api.kept import kept
from cloister.domain import limits

NO_CONTENT: Final = HTTPStatus.NO_CONTENT
"""An answer that has no body, and must not have a length: RFC 9110, 8.6. Python looks for it anew in its own class."""
_LENGTH_DIGITS_MAX: Final = 20
"""More than any body's; Python reads no number of more than 4,300."""
_NONE: Final[Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a request's headers tell already; a client sends the same ones again and again."""

    amazon: frozenset[str]
    """Those that a signature must cover."""
    are_doubtful: bool
    """Whether a proxy in front and we might disagree on one of them, or on where the body ends."""


@dataclass(slots=True, init=False)  # made before its body is there, and not frozen for that
class HttpRequest:
    """As received. `path` is still percent-encoded and holds no query; header names are lower case, in order.

    A header's value has no blanks around it.
    """

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes = field(repr=False)
    """Empty until all of it has arrived."""
    values: dict[str, str] = field(init=False, repr=False, compare=False)
    """The first value of each header, by name. Made of `headers`, as all below."""
    repeated: Mapping[str, Sequence[str]] = field(init=False, repr=False, compare=False)
    """All values of the headers that are given more than once, which nearly always are none."""
    names: Names = field(init=False, repr=False, compare=False)

    def __init__(
        self,
        *,
        method: str,
        path: str,
        query: str,
        headers: Sequence[tuple[str, str]],
        body: bytes = b"",
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.values = values = dict(headers)
        self.repeated = _NONE
        if len(values) < len(headers):
            self.repeated = _repeated(headers)
            values.update({name: texts[0] for name, texts in self.repeated.items()})
        self.names = _told_by("\n".join(values))

    def header(self, name: str) -> str | None:
        """The first value of a header given in lower case, or None."""
        return self.values.get(name)

    def texts(self, name: str) -> Sequence[str]:
        """All values of a header that is there. Raises KeyError for one that is not."""
        return self.repeated.get(name) or (self.values[name],)

    @property
    def announced_bytes(self) -> int:
        """The length that the body is said to have; 0 if none is. One that no body has is large, however long it is."""
        length = self.values.get("content-length")
        if length is None or not length.isdecimal():
            return 0
        return int(length.lstrip("0")[:_LENGTH_DIGITS_MAX] or "0")


class HttpResponse(msgspec.Struct, frozen=True):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Without the body, which is nobody's to read in a log."""
        return f"HttpResponse(status={self.status}, headers={self.headers})"


def _repeated(headers: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, value in headers:
        texts.setdefault(name, []).append(value)
    return {name: several for name, several in texts.items() if len(several) > 1}


@kept(limits.HEADER_NAMES_CACHED_MAX)
def _told_by(names: str) -> Names:
    """One name in a line."""
    return Names(
        frozenset(name for name in names.split("\n") if name.startswith("x-amz-")),
        "_" in names or "transfer-encoding" in names,
    )
