"""Debian's Chromium under Playwright, and pages that fail the test in which they complain."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypedDict

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.e2e.server import Server

CHROMIUM: Final = "/usr/bin/chromium"
SCREENSHOTS: Final = Path(__file__).parents[2] / "build" / "ci" / "screenshots"
AXE: Final = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS: Final = 15_000
COMPLAINT_CHARACTERS: Final = 400
FLAGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
SERIOUS: Final = frozenset({"serious", "critical"})


class Size(TypedDict):
    width: int
    height: int


DESK: Final[Size] = {"width": 1280, "height": 900}
PHONE: Final[Size] = {"width": 390, "height": 844}

_AUDIT: Final = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => [id, impact, nodes.map((it) => it.html).join(' ')]);
}"""


@contextmanager
def chromium(*more_flags: str) -> Iterator[Browser]:
    """The browser, with a profile of its own that is gone afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *more_flags])
        expect.set_options(timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(context: BrowserContext, server: Server) -> None:
    """The context has the cookie of a new session of the root key."""
    key_id, secret = server.root_key
    answer = context.request.post(
        f"{server.endpoint}/console/session",
        data={"accessKeyId": key_id, "secretAccessKey": secret},
        headers={"origin": server.endpoint, "content-type": "application/json"},
    )
    assert answer.ok, answer.text()


class Visit:
    """A page of the console, what it complained of, and pictures of its steps."""

    def __init__(self, page: Page, *, name: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        """Errors of scripts, and of the policy."""
        self.foreign: list[str] = []
        """Requests to other hosts."""
        self._name = name
        self._steps = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("request", lambda request: self._ask(request.url))
        page.set_default_timeout(PATIENCE_MS)

    def follow(self, place: str) -> None:
        """Goes to a page by the navigation, which a picture of a long page may have closed."""
        link = self.page.get_by_role("navigation", name="Side navigation").get_by_role(
            "link", name=place
        )
        if not link.is_visible():
            self.page.get_by_role("button", name="Open side navigation").click()
        link.click()

    def picture(self, step: str) -> None:
        """A screenshot of this step, for people."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self._steps += 1
        path = SCREENSHOTS / f"{self._name}-{self._steps:02}-{step}.png"
        self.page.screenshot(path=path, full_page=True)

    def barriers(self) -> list[str]:
        """What axe-core finds serious on the page as it is now."""
        self.page.evaluate(AXE.read_text())
        found: list[tuple[str, str, str]] = self.page.evaluate(_AUDIT)
        return [f"{rule}: {html}" for rule, impact, html in found if impact in SERIOUS]

    def overflow(self, table: str) -> int:
        """By how many pixels a table is wider than its place."""
        found = self.page.get_by_role("table", name=table)
        width: int = found.evaluate(
            "it => it.parentElement.scrollWidth - it.parentElement.clientWidth"
        )
        return width

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._complain(said.text)

    def _complain(self, text: str) -> None:
        # The browser itself says of every answer of 4xx that it was one: tests ask for such answers.
        if not text.startswith("Failed to load resource: the server responded with a status of"):
            self.complaints.append(text[:COMPLAINT_CHARACTERS])

    def _ask(self, url: str) -> None:
        host = self.page.url.split("/")[2:3]
        if url.startswith("http") and host and url.split("/")[2:3] != host:
            self.foreign.append(url)
