"""Who gets in over HTTP: nobody without a session, and no change from another place's page."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.e2e.server import Server

SESSION: Final = "/console/session"
LIST: Final = "/console/call/lambda/2015-03-31/functions"
METRICS: Final = "GraniteServiceVersion20100801.ListMetrics"
CALLS: Final = (
    ("GET", LIST, ""),
    ("POST", "/console/call/lambda/2015-03-31/functions/f/invocations", ""),
    ("GET", "/console/call/cloister/2026-11-01/tenants", ""),
    ("POST", "/console/call/monitoring/", METRICS),
)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(server: Server, method: str, path: str, *, body: object = None, **headers: str) -> Answer:
    """An answer of the server's; headers as keywords, with _ for -."""
    place = urlsplit(server.endpoint)
    connection = http.client.HTTPConnection(place.netloc, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        return Answer(
            response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        )
    finally:
        connection.close()


def cookie_of(server: Server) -> str:
    """Of a session that the root key has opened."""
    key_id, secret = server.root_key
    credentials = {"accessKeyId": key_id, "secretAccessKey": secret}
    answer = ask(server, "POST", SESSION, body=credentials, origin=server.endpoint)
    assert answer.status == 200, answer.body
    return answer.headers["set-cookie"]


def test_the_cookie_is_for_this_server_alone_and_for_no_script(console_server: Server) -> None:
    attributes = [part.strip().lower() for part in cookie_of(console_server).split(";")[1:]]

    assert {"httponly", "samesite=strict", "path=/console"} <= set(attributes)
    assert "secure" not in attributes


def test_behind_tls_the_cookie_is_secure(console_server: Server) -> None:
    key_id, secret = console_server.root_key
    credentials = {"accessKeyId": key_id, "secretAccessKey": secret}

    answer = ask(
        console_server,
        "POST",
        SESSION,
        body=credentials,
        origin=console_server.endpoint,
        x_forwarded_proto="https",
    )

    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(("method", "path", "target"), CALLS)
@pytest.mark.parametrize("cookie", ["", "cloister=1", "cloister-000000000000=guess"])
def test_nothing_answers_without_a_session(
    console_server: Server, method: str, path: str, target: str, cookie: str
) -> None:
    headers = {"origin": console_server.endpoint, "cookie": cookie}
    if target:
        headers["x_amz_target"] = target

    answer = ask(console_server, method, path, body={}, **headers)

    assert answer.status in {400, 403}
    assert b"sign in again" in answer.body


def test_a_session_calls_what_a_signature_does(console_server: Server) -> None:
    cookie = cookie_of(console_server)

    answer = ask(console_server, "GET", LIST, cookie=cookie)

    assert answer.status == 200
    assert "Functions" in json.loads(answer.body)
    assert "x-amzn-requestid" in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "{endpoint}", "sec_fetch_site": "cross-site"},
        {"origin": "{endpoint}", "sec_fetch_site": "same-site"},
    ],
)
def test_a_change_from_elsewhere_is_refused_also_with_a_session(
    console_server: Server, headers: dict[str, str]
) -> None:
    cookie = cookie_of(console_server)
    sent = {name: it.format(endpoint=console_server.endpoint) for name, it in headers.items()}

    path = "/console/call/lambda/2015-03-31/functions/nothing"
    refused = ask(console_server, "DELETE", path, cookie=cookie, **sent)
    twin = ask(console_server, "DELETE", path, cookie=cookie, origin=console_server.endpoint)

    assert (refused.status, twin.status) == (403, 404)
    assert b"A change must come from a page of this console." in refused.body


def test_signing_out_ends_the_session(console_server: Server) -> None:
    cookie = cookie_of(console_server)

    ask(console_server, "DELETE", SESSION, cookie=cookie, origin=console_server.endpoint)

    assert ask(console_server, "GET", LIST, cookie=cookie).status == 403


def test_a_sign_in_that_is_no_json_or_too_big_is_told_so(console_server: Server) -> None:
    statuses = [
        ask(console_server, "POST", SESSION, body=body, origin=console_server.endpoint).status
        for body in ("text", {"link": "x" * 5000})
    ]

    assert statuses == [400, 413]


def test_files_are_compressed_and_kept_and_pages_are_not(console_server: Server) -> None:
    page = ask(console_server, "GET", "/console/functions", accept_encoding="gzip, br")
    plain = ask(console_server, "GET", "/console/functions")
    script = plain.body.decode().partition('src="')[2].partition('"')[0]

    file = ask(console_server, "GET", script, accept_encoding="br")

    assert (page.headers["content-encoding"], file.headers["content-encoding"]) == ("br", "br")
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in file.headers["cache-control"]
    assert "content-encoding" not in plain.headers


def test_every_answer_carries_the_policy(console_server: Server) -> None:
    for path in ("/console/", LIST, SESSION, "/console/assets/none.js"):
        headers = ask(console_server, "GET", path).headers

        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_a_visit_to_the_root_leads_to_the_console(console_server: Server) -> None:
    answer = ask(console_server, "GET", "/", accept="text/html,*/*")

    assert (answer.status, answer.headers["location"]) == (307, "/console/")
