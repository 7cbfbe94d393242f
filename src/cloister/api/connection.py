"""uvicorn's HTTP connection, with bounds on how large a request's head is and how long a request takes to arrive."""

import asyncio
from enum import Enum, auto

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cloister.domain import limits

HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Arriving(Enum):
    """What the connection is in the middle of."""

    HEAD = auto()
    """Of a request, or its first byte."""
    BODY = auto()
    NOTHING = auto()


class BoundedHttp(HttpToolsProtocol):
    """A client that sends endless headers, or a byte a minute, costs a bounded buffer for a bounded time.

    A request that arrives whole, in one piece, costs no timer.
    """

    _arriving = Arriving.HEAD
    _timed = Arriving.NOTHING
    """What the timer is for, if any runs."""
    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn's own
        super().connection_made(transport)
        self._keep_time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arriving = Arriving.NOTHING
        self._keep_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._arriving is not Arriving.BODY:
            self._head_bytes += len(data)
            if self._head_bytes > limits.HEADERS_BYTES_MAX:
                self.transport.write(HEAD_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)
        if self._timed is not self._arriving:
            self._keep_time()

    def on_message_begin(self) -> None:
        self._arriving = Arriving.HEAD
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        # What comes after a body would be read as if it had come before it.
        if self._arriving is Arriving.HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self.head_has_arrived()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arriving = Arriving.NOTHING
        self._head_bytes = 0
        super().on_message_complete()

    def head_has_arrived(self) -> None:
        """What follows is the request's body."""
        self._arriving = Arriving.BODY

    def _keep_time(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timed = self._arriving
        if self._arriving is Arriving.NOTHING:
            return
        is_head = self._arriving is Arriving.HEAD
        bound = limits.REQUEST_HEAD_TIMEOUT if is_head else limits.REQUEST_BODY_TIMEOUT
        self._timer = self.loop.call_later(bound.total_seconds(), self.transport.close)
