"""What a slow or endless client costs: a bounded buffer, for a bounded time. Real sockets, shortened bounds.

The twins show what uvicorn's own connection lets such a client do.
"""

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cloister.api.app import Whole
from cloister.api.connection import BoundedHttp
from cloister.api.direct import direct_http
from cloister.api.http import HttpRequest, HttpResponse
from cloister.domain import limits
from tests.unit.real_http import PATIENCE_S, Address, exchange, listening, read_all

CHUNKED = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
INVOKE = (
    b"POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"
)
WHOLE = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
LARGE = 8 * limits.MIB
"""More than the kernel takes of what nobody reads."""
# Each in more than one reading: 256 KiB are read at once.
BESIDE_THE_BODY = {
    "chunks of a byte": (CHUNKED, *[b"1\r\na\r\n" * 10_000] * 40, b"0\r\n\r\n"),
    "an endless extension of a chunk": (CHUNKED, b"2;", b"a" * LARGE, b"\r\n{}\r\n0\r\n\r\n"),
    "an endless header behind the body": (
        CHUNKED,
        b"2\r\n{}\r\n0\r\nx: ",
        b"a" * LARGE,
        b"\r\n\r\n",
    ),
}


async def _answers(_: Any, receive: Any, send: Any) -> None:  # Any: ASGI
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        more = event["more_body"]
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def address(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Address]:
    monkeypatch.setattr(limits, "REQUEST_HEAD_TIMEOUT", timedelta(milliseconds=200))
    monkeypatch.setattr(limits, "REQUEST_BODY_TIMEOUT", timedelta(milliseconds=200))
    monkeypatch.setattr(limits, "RESPONSE_LOOK_INTERVAL", timedelta(milliseconds=200))
    monkeypatch.setattr(limits, "HEADERS_BYTES_MAX", 4096)
    monkeypatch.setattr(limits, "HEADERS_MAX", 20)
    async with listening(_answers, BoundedHttp) as address:
        yield address


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST / HTTP/1.1\r\nhost: x\r\nx-slow: ",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc",
    ],
    ids=["nothing at all", "half a head", "half a body"],
)
async def test_a_request_that_does_not_arrive_in_time_loses_its_connection(
    address: Address, sent: bytes
) -> None:
    assert await exchange(address, sent) == b""


async def test_endless_headers_are_refused_once_they_pass_the_bound(
    address: Address,
) -> None:
    line = b"x-more: " + b"x" * 1000 + b"\r\n"

    answer = await exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n", *[line] * 5)

    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_requests_in_time_are_answered_one_after_the_other_on_one_connection(
    address: Address,
) -> None:
    request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
    last = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"

    answer = await exchange(address, request, request, last)

    assert answer.count(b"HTTP/1.1 204 ") == 3


@pytest.mark.parametrize("protocol", [HttpToolsProtocol, BoundedHttp])
async def test_a_connection_on_which_nothing_more_is_asked_is_closed(
    protocol: type[HttpToolsProtocol],
) -> None:
    request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"

    async with listening(_answers, protocol, timeout_keep_alive=0.01) as address:
        answer = await exchange(address, request, request)

    assert answer.count(b"HTTP/1.1 204 ") == 2


@pytest.mark.parametrize("protocol", [HttpToolsProtocol, BoundedHttp])
async def test_a_request_may_take_longer_than_a_connection_is_kept_without_one(
    protocol: type[HttpToolsProtocol],
) -> None:
    is_asked, may_answer = asyncio.Event(), asyncio.Event()

    async def answers_in_time(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI
        if scope["path"] == "/slow":
            is_asked.set()
            await may_answer.wait()
        await _answers(scope, receive, send)

    async with listening(answers_in_time, protocol, timeout_keep_alive=0.05) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        first = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        await is_asked.wait()
        asyncio.get_running_loop().call_later(
            0.15, may_answer.set
        )  # the other's time is over by then
        second = await read_all(reader)
        writer.close()

    assert first.startswith(b"HTTP/1.1 204 ")
    assert second.startswith(b"HTTP/1.1 204 ")


@pytest.mark.parametrize("name", BESIDE_THE_BODY)
async def test_what_is_sent_beside_the_body_is_bounded_as_the_head_is(name: str) -> None:
    async with listening(_answers, BoundedHttp) as address:
        assert await exchange(address, *BESIDE_THE_BODY[name]) == b""


@pytest.mark.parametrize("name", BESIDE_THE_BODY)
async def test_without_that_bound_all_of_it_is_taken(name: str) -> None:
    async with listening(_answers, HttpToolsProtocol) as address:
        assert (await exchange(address, *BESIDE_THE_BODY[name])).startswith(b"HTTP/1.1 204 ")


async def test_a_body_in_chunks_of_an_ordinary_size_is_answered(address: Address) -> None:
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"

    answer = await exchange(address, CHUNKED, *[chunk] * 100, b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 204 ")


async def test_more_headers_than_anyone_sends_are_refused(address: Address) -> None:
    answer = await exchange(address, WHOLE[:-2] + b"a:\r\n" * 30 + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "sent",
    [WHOLE[:-2] + b"a:\r\n" * 30, CHUNKED + b"0\r\n" + b"a:\r\n" * 30],
    ids=["in a head", "behind a body"],
)
async def test_more_of_them_are_refused_before_their_end_has_come(
    address: Address, sent: bytes
) -> None:
    answer = await exchange(address, sent)

    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_more_of_them_behind_a_whole_body_are_refused(address: Address) -> None:
    answer = await exchange(address, CHUNKED + b"0\r\n" + b"a:\r\n" * 30 + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_without_the_bound_on_headers_there_may_be_any_number() -> None:
    async with listening(_answers, HttpToolsProtocol) as address:
        answer = await exchange(address, WHOLE[:-2] + b"a:\r\n" * 5000 + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 204 ")


async def test_asking_for_another_protocol_is_no_news_to_the_operator(
    address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    asked = b"connection: upgrade, close\r\nupgrade: websocket\r\n\r\n"

    answer = await exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n" + asked)

    assert answer.startswith(b"HTTP/1.1 204 ")
    assert caplog.messages == []


async def test_twin_of_the_servers_log_uvicorn_writes_a_line_for_whatever_strangers_send(
    address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "uvicorn.error")

    await exchange(address, b"no HTTP\r\n\r\n")

    assert caplog.messages == ["Invalid HTTP request received."]


HIDDEN = b"GET /hidden HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
UPGRADED = (
    b"POST /seen HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n"
    b"content-length: %d\r\n\r\n" % len(HIDDEN)
)


async def paths_served(protocol: type[HttpToolsProtocol]) -> list[str]:
    """Which requests are answered when the body of one that asks for another protocol is a request itself."""
    paths: list[str] = []
    seen, may_answer = asyncio.Event(), asyncio.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI
        paths.append(scope["path"])
        seen.set()
        await may_answer.wait()
        await _answers(scope, receive, send)

    async with listening(application, protocol) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(UPGRADED)
        await seen.wait()
        writer.write(HIDDEN)
        await writer.drain()
        may_answer.set()
        await read_all(reader)
        writer.close()
    return paths


async def test_a_request_hidden_in_the_body_of_one_that_asks_for_another_protocol_is_none() -> None:
    assert await paths_served(BoundedHttp) == ["/seen"]


async def test_twin_uvicorns_own_connection_answers_it() -> None:
    assert await paths_served(HttpToolsProtocol) == ["/seen", "/hidden"]


# -- Clients that do not read ---------------------------------------------------------------------


async def _answers_much(_: Any, __: Any, send: Any) -> None:  # Any: ASGI
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": bytes(LARGE)})


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("closes", [b"connection: close\r\n", b""], ids=["last", "kept alive"])
async def test_a_client_that_takes_nothing_of_its_answer_loses_its_connection(
    closes: bytes,
) -> None:
    lost = asyncio.Event()

    class Watched(BoundedHttp):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lost.set()

    async with listening(_answers_much, Watched) as address, connected(address) as client:
        client.write(b"GET / HTTP/1.1\r\nhost: x\r\n" + closes + b"\r\n")
        async with asyncio.timeout(PATIENCE_S):
            await lost.wait()


@pytest.mark.usefixtures("address")
async def test_a_client_that_takes_all_of_a_large_answer_gets_it() -> None:
    async with listening(_answers_much, BoundedHttp) as address:
        assert len(await exchange(address, WHOLE)) > LARGE


# -- When there are as many as may be -------------------------------------------------------------


async def test_whoever_waits_longest_makes_room_for_who_comes() -> None:
    assert await answers_beside_idle_connections(BoundedHttp) == {b"HTTP/1.1 204 "}


async def test_without_that_nobody_else_is_served() -> None:
    assert await answers_beside_idle_connections(HttpToolsProtocol) == {b"HTTP/1.1 503 "}


async def answers_beside_idle_connections(protocol: type[HttpToolsProtocol]) -> set[bytes]:
    """How requests are answered while as many others as may be at once are connected, and one is half sent."""
    half = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc"
    async with (
        listening(_answers, protocol, limit_concurrency=4) as address,
        AsyncExitStack() as stack,
    ):
        idle = [await stack.enter_async_context(connected(address)) for _ in range(4)]
        idle[0].write(half)
        return {(await exchange(address, WHOLE))[:13] for _ in range(5)}


async def test_a_request_that_is_worked_at_gives_up_no_room() -> None:
    may_end = asyncio.Event()
    begun = asyncio.Event()

    async def answers_later(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI
        if scope["path"] == "/later":
            begun.set()
            await may_end.wait()
        await _answers(scope, receive, send)

    async with (
        listening(answers_later, BoundedHttp, limit_concurrency=4) as address,
        asyncio.TaskGroup() as tasks,
    ):
        later = tasks.create_task(exchange(address, WHOLE.replace(b"/ ", b"/later ", 1)))
        await begun.wait()
        for _ in range(8):
            async with connected(address):
                await exchange(address, WHOLE)
        may_end.set()

    assert later.result().startswith(b"HTTP/1.1 204 ")


async def test_bodies_on_their_way_take_so_much_memory_and_no_more() -> None:
    class Small(BoundedHttp):
        bodies_bytes_max = 2 * limits.MIB

    assert await answers_to_large_bodies(Small) == [b""] * 6 + [b"HTTP/1.1 204 "] * 2


async def test_without_that_bound_they_take_what_anyone_sends() -> None:
    assert await answers_to_large_bodies(HttpToolsProtocol) == [b"HTTP/1.1 204 "] * 8


async def answers_to_large_bodies(protocol: type[HttpToolsProtocol]) -> list[bytes]:
    """How eight requests of a mebibyte are answered whose last bytes come when all others were sent."""
    head = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
    async with listening(_answers, protocol) as address, AsyncExitStack() as stack:
        clients = [await asyncio.open_connection(*address) for _ in range(8)]
        for _, writer in clients:
            stack.callback(writer.transport.abort)
            writer.write(head % limits.MIB + bytes(limits.MIB - 1))
        async with asyncio.timeout(PATIENCE_S):
            given_up = [] if protocol is HttpToolsProtocol else clients[:6]
            answers = [await read_all(reader) for reader, _ in given_up]
            for _, writer in clients[len(given_up) :]:
                writer.write(b"x")
            answers += [await read_all(reader) for reader, _ in clients[len(given_up) :]]
    return [answer[:13] for answer in answers]


@asynccontextmanager
async def connected(address: Address) -> AsyncIterator[asyncio.StreamWriter]:
    """A client that sends what the test sends, and reads nothing."""
    _, writer = await asyncio.open_connection(*address)
    try:
        yield writer
    finally:
        writer.transport.abort()


# -- What is left of a connection ------------------------------------------------------------------


async def _answers_directly(_: HttpRequest, __: Whole) -> HttpResponse:
    return HttpResponse(status=204, headers=(), body=b"")


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
@pytest.mark.parametrize("protocol", [BoundedHttp, direct_http(_answers_directly)])
async def test_nothing_is_left_of_a_connection_before_the_collector_comes(
    protocol: type[BoundedHttp],
) -> None:
    left: list[weakref.ref[BoundedHttp]] = []

    class Watched(protocol):  # type: ignore[valid-type, misc] # one of the two
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            left.append(weakref.ref(self))

    async with listening(_answers, Watched) as address:
        await exchange(address, WHOLE)
        await exchange(address, INVOKE, INVOKE, WHOLE)
        async with connected(address) as client:
            client.write(INVOKE[:-1])
            await exchange(address, WHOLE)

    assert [each() for each in left] == [None] * 4
