"""restJson: how a typed answer or an error is written into HTTP; requests are read by rest_request.py."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from itertools import compress
from operator import attrgetter
from typing import Final, NoReturn

import msgspec

from cloister.api.http import NO_CONTENT, HttpRequest, HttpResponse
from cloister.api.operation import (
    Body,
    ErrorShape,
    Layout,
    Location,
    Shape,
    is_given,
    members_of,
)
from cloister.api.protocols.codec import error_shape
from cloister.api.protocols.rest_request import RequestReader
from cloister.api.router import AnyOperation, Route, Router
from cloister.domain.errors import (
    CloisterError,
    NotBuiltYet,
    Throttled,
    broken,
)

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


class RestJson:
    """One service in restJson."""

    def __init__(
        self, operations: Iterable[AnyOperation], errors: Mapping[str, ErrorShape]
    ) -> None:
        """Raises ValueError if a path could mean two operations."""
        known = tuple(operations)
        self._router = Router(known)
        self._readers = {operation.name: RequestReader(operation) for operation in known}
        self._writers = {operation.name: _AnswerWriter(operation) for operation in known}
        self._errors = errors

    def speaks(self, _: HttpRequest) -> bool:
        return True

    def route(self, request: HttpRequest) -> Route:
        return self._router.route(request.method, request.path, request.query)

    route_of_head = route

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        return self._readers[route.operation.name].read(request, route.labels)

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        return self._writers[operation.name].written(output, request_id=request_id)

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        return encode_error(error, self._errors, request_id=request_id)


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


class _AnswerWriter:
    """Writes one operation's answers. What follows from its layout alone is found out once, and not for each."""

    def __init__(self, operation: AnyOperation) -> None:
        layout = operation.response
        self._status = operation.status
        self._body = _body_writer(layout)
        headers = [it for it in layout.bindings if it.location is Location.HEADER]
        self._header_names = [it.name for it in headers]
        self._header_values = members_of([it.attribute for it in headers])
        statuses = (it.attribute for it in layout.bindings if it.location is Location.STATUS)
        self._status_member = next(statuses, None)

    def written(self, output: Shape | None, *, request_id: str) -> HttpResponse:
        """The answer of an operation that succeeded; a member located in the status sets it."""
        headers = {"x-amzn-requestid": request_id, "content-type": "application/json"}
        values = self._header_values(output)
        named = zip(self._header_names, values, strict=True)
        for name, value in compress(named, map(is_given, values)):
            headers[name] = text = str(value)
            if not text.isprintable():
                broken("a header holds no control characters", name)
        status = self._status
        if self._status_member is not None:
            status = getattr(output, self._status_member) or status
        body = b""
        if output is not None and status != NO_CONTENT:
            body = self._body(output)
        return HttpResponse(status, tuple(headers.items()), body)


def _body_writer(layout: Layout) -> Callable[[Shape], bytes]:
    match layout.body:
        case Body.NONE:
            return lambda _: b"{}"
        case Body.MEMBERS:
            return msgspec.json.encode
        case Body.EVENT_STREAM:
            return _refuse_to_stream
    assert layout.payload is not None
    payload = attrgetter(layout.payload.attribute)
    if layout.body is Body.STRUCTURE:
        return lambda output: msgspec.json.encode(payload(output))
    return lambda output: bytes(payload(output) or b"")


def _refuse_to_stream(_: Shape) -> NoReturn:
    raise NotBuiltYet("Response streaming is not built yet: use Invoke.")
