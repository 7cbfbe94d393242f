"""One keep-alive HTTP connection that sends requests made before, so that little but the other side is measured."""

import asyncio
import json
import time
from dataclasses import dataclass

import httptools

from cloister.bench.target import NotMeasurable, Target

ANSWER_PATIENCE_S = 60.0
"""Twice as long as a sandbox may take to start."""
THROTTLED = 429


@dataclass(frozen=True, slots=True)
class Answered:
    """One call: how long it took from the first byte sent to the last received, and whether it was throttled."""

    took_ms: float
    is_throttled: bool


class Connection(asyncio.Protocol):
    """Used for one call at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body = bytearray()
        self._answer: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, target: Target) -> "Connection":
        """Raises NotMeasurable if nobody answers there."""
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(
                cls, target.host, target.port, ssl=True if target.is_encrypted else None
            )
        except OSError as error:
            raise NotMeasurable(f"{target.endpoint}: {error}") from error
        return connection

    async def call(self, request: bytes, tenant: str) -> Answered:
        """Raises NotMeasurable for any answer but the tenant's own, or a throttle."""
        if self._transport is None:
            raise NotMeasurable("the endpoint closed the connection")
        self._body.clear()
        self._answer = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._transport.write(request)
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_S):
                await self._answer
        except TimeoutError as error:
            raise NotMeasurable(f"no answer within {ANSWER_PATIENCE_S:.0f} s") from error
        took_ms = (time.perf_counter() - began) * 1000
        is_throttled = self._parser.get_status_code() == THROTTLED
        if not is_throttled:
            self._expect(tenant)
        self._parser = httptools.HttpResponseParser(self)
        return Answered(took_ms, is_throttled)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(  # type: ignore[override] # streams have such a transport, uvloop's is no subclass
        self, transport: asyncio.WriteTransport
    ) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"the answer is no HTTP: {error}")

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        self._fail("the endpoint closed the connection")

    def on_body(self, data: bytes) -> None:
        self._body += data

    def on_message_complete(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(None)

    def _fail(self, reason: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(NotMeasurable(reason))

    def _expect(self, tenant: str) -> None:
        try:
            is_own = json.loads(self._body) == {"tenant": tenant}
        except ValueError:
            is_own = False
        if not is_own:
            status = self._parser.get_status_code()
            raise NotMeasurable(
                f"tenant {tenant} was answered {status} {bytes(self._body[:500])!r}"
            )
