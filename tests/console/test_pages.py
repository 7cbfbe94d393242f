"""Every page, light and dark, at a desk and on a phone: it fits, and axe-core finds nothing serious."""

from dataclasses import dataclass
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.console.browser import DESK, PHONE, Size, Visit
from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy
from tests.e2e.server import Server

pytestmark = pytest.mark.timeout(180)

SAYS: Final = "def handler(event, context): return print('said')"
TENANT: Final = "page/" + "x" * 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, and what is on it when it is whole."""

    step: str
    path: str
    whole: str


@pytest.fixture(scope="module")
def function(console_client: Client) -> str:
    """A function with something in each of its sections, and a tenant of it."""
    variables = {"Variables": {"SHOP": "seven"}}
    name = deploy(console_client, SAYS, **PER_TENANT, Environment=variables, Tags={"team": "blue"})
    console_client.publish_version(FunctionName=name)
    console_client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    call(console_client, name, TenantId=TENANT)
    return name


def pages(function: str) -> list[Seen]:
    of = f"functions/{function}"
    return [
        Seen("functions", "functions", function),
        Seen("create", "create-function", "Additional configurations"),
        Seen("code", f"{of}/code", "return"),
        Seen("test", f"{of}/test", "Test event"),
        Seen("logs", f"{of}/logs", "said"),
        Seen("configuration", f"{of}/configuration", "Tags"),
        Seen("monitor", f"{of}/monitor", "Environments created"),
        Seen("versions", f"{of}/versions", "live"),
        Seen("tenants", "tenants", TENANT),
        Seen("tenant", f"tenants/tenant?id={TENANT}", "Functions and limits"),
        Seen("environments", "environments", function),
        Seen("system", "system", "How the host is set up"),
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_fits_and_has_no_barrier(
    visit: Visit, console_server: Server, function: str, theme: str, size: Size
) -> None:
    page = visit.page
    page.evaluate("theme => localStorage.setItem('cloister.theme', theme)", theme)
    page.set_viewport_size(size)

    widths, barriers = {}, []
    for seen in pages(function):
        page.goto(f"{console_server.endpoint}/console/{seen.path}")
        expect(page.get_by_text(seen.whole).first).to_be_visible()
        visit.picture(f"{theme}-{size['width']}-{seen.step}")
        widths[seen.step] = page.evaluate("document.documentElement.scrollWidth")
        barriers += [f"{seen.step}: {barrier}" for barrier in visit.barriers()]

    assert widths == dict.fromkeys(widths, size["width"])
    assert barriers == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_fits_a_phone_and_has_no_barrier(
    console_server: Server, browser: Browser, theme: Literal["light", "dark"]
) -> None:
    with browser.new_context(viewport=PHONE, color_scheme=theme) as context:
        visit = Visit(context.new_page(), name=f"sign-in-{theme}")
        visit.page.goto(f"{console_server.endpoint}/console/")
        expect(visit.page.get_by_role("heading", name="Sign in to Cloister")).to_be_visible()
        visit.picture("phone")

        assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert visit.barriers() == []
        assert visit.complaints == []
