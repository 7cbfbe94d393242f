"""Requests signed by hand and sent as they are: for what no AWS client would send."""

import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.credentials import Credentials

from cloister.api.http import HttpRequest
from tests.e2e.lambda_client import Refusal
from tests.e2e.server import Server
from tests.unit.signed_requests import signed

FUNCTIONS = "/2015-03-31/functions"
ANSWER_PATIENCE_S = 20
ANSWER_BYTES_MAX = 65_536


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def refusal(self) -> Refusal:
        """Read as AWS's errors are: the text's member is written either way in the model."""
        error = json.loads(self.body)
        return Refusal(
            self.status, self.headers["x-amzn-errortype"], error.get("message") or error["Message"]
        )


def signer(server: Server) -> SigV4Auth:
    """Signs as the root key's owner would."""
    return SigV4Auth(Credentials(*server.root_key), "lambda", "us-east-1")


def an_invoke(
    server: Server,
    function: str,
    *,
    tenant: str | None = None,
    body: bytes = b"{}",
    by: SigV4Auth | None = None,
    at: datetime | None = None,
) -> HttpRequest:
    """A signed Invoke, now unless said otherwise. Change it as you like, and `send` it."""
    return signed(
        "POST",
        f"{server.endpoint}{FUNCTIONS}/{function}/invocations",
        headers=() if tenant is None else (("x-amz-tenant-id", tenant),),
        body=body,
        signer=by or signer(server),
        at=at or datetime.now(UTC),
    )


def send_body(server: Server, path: str, body: bytes, *, method: str = "POST") -> Received:
    """The answer to a signed request with any body."""
    url = f"{server.endpoint}{path}"
    return send(signed(method, url, body=body, signer=signer(server), at=datetime.now(UTC)))


def send(request: HttpRequest) -> Received:
    """The answer to exactly these headers and this body."""
    connection = http.client.HTTPConnection(_host(request), timeout=ANSWER_PATIENCE_S)
    try:
        target = f"{request.path}?{request.query}" if request.query else request.path
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in _with_length(request).headers:
            connection.putheader(name, value)
        connection.endheaders(request.body)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Received(response.status, headers, response.read())
    finally:
        connection.close()


def send_bytes(request: HttpRequest, *, header: str, value: bytes) -> bytes:
    """The start of the answer when that header goes over the wire as these bytes, in place of what was signed."""
    lines = [f"{request.method} {request.path} HTTP/1.1".encode()]
    for name, text in _with_length(request).headers:
        lines.append(f"{name}: ".encode() + (value if name == header else text.encode()))
    place = urlsplit(f"//{_host(request)}")
    address = str(place.hostname), place.port
    with socket.create_connection(address, timeout=ANSWER_PATIENCE_S) as connection:
        connection.sendall(b"\r\n".join([*lines, b"", request.body]))
        return connection.recv(ANSWER_BYTES_MAX)


def _host(request: HttpRequest) -> str:
    host = request.header("host")
    assert host is not None
    return host


def _with_length(request: HttpRequest) -> HttpRequest:
    length = ("content-length", str(len(request.body)))
    return replace(request, headers=(*request.headers, length))
