"""What a slow or endless client costs: a bounded buffer, for a bounded time. Real sockets, shortened bounds."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from cloister.api.connection import BoundedHttp
from cloister.domain import limits
from tests.unit.real_http import Address, exchange, listening


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
    monkeypatch.setattr(limits, "HEADERS_BYTES_MAX", 4096)
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
