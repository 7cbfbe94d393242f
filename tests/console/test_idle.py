"""When a session ends by itself, over HTTP: a server in this process, by a clock of the test's."""

import http.client
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from cloister.api.app import Api, Served
from cloister.api.handlers.caller_identity import caller_identity_handlers
from cloister.api.services import sts_service
from cloister.console.app import console
from cloister.console.files import Files
from cloister.console.hosts import Hosts
from cloister.console.session_pages import Installation, SessionPages
from cloister.console.sign_in import OneTimeLink
from cloister.domain import console_limits
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.front import Front, answering, listening
from cloister.threads import run_blocking
from tests.support import ACCOUNT, MovingClock

A_MOMENT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser of a console whose time the test moves."""

    clock: MovingClock
    port: int
    cookie: str

    async def asks(self) -> int:
        """The status of its session now."""
        return (await run_blocking(_ask, self.port, "GET", {"cookie": self.cookie})).status


@pytest.fixture
async def signed_in(tmp_path: Path) -> AsyncIterator[SignedIn]:
    clock = MovingClock()
    key = AccessKey(
        id=AccessKeyId("AKIAONE"),
        secret="right",
        account=ACCOUNT,
        description="",
        created_at=clock.now(),
    )
    about = Installation(region="us-east-1", runtimes=(), architecture="x86_64")
    pages = SessionPages(lambda: [key], OneTimeLink(clock), clock, cookie="c", about=about)
    api = Api([Served(sts_service(), caller_identity_handlers())], pages.authenticator, clock=clock)
    app = console(Files(tmp_path), pages, {"sts": api}, hosts=Hosts.of("127.0.0.1", ()))
    with listening("127.0.0.1", 0) as listener:
        async with answering(Front(api, app), listener):
            port = int(listener.getsockname()[1])
            headers = {
                "origin": f"http://127.0.0.1:{port}",
                "content-type": "application/json",
            }
            body = json.dumps({"accessKeyId": key.id, "secretAccessKey": key.secret})
            opened = await run_blocking(_ask, port, "POST", headers, body)
            yield SignedIn(clock, port, opened.headers["set-cookie"].partition(";")[0])


def _ask(
    port: int, method: str, headers: dict[str, str], body: str | None = None
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, "/console/session", body, headers)
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


async def test_a_session_in_use_lives_on_and_one_that_idles_is_over(signed_in: SignedIn) -> None:
    statuses = []
    for pause in (
        console_limits.SESSION_IDLE - A_MOMENT,
        console_limits.SESSION_IDLE - A_MOMENT,
        console_limits.SESSION_IDLE + A_MOMENT,
    ):
        signed_in.clock.advance(pause)
        statuses.append(await signed_in.asks())

    assert statuses == [200, 200, 403]


async def test_a_session_in_use_is_over_at_its_greatest_age(signed_in: SignedIn) -> None:
    statuses = []
    for _ in range(console_limits.SESSION_AGE_MAX // (console_limits.SESSION_IDLE - A_MOMENT) + 1):
        signed_in.clock.advance(console_limits.SESSION_IDLE - A_MOMENT)
        statuses.append(await signed_in.asks())

    assert set(statuses[:-1]) == {200}
    assert statuses[-1] == 403
