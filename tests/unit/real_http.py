"""A server on a real socket, and clients that send bytes as they are: what parsers and proxies might disagree on."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeAlias

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.loose import Given

Address: TypeAlias = tuple[str, int]
PATIENCE_S = 10


class QuietServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def listening(
    application: Any,  # Any: ASGI
    protocol: type[HttpToolsProtocol],
    **options: Given,
) -> AsyncIterator[Address]:
    """The application behind the protocol, for the length of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        http=protocol,
        lifespan="off",
        ws="none",
        log_config=None,
        server_header=False,
        proxy_headers=False,
        **options,
    )
    server = QuietServer(config)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            await serving


async def exchange(address: Address, *parts: bytes) -> bytes:
    """All that comes back until the server closes; the client itself never does."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        for part in parts:
            writer.write(part)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        async with asyncio.timeout(PATIENCE_S):
            return await read_all(reader)
    finally:
        writer.close()


async def read_all(reader: asyncio.StreamReader) -> bytes:
    """What comes until the end of the connection."""
    received = bytearray()
    # A server that closes while it is being sent to resets the connection; what it said before that counts.
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            received += chunk
    return bytes(received)
