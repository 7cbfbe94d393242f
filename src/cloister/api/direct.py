"""Invoke on uvicorn's own connection, with no ASGI in between; every other request passes on to the application.

One parser reads all requests and one queue keeps their order, whichever way each of them goes. What ASGI costs, and
why nothing but this operation goes without it: docs/adr/0019-the-way-of-invoke.md.
"""

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable
from enum import IntEnum, auto
from http import HTTPStatus
from typing import Final, TypeAlias

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from cloister.api.app import Cap, Whole
from cloister.api.connection import BoundedHttp
from cloister.api.http import HttpRequest, HttpResponse, length_named_by
from cloister.domain import limits
from cloister.domain.errors import ensure
from cloister.domain.limits import PAYLOAD_SYNC_BYTES_MAX

Answer: TypeAlias = Callable[[HttpRequest, Whole], Awaitable[HttpResponse]]
"""Api.answer."""

# Printable ASCII without a fragment, and no slash in the name. Anything else, an absolute target for example, goes by
# ASGI and is judged there.
_INVOKE_TARGET: Final = re.compile(
    rb"(/2015-03-31/functions/[!\"$-.0->@-~]+/invocations)(?:\?([!\"$-~]*))?"
)
_LENGTH: Final = b"content-length"
_GO_AHEAD: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


def direct_http(
    answer: Answer, *, bodies_bytes_max: int = limits.BODIES_ARRIVING_BYTES_MAX
) -> type[BoundedHttp]:
    """uvicorn's protocol, with `answer` for the requests that do not pass on to its application."""

    class Connection(_DirectHttp):
        _answer = staticmethod(answer)

    Connection.bodies_bytes_max = bodies_bytes_max

    return Connection


class _Awaited(IntEnum):
    """What an exchange begins after. Numbers, because an Enum's own hash is computed in Python."""

    TURN = auto()
    BODY = auto()


class _Exchange(RequestResponseCycle):
    """One request and its answer. uvicorn queues it, feeds it and closes it as one of its own."""

    # The rest of what a cycle has serves ASGI. Nobody waits for this event: an exchange begins with its whole body.
    message_event = asyncio.Event()

    def __init__(  # uvicorn's own is left out: it makes a scope's worth of what is not needed here
        self, connection: "_DirectHttp", target: re.Match[bytes], *, keep_alive: bool
    ) -> None:
        self.transport = connection.transport
        self.flow = connection.flow
        self.keep_alive = keep_alive
        self.disconnected = False
        self.response_complete = False
        self.more_body = True
        self.body = bytearray()
        self.is_whole = False
        """Whether all of the body is in `body`."""
        self._connection = connection
        self._target = target
        self._headers = connection.headers
        self._awaits = {_Awaited.TURN, _Awaited.BODY}

    @property
    def waits_for_body(self) -> bool:
        return _Awaited.BODY in self._awaits

    @property
    def announces_too_much(self) -> bool:
        announced = next((value for name, value in self._headers if name == _LENGTH), b"")
        return (length_named_by(announced.decode("latin-1")) or 0) > PAYLOAD_SYNC_BYTES_MAX

    def may_begin(self, come: _Awaited) -> bool:
        """Whether what has come now was the last that it waited for."""
        if come not in self._awaits:
            return False
        self._awaits.remove(come)
        return not self._awaits

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Answer, and let the connection go on to the next request; `app` is for those that need it."""
        try:
            request = self._request()
            response = await self._connection.answer(
                request, functools.partial(self._whole, request)
            )
            await self._send(response)
        except BaseException:
            # Cancelled, or a fault of ours: what has been written of an answer must not pass for a whole one.
            self.transport.close()
            raise

    def _request(self) -> HttpRequest:
        path, query = self._target.groups(b"")
        return HttpRequest(
            method="POST",
            path=path.decode(),
            query=query.decode(),
            headers=tuple(
                [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._headers]
            ),
            body=bytes(self.body),
        )

    async def _whole(self, request: HttpRequest, cap: Cap) -> HttpRequest:
        cap.ensure_holds(len(request.body) if self.is_whole else cap.bytes_max + 1)
        return request

    async def _send(self, response: HttpResponse) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected or self.transport.is_closing():
            return
        if ("connection", "close") in response.headers:
            self.keep_alive = False
        self.transport.write(self._connection.encode(response, keep_alive=self.keep_alive))
        self.response_complete = True
        if not self.keep_alive:
            self.transport.close()
        self._connection.on_response_complete()


class _DirectHttp(BoundedHttp):
    """Decides at the end of each head which way a request goes."""

    _answer: Answer

    def answer(self, head: HttpRequest, whole: Whole) -> Awaitable[HttpResponse]:
        return self._answer(head, whole)

    def encode(self, response: HttpResponse, *, keep_alive: bool) -> bytes:
        """An answer as it is on the wire. Raises BrokenPromise for a header with a line end in it."""
        lines = [f"{name}: {value}\r\n" for name, value in response.headers]
        if response.status != HTTPStatus.NO_CONTENT:  # which must not have a length: RFC 9110, 8.6
            lines.append(f"content-length: {len(response.body)}\r\n")
        if not keep_alive and ("connection", "close") not in response.headers:
            lines.append("connection: close\r\n")
        text = "".join(lines)
        ensure(text.count("\n") == text.count("\r") == len(lines), "a header is one line")
        own = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        head = b"".join((STATUS_LINE[response.status], own, text.encode("latin-1"), b"\r\n"))
        return head + response.body

    def on_headers_complete(self) -> None:
        target = _INVOKE_TARGET.fullmatch(self.url) if self._may_be_invoke() else None
        if target is None:
            super().on_headers_complete()
            return
        self.head_has_arrived()
        exchange = _Exchange(self, target, keep_alive=self._keeps_alive())
        if exchange.announces_too_much:
            exchange.may_begin(_Awaited.BODY)
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
        self.body_has_arrived(body)
        if exchange.waits_for_body:
            exchange.body += body
            if len(exchange.body) > PAYLOAD_SYNC_BYTES_MAX:
                # What is there is enough to be refused for.
                self._enough_has_arrived(exchange)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        exchange = self.cycle
        if isinstance(exchange, _Exchange) and exchange.waits_for_body:
            exchange.is_whole = True
            self._enough_has_arrived(exchange)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """uvicorn's word that it is a request's turn."""
        if not isinstance(cycle, _Exchange) or cycle.may_begin(_Awaited.TURN):
            super()._start_asgi_task(cycle, app)
        elif self.expect_100_continue and cycle is self.cycle:
            self.transport.write(_GO_AHEAD)

    def _enough_has_arrived(self, exchange: _Exchange) -> None:
        if exchange.may_begin(_Awaited.BODY):
            super()._start_asgi_task(exchange, self.app)

    def _may_be_invoke(self) -> bool:
        has_room = self.limit_concurrency is None or (
            max(len(self.connections), len(self.tasks)) < self.limit_concurrency
        )
        return self.parser.get_method() == b"POST" and has_room and not self.parser.should_upgrade()

    def _keeps_alive(self) -> bool:
        return self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
