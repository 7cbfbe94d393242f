"""Invoke without ASGI answers as Invoke by ASGI does: whatever is sent, in whatever pieces, byte for byte."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from cloister.api.app import Api, Call, Served, handles
from cloister.api.connection import BoundedHttp
from cloister.api.direct import direct_http
from cloister.api.http import HttpRequest
from cloister.api.lambda_ import shapes
from cloister.api.lambda_.operations import GET_FUNCTION, INVOKE
from cloister.api.services import lambda_service
from cloister.domain import limits
from cloister.domain.clock import SystemClock
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKeyId, Principal
from cloister.domain.ids import AccountId
from tests.unit.real_http import Address, exchange, listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

TARGET = b"/2015-03-31/functions/hello/invocations"
HOST = b"host: x\r\nauthorization: please\r\n"
CLOSE = b"connection: close\r\n"
OTHER = b"GET /2015-03-31/functions/hello HTTP/1.1\r\n" + HOST
PRINCIPAL = Principal(access_key_id=AccessKeyId("AKIDTEST"), account=AccountId("123456789012"))
TOO_MUCH = limits.PAYLOAD_SYNC_BYTES_MAX + 1
VARYING = re.compile(rb"(date: |[0-9a-f]{8}-[0-9a-f-]{27})[^\r\n]*")


class Doorkeeper:
    """Lets in who says `please`."""

    def authenticate(self, request: HttpRequest, _: str) -> Principal:
        if request.header("authorization") != "please":
            raise AuthenticationFailed("MissingAuthenticationTokenException", "Missing Token")
        return PRINCIPAL


async def echo(request: shapes.InvocationRequest, call: Call) -> shapes.InvocationResponse:
    seen = f"{request.function_name} {request.qualifier} {request.tenant_id} "
    # What was sent behind it has arrived by then, and has to wait for its turn.
    if request.function_name == "slow":
        await asyncio.sleep(0.05)
    if request.function_name == "injecting":
        return shapes.InvocationResponse(executed_version="1\r\nx-evil: yes")
    payload = seen.encode() + (request.payload or b"")
    return shapes.InvocationResponse(payload=payload[:1000], executed_version="$LATEST")


async def described(request: shapes.GetFunctionRequest, _: Call) -> shapes.GetFunctionResponse:
    return shapes.GetFunctionResponse(tags={"name": str(request.function_name)})


API = Api(
    [Served(lambda_service(), dict([handles(INVOKE, echo), handles(GET_FUNCTION, described)]))],
    Doorkeeper(),
    clock=SystemClock(),
)


@dataclass(frozen=True, slots=True)
class Servers:
    by_asgi: Address
    direct: Address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers() -> AsyncIterator[Servers]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "REQUEST_BODY_TIMEOUT", timedelta(milliseconds=500))
        async with (
            listening(API, BoundedHttp) as by_asgi,
            listening(API, direct_http(API.answer)) as directly,
        ):
            yield Servers(by_asgi, directly)


def invoke(
    body: bytes = b"{}", *, target: bytes = TARGET, headers: bytes = CLOSE, version: bytes = b"1.1"
) -> bytes:
    length = b"content-length: %d\r\n" % len(body)
    return b"POST %b HTTP/%b\r\n%b%b%b\r\n%b" % (target, version, HOST, length, headers, body)


def chunked(*chunks: bytes, headers: bytes = b"", end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"POST %b HTTP/1.1\r\n%b%b" % (TARGET, HOST, CLOSE)
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head + headers + b"transfer-encoding: chunked\r\n\r\n" + body + end


def head_only(headers: bytes) -> bytes:
    return b"POST %b HTTP/1.1\r\n%b%b%b\r\n" % (TARGET, HOST, CLOSE, headers)


GOOD: dict[str, tuple[bytes, ...]] = {
    "a request in one piece": (invoke(b'{"a": 1}'),),
    "a request in two pieces": (invoke()[:60], invoke()[60:]),
    "a body apart from its head": (invoke()[:-2], b"{}"),
    "byte for byte": tuple(bytes([byte]) for byte in invoke()),
    "no body": (invoke(b""),),
    "no length": (head_only(b""),),
    "a qualifier": (invoke(target=TARGET + b"?Qualifier=PROD"),),
    "an encoded name": (invoke(target=TARGET.replace(b"hello", b"hello%3APROD")),),
    "a tenant": (invoke(headers=CLOSE + b"x-amz-tenant-id: blue\r\n"),),
    "a large body": (invoke(b"x" * 300_000),),
    "chunks": (chunked(b"{}", b"  "),),
    "HTTP/1.0": (invoke(version=b"1.0", headers=b""),),
    "HTTP/1.0 kept alive": (invoke(version=b"1.0", headers=b"connection: keep-alive\r\n"),),
    "two on one connection": (invoke(headers=b""), invoke(b"[2]")),
    "two in one piece": (invoke(headers=b"") + invoke(b"[2]"),),
    "other, Invoke, other in one piece": (
        OTHER + b"\r\n" + invoke(headers=b"") + OTHER + CLOSE + b"\r\n",
    ),
    "slow, then other": (
        invoke(target=TARGET.replace(b"hello", b"slow"), headers=b"") + OTHER + CLOSE + b"\r\n",
    ),
    "slow, slow, quick in one piece": (
        invoke(b"[1]", target=TARGET.replace(b"hello", b"slow"), headers=b"")
        + invoke(b"[2]", target=TARGET.replace(b"hello", b"slow"), headers=b"")
        + invoke(b"[3]"),
    ),
    "half of a second behind a slow one": (
        invoke(target=TARGET.replace(b"hello", b"slow"), headers=b"") + invoke()[:80],
        invoke()[80:],
    ),
    "a go-ahead asked for": (head_only(b"expect: 100-continue\r\ncontent-length: 2\r\n"), b"{}"),
}
REFUSED: dict[str, tuple[bytes, ...]] = {
    "no signature": (invoke().replace(b"please", b"now!!!"),),
    "too large a body": (invoke(b"x" * TOO_MUCH),),
    "too large a body announced": (head_only(b"content-length: %d\r\n" % TOO_MUCH),),
    "too large, and a go-ahead asked for": (
        head_only(b"expect: 100-continue\r\ncontent-length: %d\r\n" % TOO_MUCH),
    ),
    "too large in chunks": (chunked(*[b"x" * 65536] * 97),),
    "a tenant given twice": (
        invoke(headers=CLOSE + b"x-amz-tenant-id: a\r\nx-amz-tenant-id: b\r\n"),
    ),
    "an underscore": (invoke(headers=CLOSE + b"x_amz_tenant_id: a\r\n"),),
    "length and encoding": (
        head_only(b"content-length: 4\r\ntransfer-encoding: chunked\r\n") + b"0\r\n\r\n",
    ),
    "encoding and length": (
        head_only(b"transfer-encoding: chunked\r\ncontent-length: 4\r\n") + b"0\r\n\r\n",
    ),
    "an encoding in disguise": (
        head_only(b"transfer-encoding: xchunked\r\ncontent-length: 5\r\n") + b"0\r\n\r\n",
    ),
    "two lengths": (head_only(b"content-length: 2\r\ncontent-length: 3\r\n") + b"{} ",),
    "two equal lengths": (head_only(b"content-length: 2\r\ncontent-length: 2\r\n") + b"{}",),
    "a list of lengths": (head_only(b"content-length: 2, 2\r\n") + b"{}",),
    "a length with a sign": (head_only(b"content-length: +2\r\n") + b"{}",),
    "a chunk's size that is none": (chunked(end=b"0x2\r\n{}\r\n0\r\n\r\n"),),
    "a negative chunk": (chunked(end=b"-2\r\n{}\r\n0\r\n\r\n"),),
    "a chunk's size over 64 bits": (chunked(end=b"f" * 17 + b"\r\n{}\r\n0\r\n\r\n"),),
    "a chunk longer than its size": (chunked(end=b"1\r\n{}\r\n0\r\n\r\n"),),
    "a line end within a header": (invoke(headers=CLOSE + b"x-a: b\rx-c: d\r\n"),),
    "a null within a header": (invoke(headers=CLOSE + b"x-a: b\x00c\r\n"),),
    "a blank before the colon": (invoke(headers=CLOSE + b"x-amz-tenant-id : a\r\n"),),
    "a folded header": (invoke(headers=CLOSE + b"x-a: b\r\n c\r\n"),),
    "an absolute target": (invoke(target=b"http://elsewhere" + TARGET),),
    "a fragment": (invoke(target=TARGET + b"#x"),),
    "an empty segment": (invoke(target=TARGET.replace(b"/hello", b"//hello")),),
    "a dot segment": (invoke(target=TARGET.replace(b"hello", b"..")),),
    "an encoded slash in a broken escape": (invoke(target=TARGET.replace(b"hello", b"a%2")),),
    "a slash at the end": (invoke(target=TARGET + b"/"),),
    "another method": (invoke().replace(b"POST", b"PUT ", 1).replace(b"PUT  ", b"PUT "),),
    "no method at all": (invoke().replace(b"POST", b"P:ST", 1),),
    "an upgrade": (invoke(headers=b"connection: upgrade, close\r\nupgrade: websocket\r\n"),),
    "garbage behind a request": (invoke(headers=b"") + b"\x16\x03\x01 garbage\r\n\r\n",),
    "half a body": (invoke(b"{}  ")[:-2],),
    "another HTTP": (invoke(version=b"3.7"),),
}


@pytest.mark.parametrize("sent", [*GOOD.values(), *REFUSED.values()], ids=[*GOOD, *REFUSED])
async def test_what_is_answered_is_what_asgi_would_have_answered(
    servers: Servers, sent: tuple[bytes, ...]
) -> None:
    expected, answered = [
        VARYING.sub(b"", await exchange(address, *sent))
        for address in (servers.by_asgi, servers.direct)
    ]

    assert answered == expected


@pytest.mark.parametrize("sent", GOOD.values(), ids=GOOD)
async def test_good_requests_are_answered_all_of_them(
    servers: Servers, sent: tuple[bytes, ...]
) -> None:
    answered = await exchange(servers.direct, *sent)

    asked = b"".join(sent).count(b" HTTP/1.")
    assert answered.count(b"HTTP/1.1 200 OK\r\n") == asked


async def test_a_go_ahead_behind_a_slow_request_is_given_in_its_turn(servers: Servers) -> None:
    slow = invoke(target=TARGET.replace(b"hello", b"slow"), headers=b"")
    head = head_only(b"expect: 100-continue\r\ncontent-length: 2\r\n")
    reader, writer = await asyncio.open_connection(*servers.direct)
    writer.write(slow + head)
    before = await reader.readuntil(b"HTTP/1.1 100 Continue\r\n\r\n")
    writer.write(b"{}")

    after = await reader.read()

    assert before.startswith(b"HTTP/1.1 200 OK\r\n")
    assert after.startswith(b"HTTP/1.1 200 OK\r\n")
    writer.close()


async def test_answers_come_in_the_order_of_their_requests(servers: Servers) -> None:
    slow = TARGET.replace(b"hello", b"slow")
    sent = invoke(b"[1]", target=slow, headers=b"") + OTHER + b"\r\n" + invoke(b"[3]")

    answered = await exchange(servers.direct, sent)

    assert re.findall(rb"\[1\]|Tags|\[3\]", answered) == [b"[1]", b"Tags", b"[3]"]


async def test_what_is_sent_after_the_body_is_no_header(servers: Servers) -> None:
    sent = chunked(b"{}", end=b"0\r\nx-amz-tenant-id: evil\r\n\r\n")

    answered = [await exchange(address, sent) for address in (servers.by_asgi, servers.direct)]

    for each in answered:
        assert each.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"hello None None {}" in each


async def test_blanks_behind_a_tenant_are_none_of_its_name(servers: Servers) -> None:
    # No signature covers them: whoever passed a request on could make another tenant of the one it was signed for.
    sent = invoke(headers=CLOSE + b"x-amz-tenant-id: \t blue \t \r\n")

    answered = [await exchange(address, sent) for address in (servers.by_asgi, servers.direct)]

    assert all(each.endswith(b"hello None blue {}") for each in answered)


async def test_a_header_with_a_line_end_is_never_sent(servers: Servers) -> None:
    sent = invoke(target=TARGET.replace(b"hello", b"injecting"))

    answered = await exchange(servers.direct, sent)

    assert answered.startswith(b"HTTP/1.1 500 ")
    assert b"x-evil" not in answered


async def test_invoke_goes_without_asgi_and_everything_else_with_it() -> None:
    reached: list[str] = []

    async def application(scope: dict[str, str], receive: object, send: object) -> None:
        reached.append(scope["path"])
        await API(scope, receive, send)  # type: ignore[arg-type] # uvicorn's own, passed through

    async with listening(application, direct_http(API.answer)) as address:
        await exchange(address, invoke(headers=b"") + OTHER + CLOSE + b"\r\n")

    assert reached == ["/2015-03-31/functions/hello"]


async def test_when_too_many_are_connected_invoke_is_refused_as_the_rest_is() -> None:
    async with listening(API, direct_http(API.answer), limit_concurrency=1) as address:
        answered = await exchange(address, invoke())

    assert answered.startswith(b"HTTP/1.1 503 ")


async def test_a_client_that_leaves_before_its_answer_harms_nobody(servers: Servers) -> None:
    _, writer = await asyncio.open_connection(*servers.direct)
    writer.write(invoke(target=TARGET.replace(b"hello", b"slow")))
    await writer.drain()
    writer.close()

    answered = await exchange(servers.direct, invoke())

    assert answered.startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_body_that_stops_half_way_loses_its_connection(servers: Servers) -> None:
    answered = await exchange(servers.direct, invoke(b"x" * 100)[:-50])

    assert answered == b""


async def test_a_fault_of_ours_closes_the_connection_and_leaves_no_half_answer() -> None:
    class Broken(Exception):
        pass

    async def broken(*_: object) -> None:
        raise Broken

    told: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    async with listening(API, direct_http(broken)) as address:  # type: ignore[arg-type] # that is the fault
        answered = await exchange(address, invoke())
    loop.set_exception_handler(None)

    assert answered == b""
    assert [type(each) for each in told] == [Broken]
