"""uvicorn's HTTP connection, with bounds on what a request brings beside its body, and on how long it may take.

Descriptors and memory are bounded too: when connections or bodies on their way take all that they may, whoever has
kept the server waiting for longest makes room for who comes, so that nobody can take all of it and sit there.
"""

import asyncio
from collections import OrderedDict
from enum import Enum, auto
from itertools import repeat
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cloister.deadline import Deadline
from cloister.domain import limits

HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_INVALID: Final = "Invalid HTTP request received."
"""uvicorn's words for all that its parser refuses."""
_LATIN_1: Final = repeat("latin-1")


class Arriving(Enum):
    """What the connection is in the middle of."""

    HEAD = auto()
    """Of a request, or its first byte."""
    BODY = auto()
    NOTHING = auto()


# Said of each request, and slow to find in their class.
_HEAD: Final = Arriving.HEAD
_BODY: Final = Arriving.BODY
_NOTHING: Final = Arriving.NOTHING


class _Bodies:
    """How much is held of bodies that are not whole yet. Not of a class, whose names are slow to find as it changes."""

    held_bytes = 0


class BoundedHttp(HttpToolsProtocol):
    """A client that sends endless headers, or takes a byte a minute, costs a bounded buffer for a bounded time.

    A request that arrives whole, in one piece, costs no timer.
    """

    _by_age: ClassVar[OrderedDict["BoundedHttp", None]] = OrderedDict()
    """All of the process, the one that was opened or answered longest ago first: descriptors are the process's too."""
    _bodies: ClassVar[_Bodies] = _Bodies()
    """Of all connections of the process."""
    bodies_bytes_max: ClassVar[int] = limits.BODIES_ARRIVING_BYTES_MAX
    body_bytes = 0
    """Of the body that is arriving."""
    _counted_bytes = 0
    """As many of them as are counted among those of all connections: after each part but the last."""
    _arriving = Arriving.HEAD
    _timed = Arriving.NOTHING
    """What the timer is for, if any runs."""
    _timer: asyncio.TimerHandle | None = None
    _reader_timer: asyncio.TimerHandle | None = None
    """Runs while there is more to be sent than the client takes."""
    _received_bytes = 0
    """Of the request that is arriving, its body and the rest: head, lengths of chunks, what comes after them."""
    _keep_alive: Deadline
    """When to close a connection on which nothing was asked since the last answer."""
    _fields: list[bytes]
    """Names and values, in turns, of the request that is arriving; once its body is there, of its trailers as well."""

    @property
    def is_waiting(self) -> bool:
        """Whether the client has yet to send or to take something, and nothing is worked at for it."""
        return (
            self._arriving is not Arriving.NOTHING
            or self.flow.write_paused
            or self.cycle is None
            or self.cycle.response_complete
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn's own
        super().connection_made(transport)
        self._keep_alive = Deadline(self.timeout_keep_alive_handler)
        self._by_age[self] = None
        self._fields = []
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._make_room()
        self._keep_time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._by_age.pop(self, None)
        self._body_is_over()
        self._arriving = Arriving.NOTHING
        self._keep_time()
        self._stop_watching_reader()
        self._keep_alive.close()
        super().connection_lost(exc)
        # Each of them leads back here: without the collector, which comes seldom, megabytes of a body would stay.
        del self._keep_alive
        self.pipeline.clear()
        self.cycle = None  # type: ignore[assignment] # as before the first request

    def data_received(self, data: bytes) -> None:
        self._received_bytes += len(data)
        super().data_received(data)
        if self._received_bytes or self.body_bytes:
            self._part_has_arrived()
        if self._timed is not self._arriving:
            self._keep_time()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        self._stop_watching_reader()
        super().resume_writing()

    def on_message_begin(self) -> None:
        # uvicorn begins a scope here, which not every way needs: see _begin_scope.
        self._arriving = _HEAD
        self.url = b""
        self._fields = []

    def on_header(self, name: bytes, value: bytes) -> None:
        # No more than this: it is done for each of them. They are counted when a piece or the head is over.
        self._fields += name, value

    def on_headers_complete(self) -> None:
        self.head_has_arrived()
        self._begin_scope()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.request_has_arrived()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As uvicorn's own, which begins a timer for each answer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self._by_age.move_to_end(self)
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._keep_alive.set(self.loop.time() + self.timeout_keep_alive)

    @property
    def headers_in_text(self) -> tuple[tuple[str, str], ...]:
        """Of the request whose head has arrived, names in lower case."""
        # The parser leaves blanks behind a value, and takes no other white space than blanks and tabs. They are no
        # part of it (RFC 9110, 5.5), nor of what is signed.
        names = map(bytes.lower, self._fields[::2])
        values = map(bytes.strip, self._fields[1::2])
        return tuple(zip(map(str, names, _LATIN_1), map(str, values, _LATIN_1), strict=True))

    def head_has_arrived(self) -> None:
        """What follows is the request's body."""
        if len(self._fields) > 2 * limits.HEADERS_MAX:
            raise _TooManyHeaders
        self._arriving = _BODY

    def request_has_arrived(self) -> None:
        """All of it, trailers included."""
        if len(self._fields) > 2 * limits.HEADERS_MAX:
            raise _TooManyHeaders
        self._arriving = _NOTHING
        self._received_bytes = 0
        self._body_is_over()

    def give_up(self) -> None:
        """The connection is gone at once, with all that was still to be sent."""
        self.connections.discard(self)
        self._by_age.pop(self, None)
        self._body_is_over()
        self.transport.abort()

    def _unset_keepalive_if_required(self) -> None:
        """uvicorn's word that something has come."""
        self._keep_alive.keep()

    def _begin_scope(self) -> None:
        """Let uvicorn's callbacks make of this head what it makes of a head."""
        url = self.url
        super().on_message_begin()
        super().on_url(url)
        # What comes after a body is not passed on: it would be read as if it had come before it.
        for name, value in zip(self._fields[::2], self._fields[1::2], strict=True):
            super().on_header(name, value.strip())

    def _part_has_arrived(self) -> None:
        """Bound what has to be kept until the rest has come. Whole requests leave nothing to keep."""
        if not self.transport.is_closing():
            self._bound_overhead()
        self._bodies.held_bytes += self.body_bytes - self._counted_bytes
        self._counted_bytes = self.body_bytes
        if self._bodies.held_bytes > self.bodies_bytes_max:
            self._make_memory()

    def _body_is_over(self) -> None:
        self.body_bytes = 0
        if self._counted_bytes:
            self._bodies.held_bytes -= self._counted_bytes
            self._counted_bytes = 0

    def _bound_overhead(self) -> None:
        if self._received_bytes - self.body_bytes > limits.HEADERS_BYTES_MAX:
            self._refuse_overhead()
        elif len(self._fields) > 2 * limits.HEADERS_MAX:
            self.send_400_response(_INVALID)

    def _refuse_overhead(self) -> None:
        if self._arriving is Arriving.HEAD:
            self.transport.write(HEAD_TOO_LARGE)
            self.transport.close()
        else:
            # Chunks of a byte, with extensions, or with endless headers behind them: an answer may have begun.
            self.transport.abort()

    def _make_room(self) -> None:
        # This one is the last of them. Where all others are worked at, its request is answered 503.
        oldest = next(it for it in self._by_age if it.is_waiting)
        if oldest is not self:
            oldest.give_up()

    def _make_memory(self) -> None:
        # Nobody knows yet who sent them: a body is part of what is signed.
        next(it for it in self._by_age if it.body_bytes).give_up()

    def _watch_reader(self) -> None:
        self._reader_timer = self.loop.call_later(
            limits.RESPONSE_LOOK_INTERVAL.total_seconds(),
            self._check_reader,
            self.transport.get_write_buffer_size(),
        )

    def _check_reader(self, bytes_left_before: int) -> None:
        taken_bytes = bytes_left_before - self.transport.get_write_buffer_size()
        if taken_bytes < limits.RESPONSE_BYTES_TAKEN_MIN:
            self.transport.abort()
        else:
            self._watch_reader()

    def _stop_watching_reader(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _unsupported_upgrade_warning(self) -> None:
        """Who asks for another protocol is answered by this one, as HTTP has it: nothing for the operator to read.

        It is the connection's last answer. What follows is not HTTP to the parser, the request's own body included:
        that would be read as the next request, which a proxy on the way knows nothing of.
        """
        self.cycle.keep_alive = False

    def _keep_time(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timed = self._arriving
        if self._arriving is Arriving.NOTHING:
            return
        is_head = self._arriving is Arriving.HEAD
        bound = limits.REQUEST_HEAD_TIMEOUT if is_head else limits.REQUEST_BODY_TIMEOUT
        self._timer = self.loop.call_later(bound.total_seconds(), self.transport.abort)


class _TooManyHeaders(Exception):
    """Ends the parser, which then answers 400."""
