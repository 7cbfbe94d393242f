"""AWS's services as an ASGI application: route, authenticate, decode, check, hand over, and say what came of it."""

import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, NotRequired, Protocol, TypeAlias, TypedDict, TypeVar

import msgspec
import structlog

from cloister.api.claims import claimed_service
from cloister.api.http import NO_CONTENT, HttpRequest, HttpResponse
from cloister.api.lambda_.operations import INVOKE, INVOKE_ASYNC, INVOKE_WITH_RESPONSE_STREAM
from cloister.api.operation import Operation, Shape
from cloister.api.protocols.codec import Codec
from cloister.api.router import AnyOperation, Route, decoded_segments
from cloister.api.services import Service
from cloister.api.sizes import check_sizes
from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import (
    CloisterError,
    NotBuiltYet,
    RequestEntityTooLarge,
    RequestTooLarge,
    ServiceFailure,
    ValidationFailed,
)
from cloister.domain.identity import Principal
from cloister.domain.ids import RequestId
from cloister.telemetry.subject import Subject
from cloister.threads import run_blocking

log: Final = structlog.get_logger()

_INVOKES: Final = frozenset({INVOKE.name, INVOKE_ASYNC.name, INVOKE_WITH_RESPONSE_STREAM.name})
_CHUNKED: Final = "chunked"
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})
"""Headers that tell where a body ends."""
_BIG_BODY_BYTES: Final = 64 * limits.KIB
"""From here on a body is hashed and decoded in a thread, which takes as long to reach as hashing so much: 50 µs."""


class Scope(TypedDict):
    """The part of ASGI's HTTP scope that is read here."""

    type: str
    method: str
    raw_path: bytes
    query_string: bytes
    headers: Iterable[tuple[bytes, bytes]]


class Event(TypedDict):
    """An ASGI event of a request's body, or of its end."""

    type: str
    body: NotRequired[bytes]
    more_body: NotRequired[bool]


Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[dict[str, object]], Awaitable[None]]


class Authenticator(Protocol):
    """Who a request comes from."""

    def authenticate(self, request: HttpRequest, service: str) -> Principal:
        """The principal who signed the request for this very service. Raises AuthenticationFailed.

        May run in a thread.
        """


class Call(msgspec.Struct, frozen=True):
    """What a handler may know of a request beside its input."""

    request_id: RequestId
    principal: Principal
    request: HttpRequest


In = TypeVar("In", bound=Shape)
Out = TypeVar("Out", bound=Shape | None)
Handler: TypeAlias = Callable[..., Awaitable[Shape | None]]
"""Takes its operation's input and a Call. `handles` checks the types that a mapping of handlers can not."""
Extra: TypeAlias = Callable[[HttpRequest], Awaitable[HttpResponse]]


def handles(
    operation: Operation[In, Out], handler: Callable[[In, Call], Awaitable[Out]]
) -> tuple[str, Handler]:
    """An item of Api's handlers: mypy has seen that the handler takes and returns what the operation does."""
    return operation.name, handler


@dataclass(frozen=True, slots=True)
class Served:
    """A service, and what answers its operations, by their names."""

    service: Service
    handlers: Mapping[str, Handler]


class _Order(msgspec.Struct, frozen=True):
    """What a request is found to ask for, and of whom it is."""

    principal: Principal
    operation: AnyOperation
    handler: Handler
    taken: Shape


@dataclass(frozen=True, slots=True)
class Cap:
    """How big a body may be, and what the client of a bigger one is told."""

    bytes_max: int
    error: type[CloisterError]
    text: str

    @property
    def refusal(self) -> CloisterError:
        """What is raised for a bigger one."""
        return self.error(self.text)

    def ensure_holds(self, size_bytes: int) -> None:
        """Raise the error if so many bytes are too many."""
        if size_bytes > self.bytes_max:
            raise self.refusal


Reads: TypeAlias = Callable[[Cap], Awaitable[bytes]]
"""A body to its end. Raises the cap's error for one that is over it."""
Whole: TypeAlias = Reads | None
"""None for a request that has its body."""

_INVOKE_CAP: Final = Cap(
    limits.PAYLOAD_SYNC_BYTES_MAX,
    RequestTooLarge,
    f"Request must be smaller than {limits.PAYLOAD_SYNC_BYTES_MAX} bytes for the InvokeFunction operation",
)


class _Disconnected(Exception):
    """The client went away before its request was complete: there is nobody to answer."""


class Api:
    """Serves every operation of its services; those without a handler say so, and why."""

    def __init__(
        self,
        services: Iterable[Served],
        authenticator: Authenticator,
        *,
        clock: Clock,
        extra: Mapping[str, Extra] | None = None,
    ) -> None:
        """The first service also answers who names none of them. `extra` by path prefix: answered before any
        operation, and not authenticated here, so each must carry and check a token of its own.
        """
        self._services = {served.service.name: served for served in services}
        self._default = next(iter(self._services.values()))
        self._authenticator = authenticator
        self._clock = clock
        self._extra = extra or {}
        self._extra_prefixes = tuple(self._extra)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever the client sends. Raises ValueError for other than HTTP, lifespan included."""
        if scope["type"] != "http":
            raise ValueError(f"only http is served here, not {scope['type']}")
        try:
            response = await self.answer(_head(scope), functools.partial(_received, receive))
        except _Disconnected:
            return
        headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers
        ]
        if response.status != NO_CONTENT:
            headers.append((b"content-length", str(len(response.body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    async def answer(self, head: HttpRequest, whole: Whole) -> HttpResponse:
        """The answer to a request, whatever it is; a refused one of which not all was read has `connection: close`.

        Raises nothing but what `whole` raises beside the errors of its Cap.
        """
        request_id = RequestId(self._clock.new_uuid())
        with Subject(request_id):
            # Only claimed so far: the signature is verified for this service before anything else is.
            served = self._services.get(claimed_service(head) or "", self._default)
            codec = served.service.codec(head)
            try:
                # What is wrong is told in this order: form, path, size, signature, an operation that the body
                # names, values; and then whatever the handler raises.
                _check_head(head)
                if head.path.startswith(self._extra_prefixes):
                    return await self._extra_answer(head, whole)
                route = codec.route_of_head(head)
                cap = _cap(served.service.body_bytes_max, route and route.operation.name)
                if whole is not None:
                    await _read(head, whole, cap)
                cap.ensure_holds(len(head.body))
                if len(head.body) > _BIG_BODY_BYTES:
                    order = await run_blocking(
                        self._understood, head, served, codec=codec, route=route
                    )
                else:
                    order = self._understood(head, served, codec=codec, route=route)
                call = Call(request_id, order.principal, head)
                given = await order.handler(order.taken, call)
                return codec.encode(order.operation, given, request_id=request_id)
            except CloisterError as error:
                return _refused(error, codec, request_id)
            except _Disconnected:
                raise
            except Exception:  # the top of a request: one that fails must not take the server along
                log.exception("internal error")
                return codec.encode_error(_internal_error(request_id), request_id)

    async def _extra_answer(self, request: HttpRequest, whole: Whole) -> HttpResponse:
        decoded_segments(request.path)
        if whole is not None:
            await _read(request, whole, _INVOKE_CAP)
        _INVOKE_CAP.ensure_holds(len(request.body))
        prefix = next(filter(request.path.startswith, self._extra))
        return await self._extra[prefix](request)

    def _understood(
        self, request: HttpRequest, served: Served, *, codec: Codec, route: Route | None
    ) -> _Order:
        """What is asked for, and by whom. May run in a thread. Raises what is wrong with signature and input."""
        principal = self._authenticator.authenticate(request, served.service.name)
        # Only now: reading a form takes long enough that not anyone may have it done.
        route = route or codec.route(request)
        operation = route.operation
        handler = served.handlers.get(operation.name)
        if handler is None:
            raise _not_built(served.service, operation.name)
        taken = codec.decode(route, request)
        if len(request.body) > _BIG_BODY_BYTES:
            check_sizes(taken)
        served.service.constraints.check(taken)
        return _Order(principal, operation, handler, taken)


@functools.cache
def _cap(bytes_max: int, operation: str | None) -> Cap:
    """Of a body for this operation, or for whichever it names; `bytes_max` is what its service takes."""
    if operation in _INVOKES:
        return _INVOKE_CAP
    asked = f" for the {operation} operation" if operation else ""
    text = f"Request must be smaller than {bytes_max} bytes{asked}"
    return Cap(bytes_max, RequestEntityTooLarge, text)


def _not_built(service: Service, name: str) -> NotBuiltYet:
    reason = service.not_built.get(name, "this server was started without it")
    return NotBuiltYet(f"{name} is not available: {reason}.")


def _refused(error: CloisterError, codec: Codec, request_id: RequestId) -> HttpResponse:
    match error:
        case ServiceFailure():
            _note(error)
            return codec.encode_error(_internal_error(request_id), request_id)
        case RequestTooLarge() | RequestEntityTooLarge():
            # The rest of the body is not read: the connection is of no use any more.
            refused = codec.encode_error(error, request_id)
            return msgspec.structs.replace(
                refused, headers=(*refused.headers, ("connection", "close"))
            )
        case _:
            return codec.encode_error(error, request_id)


def _internal_error(request_id: RequestId) -> ServiceFailure:
    # Paths and system calls are the operator's to read: the caller gets what finds them in the log.
    return ServiceFailure(f"Internal error: the server's log tells of request {request_id}.")


def _note(failure: ServiceFailure) -> None:
    # The step and its cause: a traceback of ours would tell nothing more.
    cause = failure.__cause__ and repr(failure.__cause__)
    log.error("service failure", reason=str(failure), cause=cause)


def _head(scope: Scope) -> HttpRequest:
    """The request without its body."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.strip(b" \t").decode("latin-1"))
        for name, value in scope["headers"]
    )
    return HttpRequest(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
    )


def _check_head(head: HttpRequest) -> None:
    """Raise what is wrong with a request's size, its headers, its query's form or its path's."""
    target_length = len(head.path) + len(head.query)
    headers_bytes = sum(map(len, chain.from_iterable(head.headers)))
    if target_length + headers_bytes > limits.HEADERS_BYTES_MAX:
        raise RequestEntityTooLarge(
            f"Request line and headers must be smaller than {limits.HEADERS_BYTES_MAX} bytes"
        )
    if (
        target_length >= limits.QUERY_PAIRS_MAX
    ):  # shorter ones can have nothing of what is looked for
        _check_target(head)
    if not head.query.isascii():
        raise ValidationFailed("The query string must be percent-encoded.")
    if head.names.are_doubtful or head.repeated:
        _refuse_ambiguous(head)


def _check_target(head: HttpRequest) -> None:
    """Raise ValidationFailed for a path or a query that takes long to read: nobody knows yet who asks."""
    if len(head.path) > limits.PATH_LENGTH_MAX:
        raise ValidationFailed(
            f"The path must not be longer than {limits.PATH_LENGTH_MAX} characters."
        )
    if len(head.query) > limits.QUERY_LENGTH_MAX:
        raise ValidationFailed(
            f"The query string must not be longer than {limits.QUERY_LENGTH_MAX} characters."
        )
    if head.query.count("&") >= limits.QUERY_PAIRS_MAX:
        raise ValidationFailed(
            f"The query string must not have more than {limits.QUERY_PAIRS_MAX} parameters."
        )


def _refuse_ambiguous(head: HttpRequest) -> None:
    """Raise ValidationFailed for headers that a proxy in front and we might read differently (isolation.md 3.11)."""
    if "_" in "".join(head.values):
        raise ValidationFailed("Header names with an underscore are refused.")
    coding = head.header("transfer-encoding")
    lengths = [name for name, _ in head.headers if name in _LENGTHS]
    if len(lengths) > 1:
        raise ValidationFailed("The length of the body must be given exactly once.")
    if coding is not None and coding.lower() not in {_CHUNKED, ""}:
        raise ValidationFailed("The only transfer coding is chunked.")


async def _read(request: HttpRequest, whole: Reads, cap: Cap) -> None:
    """Give the request its body, of which never more than the cap is held. Raises the cap's error, or _Disconnected."""
    cap.ensure_holds(request.announced_bytes)
    request.body = await whole(cap)


async def _received(receive: Receive, cap: Cap) -> bytes:
    """A body as ASGI delivers it. Raises the cap's error as soon as it is over, or _Disconnected."""
    chunks: list[bytes] = []
    size_bytes = 0
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _Disconnected
        chunk = event.get("body", b"")
        size_bytes += len(chunk)
        cap.ensure_holds(size_bytes)
        chunks.append(chunk)
        more = event.get("more_body", False)
    return b"".join(chunks)
