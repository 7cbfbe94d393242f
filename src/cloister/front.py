"""The port: Invoke straight from the connection, what is below /console to the console, all else to AWS's services."""

import asyncio
import contextlib
import os
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Final

import uvicorn

from cloister.api.app import Api, Receive, Scope, Send
from cloister.api.direct import direct_http
from cloister.console.app import Asgi
from cloister.domain import limits

LISTEN_BACKLOG: Final = 2048
_CONSOLE: Final = b"/console"


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at the address, closed at the end of the block. Raises OSError for an address that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=LISTEN_BACKLOG) as listener:
        yield listener


@contextlib.asynccontextmanager
async def answering(front: "Front", listener: socket.socket) -> AsyncIterator[None]:
    """Serve for the length of the block."""
    server = _server(front)
    async with asyncio.TaskGroup() as tasks:
        serve = tasks.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serve


class Front:
    """The ASGI application of both: a browser's visit to `/` is the console's too."""

    def __init__(self, api: Api, console: Asgi) -> None:
        self.api = api
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"]
        if path.startswith(_CONSOLE) or (path == b"/" and _is_visit(scope)):
            await self._console(scope, receive, send)
        else:
            await self.api(scope, receive, send)


class _Server(uvicorn.Server):
    """Leaves SIGINT and SIGTERM to the command line, which ends the block."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(front: Front) -> uvicorn.Server:
    config = uvicorn.Config(
        front,
        loop="none",
        http=direct_http(front.api.answer, bodies_bytes_max=_bodies_bytes_max()),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(limits.KEEP_ALIVE.total_seconds()),
        limit_concurrency=_connections_max(),
        timeout_graceful_shutdown=int(limits.SHUTDOWN_TIMEOUT.total_seconds()),
    )
    return _Server(config)


def _connections_max() -> int:
    """As many as may be, and never more than half of the descriptors that there are: environments need theirs."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return limits.CONNECTIONS_MAX
    return min(limits.CONNECTIONS_MAX, files // 2)


def _bodies_bytes_max() -> int:
    memory_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return memory_bytes // limits.BODIES_ARRIVING_MEMORY_PARTS


def _is_visit(scope: Scope) -> bool:
    return scope["method"] == "GET" and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )
