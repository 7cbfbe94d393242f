"""restJson: how a typed request is read out of HTTP, and how a typed answer or an error is written into it."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
from cloister.api.protocols.codec import error_shape
from cloister.api.protocols.json_body import from_json
from cloister.api.router import AnyOperation, Route, Router
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


class RestJson:
    """One service in restJson."""

    names_operation_in_body = False

    def __init__(
        self, operations: Iterable[AnyOperation], errors: Mapping[str, ErrorShape]
    ) -> None:
        """Raises ValueError if a path could mean two operations."""
        self._router = Router(operations)
        self._errors = errors

    def speaks(self, _: HttpRequest) -> bool:
        return True

    def route(self, request: HttpRequest) -> Route:
        return self._router.route(request.method, request.path, request.query)

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        return decode(route.operation, request, route.labels)

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        return encode(operation, output, request_id=request_id)

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        return encode_error(error, self._errors, request_id=request_id)


def decode(
    operation: Operation[In, Shape | None], request: HttpRequest, labels: Mapping[str, str]
) -> In:
    """The operation's input. Absent members, JSON nulls and blank headers are None; an absent blob payload is b"".

    A member that travels in the path, the query or a header is never taken from the body. Constraints are not
    checked. Raises SerializationFailed for a body that is no JSON, a value of the wrong type, or a repeated one.
    """
    layout = operation.request
    bound = _bound(layout.bindings, request, labels)
    if layout.body is Body.MEMBERS:
        decoded = from_json(request.body or b"{}", operation.input)
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


def encode_error(
    error: CloisterError, errors: Mapping[str, ErrorShape], *, request_id: str
) -> HttpResponse:
    """The answer to a request that failed, in the envelope that the model gives the error's code."""
    own = errors.get(error.code) or _FRONT_END_ERRORS.get(error.code)
    shape = own or error_shape(error.code, errors, {})
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
    members: dict[str, Value] = {}
    texts: Sequence[str] | None
    for binding in bindings:
        if binding.location is Location.HEADER:
            texts = request.values.get(binding.name)
        elif binding.location is Location.QUERY:
            texts = query.get(binding.name)
        else:
            label = labels.get(binding.name)
            texts = None if label is None else (label,)
        members[binding.attribute] = _value(binding, texts) if texts else None
    return members


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


def _payload(layout: Layout, body: bytes) -> dict[str, bytes | Shape | None]:
    if layout.payload is None:
        return {}
    if layout.payload.shape is None:
        return {layout.payload.attribute: body}
    structure = from_json(body, layout.payload.shape) if body else None
    return {layout.payload.attribute: structure}


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
