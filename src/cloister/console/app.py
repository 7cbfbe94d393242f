"""The console as an ASGI application: pages, sessions, and calls, which meet the same handlers as every client's."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cloister.console.files import Files
from cloister.console.guards import Guarded
from cloister.console.hosts import Hosts
from cloister.console.session_pages import SessionPages

Asgi: TypeAlias = Callable[..., Awaitable[None]]
"""An ASGI application, however narrowly it types what it is called with."""
SERVICES: Final = frozenset({"cloister", "lambda", "logs", "monitoring"})
"""Those that the pages ask. Not IAM: it takes changes by GET, which a picture on another page can ask for."""
_CALLS: Final = b"/console/call/"


def console(
    files: Files, session_pages: SessionPages, services: Mapping[str, Asgi], *, hosts: Hosts
) -> ASGIApp:
    """`services` by the name that they are signed for; each must let in nobody without a session."""
    routes = [
        Mount("/console/call", app=_Calls(services)),
        Route("/console/session", session_pages.show, methods=["GET"]),
        Route("/console/session", session_pages.open, methods=["POST"]),
        Route("/console/session", session_pages.close, methods=["DELETE"]),
        Route("/console/assets/{name}", files.asset),
        Route("/console/{path:path}", files.page),
        Route("/{path:path}", _to_console),
    ]
    return Guarded(Starlette(routes=routes), hosts=hosts, cookie=session_pages.cookie)


class _Calls:
    """/console/call/SERVICE/PATH is that service's own PATH, in its own protocol."""

    def __init__(self, services: Mapping[str, Asgi]) -> None:
        self._services = {name.encode(): service for name, service in services.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The raw path, as without a console: labels hold %2F and %3A.
        name, slash, path = scope["raw_path"].removeprefix(_CALLS).partition(b"/")
        service = self._services.get(name, _NO_SERVICE)
        await service({**scope, "raw_path": slash + path}, receive, send)


_NO_SERVICE: Final = PlainTextResponse("There is no such service.\n", HTTPStatus.NOT_FOUND)


async def _to_console(_: Request) -> Response:
    return RedirectResponse("/console/")
