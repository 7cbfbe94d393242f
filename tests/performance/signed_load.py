"""Invocations by some connections at once, each signed before the clock starts: what telemetry is measured under."""

import itertools
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGTERM
from urllib.parse import urlsplit

from cloister.domain.clock import SystemClock
from tests.e2e.lambda_client import PER_TENANT, boto3_client, deploy
from tests.e2e.server import Server
from tests.e2e.signed_http import FUNCTIONS, signer
from tests.unit.signed_requests import signed

CONNECTIONS = 8
MEMORY_MB = 1769
"""One vCPU, as in bench.py."""
LOG_RESULT = re.compile(rb"x-amz-log-result: ([^\r]+)\r", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: (\d+)\r", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """An invocation that its caller has the answer of."""

    at: float
    tenant: str
    log: bytes | None
    """Base64, if its tail was asked for."""


@dataclass(frozen=True, slots=True)
class Load:
    """Tenants in turn, on CONNECTIONS to one server."""

    server: Server
    function: str
    tenants: int
    asks_for_log: bool = False

    def run(self, *, count: int | None = None, until: float = float("inf")) -> list[Answered]:
        """Invoke until so many are answered, or the time is over, or the server is gone."""
        numbers = iter(range(count)) if count is not None else itertools.count()
        requests = [self._request(f"tenant-{number}") for number in range(self.tenants)]
        answered: list[list[Answered]] = [[] for _ in range(CONNECTIONS)]

        def work(own: list[Answered]) -> None:
            with self._connected() as connection:
                for number in numbers:
                    if time.monotonic() > until:
                        return
                    connection.sendall(requests[number % self.tenants])
                    head = _answer(connection)
                    if head is None:
                        return
                    log = LOG_RESULT.search(head)
                    tenant = f"tenant-{number % self.tenants}"
                    own.append(Answered(time.monotonic(), tenant, log and log[1]))

        threads = [threading.Thread(target=work, args=(own,)) for own in answered]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [each for own in answered for each in own]

    def _connected(self) -> socket.socket:
        address = urlsplit(self.server.endpoint)
        connection = socket.create_connection((str(address.hostname), int(address.port or 80)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _request(self, tenant: str) -> bytes:
        """An invocation as bytes, signed once for all the times that it is sent: signatures last five minutes."""
        asked = [("x-amz-log-type", "Tail")] if self.asks_for_log else []
        request = signed(
            url=f"{self.server.endpoint}{FUNCTIONS}/{self.function}/invocations",
            headers=(("x-amz-tenant-id", tenant), *asked),
            signer=signer(self.server),
            at=SystemClock().now(),
        )
        head = [f"{request.method} {request.path} HTTP/1.1"]
        head += [f"{name}: {value}" for name, value in request.headers]
        head += [f"content-length: {len(request.body)}", "", ""]
        return "\r\n".join(head).encode() + request.body


@contextmanager
def loading(
    server: Server, source: str, *, tenants: int, asks_for_log: bool = False
) -> Iterator[Load]:
    """A server that runs for the block, with a function on it."""
    try:
        server.start()
        with boto3_client(server.environ) as client:
            function = deploy(client, source, MemorySize=MEMORY_MB, **PER_TENANT)
        yield Load(server, function, tenants, asks_for_log)
        server.signal(SIGTERM)
    finally:
        server.end()


def _answer(connection: socket.socket) -> bytes | None:
    """The head of the next answer, or None if the server is gone. RuntimeError for anything but a success."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            received = connection.recv(65_536)
            if not received:
                return None
            data += received
        head, _, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65_536)
    except ConnectionResetError:
        return None
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"another answer: {head!r} {body!r}")
    return head + b"\r\n"
