"""One server and one browser for all tests of the console; every test has a profile of its own, signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from tests.console.browser import DESK, Visit, chromium, sign_in
from tests.e2e.lambda_client import Client, boto3_client
from tests.e2e.server import Server, running


@pytest.fixture(scope="session")
def console_server(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("console"), image) as server:
        yield server
        server.stop()


@pytest.fixture(scope="session")
def console_client(console_server: Server) -> Iterator[Client]:
    """boto3 at the same server, to prepare what a page is to show."""
    with boto3_client(console_server.environ) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module, not of the run: while it is there no other loop can run, and other modules' tests need one."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def signed_in(console_server: Server, browser: Browser) -> StorageState:
    """The cookie of a session that the root key has opened."""
    with browser.new_context() as context:
        sign_in(context, console_server)
        return context.storage_state()


@pytest.fixture
def visit(
    console_server: Server,
    browser: Browser,
    signed_in: StorageState,
    request: pytest.FixtureRequest,
) -> Iterator[Visit]:
    """The console's first page. The test fails if a page complained, or asked another host for anything."""
    with browser.new_context(viewport=DESK, storage_state=signed_in) as context:
        visit = Visit(context.new_page(), name=request.node.originalname)
        visit.page.goto(f"{console_server.endpoint}/console/")
        yield visit
    assert visit.complaints == []
    assert visit.foreign == []


@pytest.fixture
def stranger(console_server: Server, browser: Browser) -> Iterator[Visit]:
    """The same for somebody who is not signed in."""
    with browser.new_context(viewport=DESK) as context:
        visit = Visit(context.new_page(), name="stranger")
        visit.page.goto(f"{console_server.endpoint}/console/")
        yield visit
    assert visit.complaints == []
    assert visit.foreign == []
