"""restJson: how a typed request is read out of HTTP, and how a typed answer or an error is written into it."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import msgspec

from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import (
    Binding,
    Body,
    ErrorShape,
    Kind,
    Layout,
    Location,
    Operation,
    Shape,
)
from cloister.api.operations import ERRORS
from cloister.domain.errors import (
    CloisterError,
    NotBuiltYet,
    SerializationFailed,
    Throttled,
    ensure,
)

In = TypeVar("In", bound=Shape)
Value: TypeAlias = str | int | float | bool | list[str] | None

# What AWS's front end answers before the service is reached: no shapes of the model, so no `Type` in their bodies.
_FRONT_END_ERRORS: Final[Mapping[str, ErrorShape]] = {
    code: ErrorShape(status=status, message=message, members=frozenset({message}))
    for code, status, message in (
        ("SerializationException", 400, "message"),
        ("ValidationException", 400, "message"),
        ("IncompleteSignatureException", 400, "message"),
        ("AccessDeniedException", 403, "Message"),
        ("ExpiredTokenException", 403, "message"),
        ("InvalidSignatureException", 403, "message"),
        ("MissingAuthenticationTokenException", 403, "message"),
        ("UnrecognizedClientException", 403, "message"),
        ("UnknownOperationException", 404, "message"),
        ("RequestEntityTooLargeException", 413, "message"),
        ("NotImplementedException", 501, "message"),
    )
}
_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_EPOCH_SECONDS: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")


def decode(
    operation: Operation[In, Shape | None], request: HttpRequest, labels: Mapping[str, str]
) -> In:
    """The operation's input. Absent members and JSON nulls are None; an absent blob payload is b"".

    A member that travels in the path, the query or a header is never taken from the body. Constraints are not
    checked. Raises SerializationFailed for a body that is no JSON, a value of the wrong type, or a repeated one.
    """
    layout = operation.request
    bound = _bound(layout.bindings, request, labels)
    if layout.body is Body.MEMBERS:
        decoded = _from_json(request.body or b"{}", operation.input)
        for attribute, value in bound.items():
            msgspec.structs.force_setattr(decoded, attribute, value)
        return decoded
    return operation.input(**bound, **_payload(layout, request.body))


def encode(
    operation: Operation[In, Shape | None], output: Shape | None, *, request_id: str
) -> HttpResponse:
    """The answer of an operation that succeeded; a member located in the status sets it."""
    status = operation.status
    headers = {"x-amzn-requestid": request_id, "content-type": "application/json"}
    for binding in operation.response.bindings:
        value = getattr(output, binding.attribute)
        if value is None:
            continue
        if binding.location is Location.STATUS:
            status = int(value)
        else:
            ensure(str(value).isprintable(), "a header holds no control characters", binding.name)
            headers[binding.name] = str(value)
    body = (
        b""
        if output is None or status == HTTPStatus.NO_CONTENT
        else _body(operation.response, output)
    )
    return HttpResponse(status=status, headers=tuple(headers.items()), body=body)


def encode_error(error: CloisterError, request_id: str) -> HttpResponse:
    """The answer to a request that failed, in the envelope that the model gives the error's code."""
    shape = ERRORS.get(error.code) or _FRONT_END_ERRORS[error.code]
    members = {shape.message: str(error)}
    if "Type" in shape.members:
        members["Type"] = "Service" if shape.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "User"
    if isinstance(error, Throttled):
        members["Reason"] = error.reason
    headers = (
        ("x-amzn-requestid", request_id),
        ("content-type", "application/json"),
        ("x-amzn-errortype", error.code),
    )
    return HttpResponse(status=shape.status, headers=headers, body=msgspec.json.encode(members))


def _bound(
    bindings: Iterable[Binding], request: HttpRequest, labels: Mapping[str, str]
) -> dict[str, Value]:
    """The members outside the body by attribute, all of them, None where absent."""
    query = _query(request.query) if request.query else {}
    values: dict[str, Value] = {}
    for binding in bindings:
        match binding.location:
            case Location.URI:
                texts = [labels[binding.name]]
            case Location.QUERY:
                texts = query.get(binding.name, [])
            case _:
                texts = [value for name, value in request.headers if name == binding.name]
        values[binding.attribute] = _value(binding, texts)
    return values


def _query(query: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    try:
        for key, value in parse_qsl(query, keep_blank_values=True, errors="strict"):
            pairs.setdefault(key, []).append(value)
    except UnicodeDecodeError:
        raise SerializationFailed("The query string is not UTF-8.") from None
    return pairs


def _value(binding: Binding, texts: list[str]) -> Value:
    if not texts:
        return None
    if binding.kind is Kind.STRINGS:
        return texts
    if len(texts) > 1:
        raise SerializationFailed(
            f"{binding.name} is given {len(texts)} times, and takes one value."
        )
    try:
        return _scalar(binding.kind, texts[0])
    except ValueError:
        expected = binding.kind.name.lower()
        raise SerializationFailed(f"{binding.name}: {texts[0]!r} is no {expected}.") from None


def _scalar(kind: Kind, text: str) -> Value:
    """The value that a text stands for. Raises ValueError if it stands for none."""
    match kind:
        case Kind.INTEGER if _INTEGER.fullmatch(text):
            return int(text)
        case Kind.BOOLEAN if text in {"true", "false"}:
            return text == "true"
        case Kind.TIMESTAMP:
            return _epoch_seconds(text)
        case Kind.STRING:
            return text
    raise ValueError(text)


def _epoch_seconds(text: str) -> float:
    """ISO 8601, of UTC where it names no zone, or epoch seconds already. Raises ValueError for anything else."""
    if _EPOCH_SECONDS.fullmatch(text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _payload(layout: Layout, body: bytes) -> dict[str, bytes | Shape | None]:
    if layout.payload is None:
        return {}
    if layout.payload.shape is None:
        return {layout.payload.attribute: body}
    structure = _from_json(body, layout.payload.shape) if body else None
    return {layout.payload.attribute: structure}


def _from_json(body: bytes, shape: type[In]) -> In:
    try:
        try:
            return msgspec.json.decode(body, type=shape)
        except msgspec.ValidationError:
            # A null where a value is required counts as absent, which msgspec cannot be told.
            return msgspec.convert(_without_nulls(msgspec.json.decode(body)), shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SerializationFailed(f"Could not read the request body: {error}") from None
    except RecursionError:
        raise SerializationFailed("Could not read the request body: too deeply nested") from None


def _without_nulls(value: object) -> object:
    """The JSON value without the members of objects that are null, at any depth."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _body(layout: Layout, output: Shape) -> bytes:
    match layout.body:
        case Body.NONE:
            return b"{}"
        case Body.MEMBERS:
            return msgspec.json.encode(output)
        case Body.EVENT_STREAM:
            raise NotBuiltYet("Response streaming is not built yet: use Invoke.")
    assert layout.payload is not None
    payload = getattr(output, layout.payload.attribute)
    if layout.body is Body.STRUCTURE:
        return msgspec.json.encode(payload)
    return bytes(payload or b"")
