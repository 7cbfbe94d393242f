"""What a slow or endless client costs: a bounded buffer, for a bounded time. Real sockets, shortened bounds."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
import uvicorn

from cloister.api.connection import BoundedHttp
from cloister.domain import limits

PATIENCE_S = 5


class QuietServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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
async def address(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, int]]:
    monkeypatch.setattr(limits, "REQUEST_HEAD_TIMEOUT", timedelta(milliseconds=200))
    monkeypatch.setattr(limits, "REQUEST_BODY_TIMEOUT", timedelta(milliseconds=200))
    monkeypatch.setattr(limits, "HEADERS_BYTES_MAX", 4096)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(_answers, http=BoundedHttp, lifespan="off", ws="none", log_config=None)
    server = QuietServer(config)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()
        server.should_exit = True
        await serving


async def _exchange(address: tuple[str, int], *parts: bytes) -> bytes:
    """All that comes back until the server closes; the client itself never does."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        for part in parts:
            writer.write(part)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read()
    finally:
        writer.close()


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
    address: tuple[str, int], sent: bytes
) -> None:
    assert await _exchange(address, sent) == b""


async def test_endless_headers_are_refused_once_they_pass_the_bound(
    address: tuple[str, int],
) -> None:
    line = b"x-more: " + b"x" * 1000 + b"\r\n"

    answer = await _exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n", *[line] * 5)

    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_requests_in_time_are_answered_one_after_the_other_on_one_connection(
    address: tuple[str, int],
) -> None:
    request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
    last = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"

    answer = await _exchange(address, request, request, last)

    assert answer.count(b"HTTP/1.1 204 ") == 3
