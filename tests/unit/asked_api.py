"""The API with handlers and an authenticator of the tests' own, asked by its ASGI."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cloister.api.app import Api, Call, Event, Handler, Scope, Served, handles
from cloister.api.http import HttpRequest
from cloister.api.lambda_ import shapes
from cloister.api.lambda_.operations import GET_FUNCTION, INVOKE, LIST_FUNCTIONS, TAG_RESOURCE
from cloister.api.services import lambda_service
from cloister.domain.clock import SystemClock
from cloister.domain.errors import (
    AuthenticationFailed,
    ResourceNotFound,
)
from cloister.domain.identity import AccessKeyId, Principal
from cloister.domain.ids import AccountId

INVOKE_HELLO = "/2015-03-31/functions/hello/invocations"
PRINCIPAL = Principal(access_key_id=AccessKeyId("AKIDTEST"), account=AccountId("123456789012"))
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets in who says `please`, and remembers on which threads it was asked."""

    threads: list[int] = field(default_factory=list)

    def authenticate(self, request: HttpRequest, service: str) -> Principal:
        self.threads.append(threading.get_ident())
        if request.header("authorization") != "please":
            raise AuthenticationFailed("MissingAuthenticationTokenException", "Missing Token")
        return PRINCIPAL


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        decoded: dict[str, object] = json.loads(self.body)
        return decoded


async def echo(request: shapes.InvocationRequest, _: Call) -> shapes.InvocationResponse:
    return shapes.InvocationResponse(payload=request.payload, executed_version="$LATEST")


async def unlucky(_: shapes.ListFunctionsRequest, __: Call) -> shapes.ListFunctionsResponse:
    raise RuntimeError("the secret path /var/lib/cloister")


async def unknown(request: shapes.GetFunctionRequest, _: Call) -> shapes.GetFunctionResponse:
    raise ResourceNotFound(f"Function not found: {request.function_name}")


async def tagged(_: shapes.TagResourceRequest, __: Call) -> None:
    return None


HANDLERS = dict(
    [
        handles(INVOKE, echo),
        handles(LIST_FUNCTIONS, unlucky),
        handles(GET_FUNCTION, unknown),
        handles(TAG_RESOURCE, tagged),
    ]
)


def api_of(**handlers: Handler) -> Api:
    """The application with these handlers in place of the usual ones of their operations."""
    return api_at(Doorkeeper(), HANDLERS | handlers)


def api_at(doorkeeper: Doorkeeper, handlers: Mapping[str, Handler]) -> Api:
    return Api([Served(lambda_service(), handlers)], doorkeeper, clock=SystemClock())


async def ask(
    api: Api,
    request_line: str,
    *,
    body: Iterable[bytes] = (),
    headers: Headers = (("authorization", "please"),),
) -> Answer:
    """What the application answers to a request whose body arrives in these pieces."""
    method, _, target = request_line.partition(" ")
    path, _, query = target.partition("?")
    scope: Scope = {
        "type": "http",
        "method": method,
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    }
    pieces = iter(body)
    sent: list[dict[str, object]] = []

    async def receive() -> Event:
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    await api(scope, receive, send)
    return answer_of(sent)


def answer_of(sent: list[dict[str, object]]) -> Answer:
    start, body = sent
    status, headers, content = start["status"], start["headers"], body["body"]
    assert isinstance(status, int)
    assert isinstance(headers, list)
    assert isinstance(content, bytes)
    return Answer(status, {name.decode(): value.decode() for name, value in headers}, content)
