"""A restJson request read as its operation's input: path, query, headers and body, each member from its one place."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import msgspec

from cloister.api.http import HttpRequest
from cloister.api.operation import Binding, Body, Kind, Location, Shape
from cloister.api.protocols.json_body import from_json
from cloister.api.router import AnyOperation
from cloister.domain.errors import SerializationFailed

Value: TypeAlias = str | int | float | bool | list[str] | None
_Placed: TypeAlias = tuple[int, Binding, bool]
"""A binding, behind its place in the model, which no other has; and whether it is the text of a header as it is."""

_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_EPOCH_SECONDS: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")


class RequestReader:
    """Reads one operation's requests. What follows from its layout alone is found out once, and not for each."""

    def __init__(self, operation: AnyOperation) -> None:
        layout = operation.request
        self._input = operation.input
        self._payload = layout.payload
        self._holds_members = layout.body is Body.MEMBERS
        self._attributes = [it.attribute for it in layout.bindings]
        labels = [it for it in layout.bindings if it.location is Location.URI]
        self._label_attributes = [it.attribute for it in labels]
        self._label_names = [it.name for it in labels]
        self._parsed_labels = [it for it in labels if it.kind is not Kind.STRING]
        self._headers = _placed(layout.bindings, Location.HEADER)
        self._queries = _placed(layout.bindings, Location.QUERY)

    def read(self, request: HttpRequest, labels: Mapping[str, str]) -> Shape:
        """The operation's input. Absent members, JSON nulls and blank headers are None; an absent blob payload is b"".

        A member that travels in the path, the query or a header is never taken from the body. Constraints are not
        checked. Raises SerializationFailed for a body that is no JSON, a value of the wrong type, or a repeated one.
        """
        members = self._members(request, labels)
        if self._holds_members:
            return self._with_body(members, request.body)
        payload = self._payload
        if payload is not None:
            members[payload.attribute] = (
                request.body if payload.shape is None else _structure(request.body, payload.shape)
            )
        return self._input(**members)

    def _with_body(self, members: Mapping[str, Value | bytes | Shape], body: bytes) -> Shape:
        decoded = from_json(body or b"{}", self._input)
        for attribute in self._attributes:
            msgspec.structs.force_setattr(decoded, attribute, members.get(attribute))
        return decoded

    def _members(
        self, request: HttpRequest, labels: Mapping[str, str]
    ) -> dict[str, Value | bytes | Shape]:
        """Those outside the body that are there, by attribute."""
        values = map(labels.__getitem__, self._label_names)
        members: dict[str, Value | bytes | Shape] = dict(
            zip(self._label_attributes, values, strict=True)
        )
        for binding in self._parsed_labels:
            members[binding.attribute] = _parsed(binding, labels[binding.name])
        query = _query(request.query) if request.query else {}
        given = [*map(self._headers.__getitem__, self._headers.keys() & request.values.keys())]
        if query:
            given += map(self._queries.__getitem__, self._queries.keys() & query.keys())
        # In the model's order: what is wrong first is told.
        for _, binding, is_text in sorted(given):
            if is_text and not request.repeated:
                members[binding.attribute] = request.values[binding.name] or None
            else:
                members[binding.attribute] = _value(binding, _texts(binding, request, query))
        return members


def _placed(bindings: Sequence[Binding], location: Location) -> dict[str, _Placed]:
    """Those of a location by name."""
    return {
        binding.name: (
            place,
            binding,
            location is Location.HEADER and binding.kind is Kind.STRING,
        )
        for place, binding in enumerate(bindings)
        if binding.location is location
    }


def _texts(
    binding: Binding, request: HttpRequest, query: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """All that is given for a member that is."""
    of_query = binding.location is Location.QUERY
    return query[binding.name] if of_query else request.texts(binding.name)


def _query(query: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    try:
        for key, value in parse_qsl(query, keep_blank_values=True, errors="strict"):
            pairs.setdefault(key, []).append(value)
    except UnicodeDecodeError:
        raise SerializationFailed("The query string is not UTF-8.") from None
    return pairs


def _value(binding: Binding, texts: Sequence[str]) -> Value:
    if binding.kind is Kind.STRINGS:
        return list(texts)
    if len(texts) > 1:
        raise SerializationFailed(
            f"{binding.name} is given {len(texts)} times, and takes one value."
        )
    text = texts[0]
    if binding.location is Location.HEADER and not text.strip(" "):
        return None  # HTTP trims blanks, and nothing is left of it (lambda-facts 1.4)
    return _parsed(binding, text)


def _parsed(binding: Binding, text: str) -> Value:
    if binding.kind is Kind.STRING:
        return text
    try:
        return _scalar(binding.kind, text)
    except ValueError:
        expected = binding.kind.name.lower()
        raise SerializationFailed(f"{binding.name}: {text!r} is no {expected}.") from None


def _scalar(kind: Kind, text: str) -> Value:
    """The value that a text stands for. Raises ValueError if it stands for none."""
    match kind:
        case Kind.INTEGER if _INTEGER.fullmatch(text):
            return int(text)
        case Kind.BOOLEAN if text in {"true", "false"}:
            return text == "true"
        case Kind.TIMESTAMP:
            return _epoch_seconds(text)
    raise ValueError(text)


def _epoch_seconds(text: str) -> float:
    """ISO 8601, of UTC where it names no zone, or epoch seconds already. Raises ValueError for anything else."""
    if _EPOCH_SECONDS.fullmatch(text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _structure(body: bytes, shape: type[Shape]) -> Shape | None:
    return from_json(body, shape) if body else None
