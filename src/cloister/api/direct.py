"""Invoke on uvicorn's own connection, with no ASGI in between; every other request passes on to the application.

One parser reads all requests and one queue keeps their order, whichever way each of them goes. What ASGI costs, and
why nothing but this operation goes without it: docs/adr/0019-the-way-of-invoke.md.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, TypeAlias

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from cloister.api.app import Cap, Whole
from cloister.api.connection import BoundedHttp
from cloister.api.http import NO_CONTENT, HttpRequest, HttpResponse
from cloister.domain import limits
from cloister.domain.errors import broken
from cloister.domain.limits import PAYLOAD_SYNC_BYTES_MAX

Answer: TypeAlias = Callable[[HttpRequest, Whole], Awaitable[HttpResponse]]
"""Api.answer."""

# Printable ASCII without a fragment, and no slash in the name. Anything else, an absolute target for example, goes by
# ASGI and is judged there.
_INVOKE_TARGET: Final = re.compile(
    r"(/2015-03-31/functions/[!\"$-.0->@-~]+/invocations)(?:\?([!\"$-~]*))?"
)
_CLOSE: Final = ("connection", "close")
_GO_AHEAD: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


def direct_http(
    answer: Answer, *, bodies_bytes_max: int = limits.BODIES_ARRIVING_BYTES_MAX
) -> type[BoundedHttp]:
    """uvicorn's protocol, with `answer` for the requests that do not pass on to its application."""

    class Connection(_DirectHttp):
        answer_to = staticmethod(answer)

    Connection.bodies_bytes_max = bodies_bytes_max

    return Connection


async def _more_than_there_may_be(cap: Cap) -> NoReturn:
    """The `whole` of a request whose body is refused for its size, and is not read to its end."""
    raise cap.refusal


class _Exchange(RequestResponseCycle):
    """One request and its answer. uvicorn queues it, feeds it and closes it as one of its own."""

    # The rest of what a cycle has serves ASGI. Nobody waits for this event: an exchange begins with its whole body.
    message_event = asyncio.Event()
    disconnected = False
    response_complete = False
    can_begin = False
    """Once all of its body is there, or enough to be refused for."""
    whole: Whole = staticmethod(_more_than_there_may_be)
    """Until the request has its body."""
    taken: bytes | bytearray = b""
    """Of the body, so far."""

    def __init__(self, connection: "_DirectHttp", request: HttpRequest) -> None:
        # uvicorn's own is left out: it makes a scope's worth of what is not needed here.
        self.request = request
        self._connection = connection

    @property
    def is_announced_too_large(self) -> bool:
        return self.request.announced_bytes > PAYLOAD_SYNC_BYTES_MAX

    @property
    def expects_go_ahead(self) -> bool:
        asked = any(it.lower() == "100-continue" for it in self.request.texts("expect"))
        return asked and not self.is_announced_too_large

    def take(self, piece: bytes) -> None:
        """More of the body. The first piece is kept as it came: nearly always it is all."""
        if not self.taken:
            self.taken = piece
        elif isinstance(self.taken, bytearray):
            self.taken += piece
        else:
            self.taken = bytearray(self.taken) + piece

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Answer, and let the connection go on to the next request; `app` is for those that need it."""
        connection = self._connection
        try:
            response = await connection.answer_to(self.request, self.whole)
            if connection.flow.write_paused and not self.disconnected:
                await connection.flow.drain()
            if not (self.disconnected or connection.transport.is_closing()):
                self._send(response)
        except BaseException:
            # Cancelled, or a fault of ours: what has been written of an answer must not pass for a whole one.
            connection.transport.close()
            raise

    def _send(self, response: HttpResponse) -> None:
        connection = self._connection
        if _CLOSE in response.headers:
            self.keep_alive = False
        connection.transport.write(connection.encode(response, keep_alive=self.keep_alive))
        self.response_complete = True
        if not self.keep_alive:
            connection.transport.close()
        connection.on_response_complete()


class _DirectHttp(BoundedHttp):
    """Decides at the end of each head which way a request goes."""

    answer_to: Answer
    _due: _Exchange | None = None
    """Whose turn it is, while its body is on its way."""

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._due = None  # as the pipeline: it leads back here

    def encode(self, response: HttpResponse, *, keep_alive: bool) -> bytes:
        """An answer as it is on the wire. Raises BrokenPromise for a header with a line end in it."""
        body = response.body
        lines = [*map(": ".join, response.headers)]
        if response.status != NO_CONTENT:
            lines.append(f"content-length: {len(body)}")
        if not keep_alive and _CLOSE not in response.headers:
            lines.append("connection: close")
        lines += "", ""
        text = "\r\n".join(lines)
        if not text.count("\n") == text.count("\r") == len(lines) - 1:
            broken("a header is one line")
        own = map(b"%b: %b\r\n".__mod__, self.server_state.default_headers)
        return b"".join((STATUS_LINE[response.status], *own, text.encode("latin-1"), body))

    def on_headers_complete(self) -> None:
        target = self._invoke_target()
        if target is None:
            super().on_headers_complete()
            return
        self.head_has_arrived()
        path, query = target.groups("")
        request = HttpRequest(method="POST", path=path, query=query, headers=self.headers_in_text)
        exchange = _Exchange(self, request)
        exchange.keep_alive = (
            self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        )
        before, self.cycle = self.cycle, exchange
        if before is None or before.response_complete:
            self._start_asgi_task(exchange, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))

    def on_body(self, body: bytes) -> None:
        exchange = self.cycle
        if not isinstance(exchange, _Exchange):
            super().on_body(body)
            return
        self.body_bytes += len(body)
        if not exchange.can_begin:
            exchange.take(body)
            if self.body_bytes > PAYLOAD_SYNC_BYTES_MAX:
                # What is there is enough to be refused for.
                self._enough_has_arrived(exchange)

    def on_message_complete(self) -> None:
        exchange = self.cycle
        if not isinstance(exchange, _Exchange):
            super().on_message_complete()
            return
        self.request_has_arrived()
        if not exchange.can_begin:
            exchange.request.body = bytes(exchange.taken)
            exchange.whole = None
            self._enough_has_arrived(exchange)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """uvicorn's word that it is a request's turn."""
        if not isinstance(cycle, _Exchange) or cycle.can_begin:
            super()._start_asgi_task(cycle, app)
            return
        self._due = cycle
        if "expect" in cycle.request.values and cycle.expects_go_ahead:
            self.transport.write(_GO_AHEAD)

    def _part_has_arrived(self) -> None:
        super()._part_has_arrived()
        exchange = self.cycle
        if (
            isinstance(exchange, _Exchange)
            and not exchange.can_begin
            and exchange.is_announced_too_large
        ):
            self._enough_has_arrived(exchange)

    def _enough_has_arrived(self, exchange: _Exchange) -> None:
        exchange.can_begin = True
        if self._due is exchange:
            self._due = None
            super()._start_asgi_task(exchange, self.app)

    def _invoke_target(self) -> re.Match[str] | None:
        """Path and query, if this head may go the short way."""
        if self.parser.get_method() != b"POST" or self.parser.should_upgrade():
            return None
        room = self.limit_concurrency
        if room is not None and max(len(self.connections), len(self.tasks)) >= room:
            return None
        return _INVOKE_TARGET.fullmatch(self.url.decode("latin-1"))
