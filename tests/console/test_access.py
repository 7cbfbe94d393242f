"""Who gets in over HTTP: nobody without a session, and no change from another place's page."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.credentials import Credentials

from cloister.console.sessions import change_token
from tests.e2e.server import Server, running
from tests.e2e.signed_http import send
from tests.unit.signed_requests import signed

SESSION: Final = "/console/session"
LIST: Final = "/console/call/lambda/2015-03-31/functions"
NO_FUNCTION: Final = "/console/call/lambda/2015-03-31/functions/nothing"
GUESS: Final = "0" * 43
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


@dataclass(frozen=True, slots=True)
class Session:
    """What a browser has of one that the root key has opened."""

    cookie: str
    change_token: str

    def headers(self, server: Server) -> dict[str, str]:
        """All that a page of the console sends with a change."""
        return {
            "cookie": self.cookie,
            "origin": server.endpoint,
            "sec_fetch_site": "same-origin",
            "content_type": "application/json",
            "x_cloister_change": self.change_token,
        }


def ask(server: Server, method: str, path: str, *, body: object = None, **headers: str) -> Answer:
    """An answer of the server's; headers as keywords, with _ for -. One that is empty is not sent."""
    place = urlsplit(server.endpoint)
    connection = http.client.HTTPConnection(place.netloc, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        return Answer(
            response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        )
    finally:
        connection.close()


def sign_in(server: Server, *, body: object = None, **headers: str) -> Answer:
    """With the root key, unless `body` says otherwise."""
    key_id, secret = server.root_key
    credentials = {"accessKeyId": key_id, "secretAccessKey": secret}
    sent = {"origin": server.endpoint, "content_type": "application/json", **headers}
    return ask(server, "POST", SESSION, body=credentials if body is None else body, **sent)


def session_of(server: Server) -> Session:
    answer = sign_in(server)
    assert answer.status == 200, answer.body
    cookie = answer.headers["set-cookie"].partition(";")[0]
    return Session(cookie, json.loads(answer.body)["changeToken"])


def test_the_cookie_is_for_this_server_alone_and_for_no_script(console_server: Server) -> None:
    cookie = sign_in(console_server).headers["set-cookie"]

    attributes = [part.strip().lower() for part in cookie.split(";")[1:]]

    assert {"httponly", "samesite=strict", "path=/console"} <= set(attributes)
    assert "secure" not in attributes


def test_behind_tls_the_cookie_is_secure(console_server: Server) -> None:
    answer = sign_in(console_server, x_forwarded_proto="https")

    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(("method", "path", "target"), CALLS)
@pytest.mark.parametrize(
    "cookie", ["", "cloister=1", f"cloister-000000000000={GUESS}", f"{{name}}={GUESS}"]
)
def test_nothing_answers_without_a_session(
    console_server: Server, method: str, path: str, target: str, cookie: str
) -> None:
    session = session_of(console_server)
    guess = {
        "cookie": cookie.format(name=session.cookie.partition("=")[0]),
        # Whoever guesses an id can make the token that belongs to it.
        "x_cloister_change": change_token(GUESS),
    }
    headers = {**session.headers(console_server), **guess}

    answer = ask(console_server, method, path, body={}, x_amz_target=target, **headers)

    assert answer.status in {400, 403}
    assert b"sign in again" in answer.body


def test_a_session_calls_what_a_signature_does(console_server: Server) -> None:
    session = session_of(console_server)

    answer = ask(console_server, "GET", LIST, cookie=session.cookie)

    assert answer.status == 200
    assert "Functions" in json.loads(answer.body)
    assert "x-amzn-requestid" in answer.headers


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({"origin": ""}, 403, "must come from a page"),
        ({"origin": "https://elsewhere.example"}, 403, "must come from a page"),
        ({"origin": "null"}, 403, "must come from a page"),
        ({"origin": "http://[::1"}, 403, "must come from a page"),
        ({"sec_fetch_site": "cross-site"}, 403, "must come from a page"),
        ({"sec_fetch_site": "same-site"}, 403, "must come from a page"),
        ({"content_type": ""}, 415, "must be sent as application/json"),
        ({"content_type": "text/plain"}, 415, "must be sent as application/json"),
        ({"content_type": "application/x-www-form-urlencoded"}, 415, "must be sent as"),
        ({"x_cloister_change": ""}, 403, "must carry the token"),
        ({"x_cloister_change": "0" * 64}, 403, "must carry the token"),
        ({"x_cloister_change": "ä"}, 403, "must carry the token"),
    ],
)
def test_a_change_that_another_place_could_send_is_refused_also_with_a_session(
    console_server: Server, headers: dict[str, str], status: int, message: str
) -> None:
    own = session_of(console_server).headers(console_server)

    refused = ask(console_server, "DELETE", NO_FUNCTION, **{**own, **headers})
    twin = ask(console_server, "DELETE", NO_FUNCTION, **own)

    assert (refused.status, twin.status) == (status, 404)
    assert message in refused.body.decode()


def test_a_call_that_another_page_asks_for_by_a_picture_is_refused(console_server: Server) -> None:
    cookie = session_of(console_server).cookie

    answers = [
        ask(console_server, "GET", LIST, cookie=cookie, sec_fetch_site=site).status
        for site in ("cross-site", "same-site", "same-origin", "none", "")
    ]

    assert answers == [403, 403, 200, 200, 200]


def test_no_service_that_changes_things_by_get_is_called_by_the_console(
    console_server: Server,
) -> None:
    changes = "/?Action=DeleteRole&Version=2010-05-08&RoleName=somebody"
    url = f"{console_server.endpoint}{changes}"
    signer = SigV4Auth(Credentials(*console_server.root_key), "iam", "us-east-1")
    session = session_of(console_server)

    by_picture = ask(console_server, "GET", f"/console/call/iam{changes}", cookie=session.cookie)
    twin = send(signed("GET", url, body=b"", signer=signer, at=datetime.now(UTC)))

    assert (by_picture.status, by_picture.body) == (404, b"There is no such service.\n")
    assert b"NoSuchEntity" in twin.body


def test_one_sessions_token_is_no_other_ones(console_server: Server) -> None:
    one, other = (session_of(console_server) for _ in range(2))
    mixed = {**one.headers(console_server), "x_cloister_change": other.change_token}

    assert ask(console_server, "DELETE", NO_FUNCTION, **mixed).status == 403
    assert ask(console_server, "DELETE", SESSION, **mixed).status == 403
    assert ask(console_server, "GET", LIST, cookie=one.cookie).status == 200


@pytest.mark.parametrize("path", ["/console/", "/console/functions", LIST, SESSION])
@pytest.mark.parametrize(
    "host",
    ["rebound.example", "rebound.example:9000", "127.0.0.1.rebound.example", "10.0.0.7", "["],
)
def test_a_name_that_somebody_points_here_reaches_nothing(
    console_server: Server, path: str, host: str
) -> None:
    session = session_of(console_server)

    rebound = ask(console_server, "GET", path, cookie=session.cookie, host=host)
    twin = ask(console_server, "GET", path, cookie=session.cookie)

    assert (rebound.status, twin.status) == (421, 200)
    assert "--console-host" in rebound.body.decode()


def test_a_rebound_page_can_not_sign_in(console_server: Server) -> None:
    headers = {"host": "rebound.example", "origin": "http://rebound.example"}

    assert sign_in(console_server, **headers).status == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:9000", "LOCALHOST."])
def test_names_of_this_machine_are_known(console_server: Server, host: str) -> None:
    expected = 421 if host.endswith(".") else 200

    assert ask(console_server, "GET", "/console/", host=host).status == expected


def test_a_name_that_the_settings_say_is_known(
    tmp_path: Path, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOISTER_UP_CONSOLE_HOST", "console.example other.example")

    with running(tmp_path / "data", image) as server:
        answers = [
            sign_in(server, host=host, origin=f"https://{host}").status
            for host in ("console.example", "Other.Example", "third.example")
        ]
        server.stop()

    assert answers == [200, 200, 421]


def test_cookies_that_take_long_to_read_are_not_read(console_server: Server) -> None:
    session = session_of(console_server)

    long = ask(console_server, "GET", LIST, cookie=f"{session.cookie}; other={'x' * 20_000}")
    twin = ask(console_server, "GET", LIST, cookie=f"{session.cookie}; other={'x' * 10_000}")

    assert (long.status, twin.status) == (431, 200)
    assert "delete those of this host" in long.body.decode()


def test_signing_out_ends_the_session(console_server: Server) -> None:
    session = session_of(console_server)

    ask(console_server, "DELETE", SESSION, **session.headers(console_server))

    assert ask(console_server, "GET", LIST, cookie=session.cookie).status == 403


def test_a_sign_in_that_is_no_json_or_too_big_is_told_so(console_server: Server) -> None:
    answers = [sign_in(console_server, body=body) for body in ("text", {"link": "x" * 5000})]
    form = sign_in(console_server, content_type="text/plain")

    assert [answer.status for answer in (*answers, form)] == [400, 413, 415]


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
