"""How one operation of the AWS model travels and what it demands of values: the types that operations.py fills in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from operator import attrgetter, is_not
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar

import msgspec

REQUIRED: Any = None  # Any: stands for a required member until constraints.check refuses it


Timestamp: TypeAlias = Annotated[float, msgspec.Meta(extra={"travels": "as time"})]
"""Epoch seconds. JSON sends them as they are, XML and forms as ISO 8601."""


class Shape(msgspec.Struct, frozen=True, omit_defaults=True, rename="pascal"):
    """A structure of the model. None means absent: it is left out on the wire, and never sent as null.

    A member that the model requires of a request is typed without None, and holds None until constraints.check
    has passed the request.
    """


def members_of(
    attributes: Sequence[str],
) -> Callable[[Shape | None], tuple[Any, ...]]:  # Any: as getattr has it
    """Takes the values of so many members out of a structure, in order, without a loop."""
    if len(attributes) > 1:
        return attrgetter(*attributes)
    return lambda shape: tuple([getattr(shape, attribute) for attribute in attributes])


In_co = TypeVar("In_co", bound=Shape, covariant=True)
Out_co = TypeVar("Out_co", bound=Shape | None, covariant=True)


is_given: Final = partial(is_not, None)
"""Whether a member is there. Most are absent from most requests and answers, so that it pays to ask in one go."""


class Location(Enum):
    """Where a member travels that is not in the body."""

    URI = auto()
    QUERY = auto()
    HEADER = auto()
    STATUS = auto()


class Kind(Enum):
    """What a member's text outside the body stands for. A timestamp is epoch seconds to us, ISO 8601 on the wire."""

    STRING = auto()
    INTEGER = auto()
    BOOLEAN = auto()
    TIMESTAMP = auto()
    STRINGS = auto()


class Body(Enum):
    """What the HTTP body holds: nothing, the unbound members as JSON, or the payload member alone."""

    NONE = auto()
    MEMBERS = auto()
    BLOB = auto()
    STRUCTURE = auto()
    EVENT_STREAM = auto()


@dataclass(frozen=True, slots=True)
class Binding:
    """A member outside the body. `name` is its label, query key or header, a header in lower case."""

    attribute: str
    location: Location
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Payload:
    """The member that is the whole body. `shape` is its structure, or None for a blob."""

    attribute: str
    shape: type[Shape] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a request's or an answer's members are. There is a payload exactly if the body is of one member alone."""

    body: Body
    bindings: tuple[Binding, ...] = ()
    payload: Payload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[In_co, Out_co]):
    """One operation. `query` is the key and value that tell it from another one on the same path, if any does."""

    name: str
    method: str
    path: str
    query: tuple[str, str] | None = None
    status: int
    input: type[In_co]
    output: type[Out_co]
    request: Layout
    response: Layout
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """An error of a model. `message` is the member that holds the text; the case of its first letter varies."""

    status: int
    message: str
    members: frozenset[str]
    query_code: str | None = None
    """What the query protocol calls it, where that is another word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the model demands of one value. A pattern is Java's; a length counts characters, bytes or elements."""

    length_max: int | None = None
    length_min: int | None = None
    value_max: float | None = None
    value_min: float | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    sensitive: bool = False
    element: "Rule | None" = None
    """Of each member of a list, or each value of a map."""
    key: "Rule | None" = None
    """Of each key of a map; a list has none."""
    structure: type[Shape] | None = None
    """The value is of this shape, which has rules of its own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member that has something to check. `name` is as AWS's validation messages write it."""

    attribute: str
    name: str
    rule: Rule
    required: bool = False  # a field, not a parameter that a caller has to read
