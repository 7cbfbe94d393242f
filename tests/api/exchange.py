"""A call and what must come back of it, member by member; and values that are known by their form alone."""

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from tests.api.model import LAMBDA
from tests.api.world import World
from tests.e2e.lambda_client import Refusal
from tests.loose import Json

Answered: TypeAlias = Mapping[str, Any]  # Any: an answer's members, as boto3 has them


class Caller(Enum):
    """Who signs a call."""

    OWNER = auto()
    FORGER = auto()
    """Has the owner's key ID and not the secret."""
    STRANGER = auto()
    """Has a key that nobody here knows."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is sent, and all of what is expected: an answer's members, but for ResponseMetadata, or a refusal."""

    sent: Mapping[str, object]
    expected: Answered | Refusal
    caller: Caller = Caller.OWNER

    def check(self, outcome: Answered | Refusal) -> None:
        """Return if that is what was expected. Raises AssertionError."""
        expected = self.expected
        if isinstance(outcome, Mapping) and isinstance(expected, Mapping):
            optional = {name for name, value in expected.items() if value is PERHAPS}
            expected = {name: expected[name] for name in expected.keys() - optional}
            outcome = {name: outcome[name] for name in outcome.keys() - optional}
        assert outcome == expected


Exchanges: TypeAlias = Generator[Exchange, Answered, None]
Case: TypeAlias = Callable[[World], Exchanges]
"""An operation's exchanges, one after the other; each is sent when the one before was answered as expected."""


def answered(sent: Mapping[str, object], **members: object) -> Exchange:
    return Exchange(sent, members)


def refused(status: int, error_type: str, message: str, **sent: object) -> Exchange:
    return Exchange(sent, Refusal(status, error_type, message))


def not_found(message: str, **sent: object) -> Exchange:
    return refused(404, "ResourceNotFoundException", message, **sent)


def invalid(message: str, **sent: object) -> Exchange:
    """A value that the service refuses."""
    return refused(400, "InvalidParameterValueException", message, **sent)


def conflict(message: str, **sent: object) -> Exchange:
    return refused(409, "ResourceConflictException", message, **sent)


def stale(api: str, **sent: object) -> Exchange:
    """A revision that is not the latest; `api` is the operation that the text names."""
    message = (
        "The Revision Id provided does not match the latest Revision Id. "
        f"Call the {api} API to retrieve the latest Revision Id"
    )
    return refused(412, "PreconditionFailedException", message, **sent)


def malformed(*violations: tuple[str, object, str], **sent: object) -> Exchange:
    """Values that the model refuses: each is (path, value, constraint); a value of None is null."""
    count = len(violations)
    told = "; ".join(
        f"Value {'null' if value is None else repr(str(value))} at '{path}' failed to satisfy constraint: {constraint}"
        for path, value, constraint in violations
    )
    plural = "s" if count > 1 else ""
    return refused(
        400, "ValidationException", f"{count} validation error{plural} detected: {told}", **sent
    )


def forged(**sent: object) -> Exchange:
    message = (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )
    return Exchange(sent, Refusal(403, "InvalidSignatureException", message), Caller.FORGER)


def unknown(**sent: object) -> Exchange:
    message = "The security token included in the request is invalid."
    return Exchange(sent, Refusal(403, "UnrecognizedClientException", message), Caller.STRANGER)


def every_page(
    sent: Mapping[str, object], member: str
) -> Generator[Exchange, Answered, list[Json]]:
    """A list's items from its first page to its last."""
    items: list[Json] = []
    marker: Mapping[str, object] = {}
    while True:
        page = yield answered({**sent, **marker}, **{member: Holding(), "NextMarker": PERHAPS})
        items += page[member]
        if "NextMarker" not in page:
            return items
        marker = {"Marker": page["NextMarker"]}


def satisfies(shape: str) -> str:
    """The constraint that a text breaks which does not match the pattern of a shape of the model."""
    pattern = LAMBDA.shape_for(shape).metadata["pattern"]
    return f"Member must satisfy regular expression pattern: {pattern}"


class Like:
    """Equal to every text that matches the whole pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self._pattern, other) is not None

    __hash__ = None  # type: ignore[assignment] # it is equal to many

    def __repr__(self) -> str:
        return f"<like {self._pattern}>"


class Bytes:
    """Equal to all bytes that match the whole pattern."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, bytes) and re.fullmatch(self._pattern, other) is not None

    __hash__ = None  # type: ignore[assignment] # it is equal to many


class Moment:
    """Equal to every time that names its zone."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, datetime) and other.tzinfo is not None

    __hash__ = None  # type: ignore[assignment] # it is equal to many


class Holding:
    """Equal to every list that has all of these items, in this order, and perhaps others between."""

    def __init__(self, *items: object) -> None:
        self._items = items

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, list):
            return False
        rest = iter(other)
        return all(any(item == one for one in rest) for item in self._items)

    __hash__ = None  # type: ignore[assignment] # it is equal to many

    def __repr__(self) -> str:
        return f"<a list with {self._items}>"


PERHAPS: Final = object()
"""Expected of a member that may be there or not."""
REVISION: Final = Like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME: Final = Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")
MARKER: Final = Like(r".+")
CODE_LINK: Final = Like(r"http://127\.0\.0\.1:\d+/_cloister/code/.+")
MOMENT: Final = Moment()
