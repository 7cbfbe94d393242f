"""Signed requests as somebody on the way, or with an old or borrowed signature, would send them: byte by byte.

Each asks for an invocation of a function that counts. None of them may run it, for whichever tenant.
"""

import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.credentials import Credentials

from cloister.api.http import HttpRequest
from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy
from tests.e2e.server import Server
from tests.e2e.signed_http import ANSWER_PATIENCE_S, FUNCTIONS, an_invoke, signer
from tests.loose import Given
from tests.unit.signed_requests import (
    in_authorization,
    signed,
    with_header,
    with_more,
    without_header,
)

COUNTS: Final = """
    count = 0
    def handler(event, context):
        global count
        count += 1
        return [context.tenant_id, count]
"""
INVALID: Final = "InvalidSignatureException"
INCOMPLETE: Final = "IncompleteSignatureException"
NO_HTTP: Final = ""
"""The parser's answer, which has no type of error."""
IN_A_BODY: Final = ""
"""Where the service that it is signed for answers in XML: it is one of that service's, and asks for nothing of it."""
CHUNKED: Final = ("transfer-encoding", "chunked")
STREAMED: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
Changes = Callable[[HttpRequest], HttpRequest]


def wire(request: HttpRequest, *, body: bytes | None = None) -> bytes:
    """The request as it is, with a length unless it says how its body comes, or `body` in place of its own."""
    target = f"{request.path}?{request.query}" if request.query else request.path
    lines = [f"{request.method} {target} HTTP/1.1", "connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if not {"content-length", "transfer-encoding"} & request.values.keys():
        lines.append(f"content-length: {len(request.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (
        request.body if body is None else body
    )


def answer_to(server: Server, sent: bytes) -> tuple[int, str, bytes]:
    """Status, type of error and body. The server may close before all is sent."""
    place = urlsplit(server.endpoint)
    address = (str(place.hostname), int(place.port or 0))
    received = b""
    with socket.create_connection(address, timeout=ANSWER_PATIENCE_S) as connection:
        connection.sendall(sent)
        while piece := connection.recv(65_536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    told = next((line.partition(": ")[2] for line in lines if "errortype" in line.lower()), "")
    assert headers, received
    return int(first.split()[1]), told, body


def blue(server: Server, function: str, **more: Given) -> HttpRequest:
    return an_invoke(server, function, tenant="blue", **more)


def presigned(
    server: Server,
    function: str,
    *,
    expires: int = 60,
    at: datetime | None = None,
    method: str = "POST",
) -> HttpRequest:
    """For a tenant, by its query."""
    by = SigV4QueryAuth(Credentials(*server.root_key), "lambda", "us-east-1", expires=expires)
    url = f"{server.endpoint}{FUNCTIONS}/{function}/invocations"
    headers = (("x-amz-tenant-id", "blue"),)
    return signed(method, url, headers=headers, body=b"", signer=by, at=at or datetime.now(UTC))


def ago(minutes: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def for_scope(server: Server, function: str, *, service: str, region: str) -> bytes:
    by = SigV4Auth(Credentials(*server.root_key), service, region)
    return wire(blue(server, function, by=by))


def of_stranger(server: Server) -> str:
    """An Authorization header of a key that nobody has."""
    by = SigV4Auth(Credentials("AKIA0000000000000000", "s" * 40), "lambda", "us-east-1")
    return an_invoke(server, "any", by=by).header("authorization") or ""


def changed(change: Changes) -> Callable[[Server, str], bytes]:
    """The change is made to a request that was signed for blue."""
    return lambda server, function: wire(change(blue(server, function)))


def path_of(write: Callable[[str], str]) -> Callable[[Server, str], bytes]:
    """Signed with the path as it is written, by an author who means the function."""

    def send(server: Server, function: str) -> bytes:
        url = f"{server.endpoint}{write(function)}"
        return wire(signed("POST", url, signer=signer(server), at=datetime.now(UTC)))

    return send


def in_chunks(server: Server, function: str, *, trailer: str = "") -> bytes:
    request = with_more(blue(server, function), *CHUNKED)
    return wire(request, body=f"2\r\n{{}}\r\n0\r\n{trailer}\r\n".encode())


def streamed(server: Server, function: str) -> bytes:
    """As S3 takes it: each chunk of the body has a signature of its own."""
    request = signed(
        "POST",
        f"{server.endpoint}{FUNCTIONS}/{function}/invocations",
        headers=(
            *(("x-amz-tenant-id", "blue"), ("x-amz-content-sha256", STREAMED)),
            *(("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", "2")),
        ),
        signer=signer(server),
        at=datetime.now(UTC),
    )
    return wire(replace(request, body=b"2;chunk-signature=" + b"0" * 64 + b"\r\n{}\r\n"))


def unsigned_payload(server: Server, function: str) -> bytes:
    url = f"{server.endpoint}{FUNCTIONS}/{function}/invocations"
    headers = (("x-amz-tenant-id", "blue"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
    request = signed("POST", url, headers=headers, signer=signer(server), at=datetime.now(UTC))
    return wire(replace(request, body=b'{"not": "signed"}'))


def twice_authorized(*, stranger_first: bool) -> Callable[[Server, str], bytes]:
    def send(server: Server, function: str) -> bytes:
        request = blue(server, function)
        more = ("authorization", of_stranger(server))
        headers = (more, *request.headers) if stranger_first else (*request.headers, more)
        return wire(replace(request, headers=headers))

    return send


REFUSED: Final[Mapping[str, tuple[Callable[[Server, str], bytes], int, str]]] = {
    "presigned and over": (lambda s, f: wire(presigned(s, f, at=ago(2))), 403, INVALID),
    "presigned for too long": (lambda s, f: wire(presigned(s, f, expires=901)), 400, INCOMPLETE),
    "presigned for another method": (
        lambda s, f: wire(replace(presigned(s, f, method="GET"), method="POST")),
        403,
        INVALID,
    ),
    "presigned for another function": (
        lambda s, f: wire(replace(presigned(s, "g"), path=f"{FUNCTIONS}/{f}/invocations")),
        403,
        INVALID,
    ),
    "presigned without this body": (
        lambda s, f: wire(replace(presigned(s, f), body=b'{"more": 1}')),
        403,
        INVALID,
    ),
    "presigned and prolonged": (
        lambda s, f: wire(
            replace(
                r := presigned(s, f, at=ago(2)), query=r.query.replace("Expires=60", "Expires=600")
            )
        ),
        403,
        INVALID,
    ),
    "presigned for another tenant": (
        lambda s, f: wire(with_header(presigned(s, f), "x-amz-tenant-id", "green")),
        403,
        INVALID,
    ),
    "presigned, and a header beside it": (
        lambda s, f: wire(with_more(presigned(s, f), "authorization", of_stranger(s))),
        400,
        INCOMPLETE,
    ),
    "replayed after the skew": (lambda s, f: wire(blue(s, f, at=ago(5.2))), 403, INVALID),
    "of the future": (lambda s, f: wire(blue(s, f, at=ago(-5.2))), 403, INVALID),
    "for another service": (
        lambda s, f: for_scope(s, f, service="s3", region="us-east-1"),
        403,
        INVALID,
    ),
    "for a service that is here, too": (
        lambda s, f: for_scope(s, f, service="sts", region="us-east-1"),
        400,
        IN_A_BODY,
    ),
    "for another region": (
        lambda s, f: for_scope(s, f, service="lambda", region="eu-west-1"),
        403,
        INVALID,
    ),
    "host not signed": (
        changed(lambda it: in_authorization(it, "SignedHeaders=host;", "SignedHeaders=")),
        403,
        INVALID,
    ),
    "tenant not signed": (
        changed(lambda it: in_authorization(it, ";x-amz-tenant-id", "")),
        403,
        INVALID,
    ),
    "time not signed": (changed(lambda it: in_authorization(it, "x-amz-date;", "")), 403, INVALID),
    "without its time": (changed(lambda it: without_header(it, "x-amz-date")), 400, INCOMPLETE),
    "unsigned payload": (unsigned_payload, 403, INVALID),
    "signed by the chunk": (streamed, 403, INVALID),
    "two authorizations": (twice_authorized(stranger_first=False), 400, INCOMPLETE),
    "two authorizations, the other first": (twice_authorized(stranger_first=True), 400, INCOMPLETE),
    "host of another": (changed(lambda it: with_header(it, "host", "a.example")), 403, INVALID),
    "two hosts": (changed(lambda it: with_more(it, "host", "a.example")), 403, INVALID),
    "path encoded": (
        path_of(lambda f: f"{FUNCTIONS}/{''.join(f'%{ord(c):02x}' for c in f)}%2Finvocations"),
        404,
        "UnknownOperationException",
    ),
    "path encoded twice": (
        path_of(lambda f: f"{FUNCTIONS}/{quote(quote(f'{f}:1', safe=''))}/invocations"),
        400,
        "ValidationException",
    ),
    "path with two slashes": (
        path_of(lambda f: f"/{FUNCTIONS}//{f}/invocations"),
        404,
        "UnknownOperationException",
    ),
    "path that goes up": (
        path_of(lambda f: f"{FUNCTIONS}/g/../{f}/invocations"),
        404,
        "UnknownOperationException",
    ),
    "path that goes up, encoded": (
        path_of(lambda f: f"{FUNCTIONS}/g/%2e%2e/{f}/invocations"),
        404,
        "UnknownOperationException",
    ),
    "tenant in a folded line": (
        changed(lambda it: with_header(it, "x-amz-tenant-id", "blue\r\n green")),
        400,
        NO_HTTP,
    ),
    "authorization in a folded line": (
        changed(lambda it: in_authorization(it, ", SignedHeaders", ",\r\n SignedHeaders")),
        400,
        NO_HTTP,
    ),
    "tenant with an underscore": (
        changed(lambda it: with_more(it, "x_amz_tenant_id", "green")),
        400,
        "ValidationException",
    ),
    "tenant in two cases": (
        changed(lambda it: with_more(it, "X-AMZ-TENANT-ID", "green")),
        403,
        INVALID,
    ),
    "tenant before a colon with a blank": (
        changed(lambda it: with_more(it, "x-amz-tenant-id ", "green")),
        400,
        NO_HTTP,
    ),
    "two lengths": (
        changed(lambda it: with_more(it, "content-length", "2\r\ncontent-length: 3")),
        400,
        "",
    ),
    "a length and chunks": (
        changed(lambda it: with_more(with_more(it, "content-length", "2"), *CHUNKED)),
        400,
        "",
    ),
}


@pytest.fixture
def function(aws: Client) -> str:
    return deploy(aws, COUNTS, **PER_TENANT)


@pytest.mark.parametrize("attack", REFUSED)
def test_what_its_signer_did_not_send_runs_nothing(
    server: Server, aws: Client, function: str, attack: str
) -> None:
    make, status, error_type = REFUSED[attack]

    got, told, body = answer_to(server, make(server, function))

    assert (got, told.partition(":")[0]) == (status, error_type), body
    for tenant in ("blue", "green"):
        assert call(aws, function, TenantId=tenant) == [tenant, 1]


HONEST: Final[Mapping[str, Callable[[Server, str], bytes]]] = {
    "as signed": lambda s, f: wire(blue(s, f)),
    "presigned": lambda s, f: wire(presigned(s, f)),
    "replayed within the skew": lambda s, f: wire(blue(s, f, at=ago(4))),
    "in chunks": in_chunks,
    # What comes behind a body was not there when it was decided whose it is.
    "with another tenant behind the body": lambda s, f: in_chunks(
        s, f, trailer="x-amz-tenant-id: green\r\n"
    ),
    "with another tenant in the query": lambda s, f: wire(
        signed(
            "POST",
            f"{s.endpoint}{FUNCTIONS}/{f}/invocations?X-Amz-Tenant-Id=green&TenantId=green",
            headers=(("x-amz-tenant-id", "blue"),),
            signer=signer(s),
            at=datetime.now(UTC),
        )
    ),
}


@pytest.mark.parametrize("way", HONEST)
def test_what_its_signer_sent_runs_for_the_tenant_of_the_signed_header(
    server: Server, function: str, way: str
) -> None:
    status, _, body = answer_to(server, HONEST[way](server, function))

    assert (status, body) == (200, b'["blue", 1]')
