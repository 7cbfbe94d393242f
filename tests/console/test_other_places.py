"""What a page of somebody else's makes of the console in a real browser, with an operator signed in (T13)."""

import base64
import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from cloister.console.guards import CHANGE_HEADER
from tests.console.browser import chromium, sign_in
from tests.e2e.lambda_client import Client, new_function
from tests.e2e.server import Server

REBOUND: Final = "rebound.example"
"""A name of the attacker's: its page is loaded, and then it leads to this machine."""
ANOTHER_PLACE: Final = "http://attacker.example/"
ASK: Final = """async (path) => {
    const answer = await fetch(path, { credentials: 'include' });
    return [answer.status, await answer.text()];
}"""
SIGN_IN: Final = """async (credentials) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/console/session', { method: 'POST', headers, body: JSON.stringify(credentials) });
    return answer.status;
}"""
SEND: Final = """async ([url, headers, body, mode]) => {
    const answer = await fetch(url, { method: 'POST', mode, credentials: 'include', headers, body });
    return answer.status;
}"""
CREATE: Final = "/console/call/lambda/2015-03-31/functions"


@pytest.fixture(scope="module")
def misled_browser() -> Iterator[Browser]:
    # Chromium of late asks its user before a page reaches the machine itself. Others do not, and users say yes.
    without_asking = "--disable-features=LocalNetworkAccessChecks"
    with chromium(f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1", without_asking) as browser:
        yield browser


@pytest.fixture
def operator(misled_browser: Browser, console_server: Server) -> Iterator[BrowserContext]:
    """A browser of somebody who is signed in to the console."""
    with misled_browser.new_context() as context:
        sign_in(context, console_server)
        yield context


def a_page(context: BrowserContext, url: str, *, html: str = "") -> Page:
    """A page of that address, as if whoever the name led to before had sent it."""
    page = context.new_page()
    page.route(url, lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(url)
    return page


def under_the_name(server: Server, name: str) -> str:
    return f"http://{name}:{urlsplit(server.endpoint).port}/page"


def test_a_page_whose_name_leads_here_by_now_reads_nothing_and_signs_nobody_in(
    operator: BrowserContext, console_server: Server
) -> None:
    key_id, secret = console_server.root_key
    page = a_page(operator, under_the_name(console_server, REBOUND))

    for path in ("/console/", "/console/session", CREATE):
        status, _ = page.evaluate(ASK, path)
        assert status == 421, path
    signed_in = page.evaluate(SIGN_IN, {"accessKeyId": key_id, "secretAccessKey": secret})

    assert signed_in == 421


def test_under_a_name_that_the_server_knows_such_a_page_would_read_all(
    operator: BrowserContext, console_server: Server
) -> None:
    page = a_page(operator, under_the_name(console_server, "127.0.0.1"))

    status, body = page.evaluate(ASK, "/console/session")

    assert (status, "changeToken" in body) == (200, True)


def test_a_page_of_another_place_changes_nothing(
    operator: BrowserContext, console_server: Server, console_client: Client
) -> None:
    page = a_page(operator, ANOTHER_PLACE)
    name, body = a_function()

    with pytest.raises(PlaywrightError, match="Failed to fetch"):
        page.evaluate(SEND, [console_server.endpoint + CREATE, {}, body, "no-cors"])

    assert name not in names_of_functions(console_client)


def test_a_page_of_the_console_does(
    operator: BrowserContext, console_server: Server, console_client: Client
) -> None:
    page = a_page(operator, under_the_name(console_server, "127.0.0.1"))
    name, body = a_function()
    _, session = page.evaluate(ASK, "/console/session")
    headers = {
        "content-type": "application/json",
        CHANGE_HEADER: json.loads(session)["changeToken"],
    }

    assert page.evaluate(SEND, [CREATE, headers, body, "same-origin"]) == 201

    assert name in names_of_functions(console_client)


def test_no_page_of_another_place_has_the_console_in_a_frame(
    operator: BrowserContext, console_server: Server
) -> None:
    page = a_page(operator, ANOTHER_PLACE, html=_framed(console_server))

    page.frames[1].wait_for_load_state()

    assert page.frames[1].url.startswith("chrome-error:")


def test_without_its_headers_the_console_would_be_there(
    operator: BrowserContext, console_server: Server
) -> None:
    operator.route("**/console/", _without_headers)

    page = a_page(operator, ANOTHER_PLACE, html=_framed(console_server))

    expect(page.frame_locator("iframe").locator("#root")).to_be_attached()


def a_function() -> tuple[str, str]:
    """Its name, and the body of a CreateFunction that makes it."""
    function = new_function("def handler(event, context): pass")
    zipped = base64.b64encode(function["Code"]["ZipFile"]).decode()
    return function["FunctionName"], json.dumps({**function, "Code": {"ZipFile": zipped}})


def names_of_functions(client: Client) -> list[str]:
    pages = client.get_paginator("list_functions").paginate()
    return [function["FunctionName"] for page in pages for function in page["Functions"]]


def _framed(server: Server) -> str:
    return f"<iframe src='{server.endpoint}/console/'></iframe>"


def _without_headers(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body=route.fetch().text())
