"""uvicorn's HTTP connection, with bounds on how large a request's head is and how long a request takes to arrive."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cloister.domain import limits

HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedHttp(HttpToolsProtocol):
    """A client that sends endless headers, or a byte a minute, costs a bounded buffer for a bounded time."""

    _arrival: asyncio.TimerHandle | None = None
    """Runs while a request, or the first byte of a connection, is awaited."""
    _is_in_head = True
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn's own
        super().connection_made(transport)
        self._await(limits.REQUEST_HEAD_TIMEOUT.total_seconds())

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > limits.HEADERS_BYTES_MAX:
                self.transport.write(HEAD_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        if self._arrival is None:
            self._await(limits.REQUEST_HEAD_TIMEOUT.total_seconds())
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._await(limits.REQUEST_BODY_TIMEOUT.total_seconds())
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        self._head_bytes = 0
        self._has_arrived()
        super().on_message_complete()

    def _await(self, seconds: float) -> None:
        self._has_arrived()
        self._arrival = self.loop.call_later(seconds, self.transport.close)

    def _has_arrived(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None
