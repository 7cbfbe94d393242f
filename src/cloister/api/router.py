"""Which operation a raw path asks for: one dictionary look-up a segment, and the only place that reads a path."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote

from cloister.api.operation import Operation, Shape
from cloister.domain.errors import UnknownOperation
from cloister.domain.limits import PATH_CACHED_LENGTH_MAX, PATHS_CACHED_MAX

AnyOperation: TypeAlias = Operation[Shape, Shape | None]

_MALFORMED_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and its path's labels decoded."""

    operation: AnyOperation
    labels: Mapping[str, str]


@dataclass(slots=True)
class _Node:
    """A segment of the known paths. `label` is what follows if any text may stand there."""

    literals: dict[str, "_Node"] = field(default_factory=dict)
    label: "_Node | None" = None
    operations: dict[str, list[AnyOperation]] = field(default_factory=dict)
    """By method. Those that a query tells apart come first."""


class Router:
    """The operations by method and path."""

    def __init__(self, operations: Iterable[AnyOperation]) -> None:
        """Raises ValueError if a path could mean two things: a literal and a label at the same place."""
        self._root = _Node()
        for operation in operations:
            self._add(operation)
        # The same few functions are asked for again and again.
        self._known = functools.lru_cache(PATHS_CACHED_MAX)(self._find)

    def route(self, method: str, path: str, query: str) -> Route:
        """The operation that a request line asks for, its path as received.

        Raises UnknownOperation if there is none, or for the reasons that decoded_segments gives.
        """
        if len(path) + len(query) > PATH_CACHED_LENGTH_MAX:
            return self._find(method, path, query)
        return self._known(method, path, query)

    def _find(self, method: str, path: str, query: str) -> Route:
        node = self._root
        taken: list[str] = []
        for segment in decoded_segments(path):
            following = node.literals.get(segment)
            if following is None and node.label:
                following = node.label
                taken.append(segment)
            if following is None:
                raise _unknown(method, path)
            node = following
        operation = _told_apart(node.operations.get(method, []), query)
        if operation is None:
            raise _unknown(method, path)
        return Route(operation, dict(zip(_labels(operation), taken, strict=True)))

    def _add(self, operation: AnyOperation) -> None:
        node = self._root
        for segment in operation.path.strip("/").split("/"):
            child = _child(node, segment)
            if node.literals and node.label:
                raise ValueError(f"{operation.path}: a literal and a label share a place")
            node = child
        rivals = node.operations.setdefault(operation.method, [])
        rivals.append(operation)
        rivals.sort(key=lambda rival: rival.query is None)


def decoded_segments(path: str) -> tuple[str, ...]:
    """The segments of a raw path, each percent-decoded once. One slash at the end is allowed: older clients send it.

    Nothing is normalised. A path that someone else might normalise, or decode differently, is refused with
    UnknownOperation: empty and dot segments (also encoded), broken escapes, text that is no UTF-8 (isolation.md 3.11).
    """
    return _decoded(path) if len(path) > PATH_CACHED_LENGTH_MAX else _known_decoded(path)


def _decoded(path: str) -> tuple[str, ...]:
    if not path.startswith("/") or not path.isascii() or _MALFORMED_ESCAPE.search(path):
        raise UnknownOperation(f"The path {path!r} is not a well-formed absolute path.")
    if path == "/":
        return ()
    raw = path[1:].removesuffix("/").split("/")
    try:
        segments = tuple(unquote(it, errors="strict") if "%" in it else it for it in raw)
    except UnicodeDecodeError:
        raise UnknownOperation(f"The path {path!r} is not UTF-8.") from None
    if not {"", ".", ".."}.isdisjoint(segments):
        raise UnknownOperation(
            f"The path {path!r} has an empty or a dot segment: send it normalised."
        )
    return segments


_known_decoded = functools.lru_cache(PATHS_CACHED_MAX)(_decoded)


def _unknown(method: str, path: str) -> UnknownOperation:
    return UnknownOperation(f"No operation answers {method} {path}.")


def _child(node: _Node, segment: str) -> _Node:
    """The node of a template's segment below another one, made if it is not there."""
    if not segment.startswith("{"):
        return node.literals.setdefault(segment, _Node())
    node.label = node.label or _Node()
    return node.label


def _labels(operation: AnyOperation) -> list[str]:
    """The names of the labels in a path template, in order."""
    return [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]


def _told_apart(candidates: list[AnyOperation], query: str) -> AnyOperation | None:
    """The first candidate whose query literal, if it has one, is in the query."""
    for operation in candidates:
        if operation.query is None or operation.query in parse_qsl(query, keep_blank_values=True):
            return operation
    return None
