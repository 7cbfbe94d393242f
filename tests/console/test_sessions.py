"""Sessions over HTTP: an id that somebody else knows is never one, an ended one opens nothing, and guesses are few."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from cloister.console.sessions import change_token
from cloister.domain import console_limits
from tests.console.test_access import (
    GUESS,
    LIST,
    SESSION,
    Answer,
    Session,
    ask,
    session_of,
    sign_in,
)
from tests.e2e.server import Server, running

INVOKE: Final = "/console/call/lambda/2015-03-31/functions/none/invocations"
POLICY: Final = "default-src 'none'"
ODD: Final[Mapping[str, tuple[int, str, str, dict[str, str]]]] = {
    "no such asset": (404, "GET", "/console/assets/none.js", {}),
    "no such service": (404, "GET", "/console/call/none/x", {}),
    "no such operation": (404, "GET", "/console/call/lambda/x", {}),
    "a path that goes up": (404, "GET", "/console/call/lambda/%2e%2e/x", {}),
    "from nowhere": (403, "POST", SESSION, {}),
    "another host": (421, "GET", "/console/", {"host": "a.example"}),
    "cookies too long": (431, "GET", "/console/", {"cookie": "x" * 20_000}),
    "a page of another place": (403, "GET", LIST, {"sec_fetch_site": "cross-site"}),
    "a method of nobody's": (403, "TRACE", "/console/", {}),
    "a path that begins alike": (307, "GET", "/consoles", {}),
}


def invoked(server: Server, session: Session) -> Answer:
    """A change, of a function that is not there: 404 is for those who are let in."""
    return ask(server, "POST", INVOKE, body={}, **session.headers(server))


@pytest.fixture
def planted(console_server: Server) -> Session:
    """A session's cookie and its token as an attacker would make them, and put into somebody's browser."""
    name = session_of(console_server).cookie.partition("=")[0]
    return Session(f"{name}={GUESS}", change_token(GUESS))


def test_an_id_that_was_there_before_the_sign_in_is_nobodys_after_it(
    console_server: Server, planted: Session
) -> None:
    answer = sign_in(console_server, cookie=planted.cookie)
    given = answer.headers["set-cookie"].partition(";")[0]
    real = Session(given, json.loads(answer.body)["changeToken"])

    assert given.partition("=")[0] == planted.cookie.partition("=")[0]
    assert GUESS not in given
    assert ask(console_server, "GET", LIST, cookie=planted.cookie).status == 403
    assert invoked(console_server, planted).status == 403
    # The twin: what the sign-in gave is let in by the same requests.
    assert ask(console_server, "GET", LIST, cookie=real.cookie).status == 200
    assert invoked(console_server, real).status == 404


def test_signing_in_again_ends_the_session_that_the_browser_had(console_server: Server) -> None:
    before, others = session_of(console_server), session_of(console_server)

    after = sign_in(console_server, cookie=before.cookie)

    assert after.status == 200
    assert invoked(console_server, before).status == 403
    assert invoked(console_server, others).status == 404


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie_and_for_no_other(
    console_server: Server,
) -> None:
    session, others = session_of(console_server), session_of(console_server)
    copied = Session(session.cookie, session.change_token)
    assert invoked(console_server, copied).status == 404

    out = ask(console_server, "DELETE", SESSION, **session.headers(console_server))

    assert out.status == 204
    assert "max-age=0" in out.headers["set-cookie"].lower()
    assert invoked(console_server, copied).status == 403
    assert ask(console_server, "GET", SESSION, cookie=copied.cookie).status == 403
    assert invoked(console_server, others).status == 404


def test_nobody_signs_another_one_out(console_server: Server) -> None:
    session, attacker = session_of(console_server), session_of(console_server)
    forged = {**session.headers(console_server), "x_cloister_change": attacker.change_token}

    refused = ask(console_server, "DELETE", SESSION, **forged)

    assert refused.status == 403
    assert invoked(console_server, session).status == 404


def test_guesses_are_few_and_the_right_one_is_not_looked_at_meanwhile(
    tmp_path: Path, image: Path
) -> None:
    with running(tmp_path / "data", image) as server:
        key_id, secret = server.root_key
        wrong = {"accessKeyId": key_id, "secretAccessKey": secret[::-1]}
        begun = sign_in(server)

        guesses = [
            sign_in(server, body=wrong) for _ in range(console_limits.SIGN_IN_FAILURES_FREE + 1)
        ]
        paused = sign_in(server)

        assert begun.status == 200
        assert [guess.status for guess in guesses] == [403] * len(guesses)
        assert (paused.status, paused.headers["retry-after"]) == (429, "1")
        assert "set-cookie" not in paused.headers
        # Who is signed in already goes on.
        cookie = begun.headers["set-cookie"].partition(";")[0]
        assert ask(server, "GET", LIST, cookie=cookie).status == 200
        server.stop()


@pytest.mark.parametrize("case", ODD)
def test_errors_carry_the_policy_too(console_server: Server, case: str) -> None:
    status, method, path, headers = ODD[case]

    answer = ask(console_server, method, path, **headers)

    assert answer.status == status, answer.body
    assert POLICY in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
