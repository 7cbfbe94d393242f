"""On every page, what tenants, functions and their authors say is shown in every place, and runs in none."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.console.browser import DESK, Visit
from tests.e2e.lambda_client import PER_TENANT, QUICKLY, Client, deploy, zipped
from tests.e2e.server import Server, eventually

pytestmark = pytest.mark.timeout(180)

ELSEWHERE: Final = "http://127.0.0.1:9"
"""Another origin, where nobody answers."""
HOSTILE: Final = (
    "<img src=x onerror=window.taken=1>",
    "<svg/onload=window.taken=1><script>window.taken=1</script></svg>",
    "</script><script>window.taken=1</script>",
    "</textarea></title></style><img src=x onerror=window.taken=1>",
    "\"'><iframe srcdoc='<script>parent.taken=1</script>'></iframe>",
    f"<style>@import '{ELSEWHERE}/x.css'</style><img src={ELSEWHERE}/x.png>",
    f"<div style=\"background:url('{ELSEWHERE}/y.png')\">, url({ELSEWHERE}/z.png), expression(taken=1)",
    f"<link rel=stylesheet href={ELSEWHERE}/w.css><meta http-equiv=refresh content='0;{ELSEWHERE}'>",
    "<a href=javascript:window.taken=1 autofocus onfocus=window.taken=1>a link</a>",
    "[a link](javascript:window.taken=1) javascript:window.taken=1 data:text/html,<script>taken=1</script>",
    "{{constructor.constructor('window.taken=1')()}} ${window.taken=1} <%= taken=1 %> #{taken=1}",
    "\x1b]8;;javascript:window.taken=1\x07a link\x1b]8;;\x07 \x1b[31mred\x1b[0m \x9b2J",
    "\u202egnihton\u202c \u2066isolated\u2069 \u200b\u2028\u2029\ufeff\u0000",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=window.taken=1>",
)
MARKUP_OF_THEM: Final = 9
"""So many of the first are for a browser; the others are for templates, terminals and readers."""
LONG: Final = "long" * 2_000
WORDS: Final = "\n".join((*HOSTILE, LONG))
DESCRIPTION: Final = f"{HOSTILE[0]}{HOSTILE[2]}{HOSTILE[8]}"
TENANT: Final = "javascript:window.taken=1"
SAYS: Final = f"""
    import sys
    class Error(Exception): pass
    Error.__name__ = Error.__qualname__ = {HOSTILE[0]!r}
    def handler(event, context):
        print({WORDS!r})
        print({WORDS!r}, file=sys.stderr)
        if event.get("fails"):
            raise Error({WORDS!r})
        return {{"said": {WORDS!r}, {HOSTILE[0]!r}: event}}
"""
TAKEN: Final = "() => typeof window.taken !== 'undefined'"
MADE_OF_IT: Final = (
    "img[src=x], iframe, object, embed, base, svg[onload], [onerror], [onfocus], meta[http-equiv=refresh], "
    "a[href^='javascript:' i], a[href^='data:' i], link[href*='127.0.0.1:9/'], div[style*='url(']"
)
"""What the words would be as markup."""


@dataclass(frozen=True, slots=True)
class Function:
    """One that says all of it, and whose author does."""

    name: str
    failed: str
    """Another one, with no tenants, whose test fails."""


@pytest.fixture(scope="module")
def function(console_client: Client) -> Function:
    layer = console_client.publish_layer_version(
        LayerName=f"hostile-{os.getpid()}",
        Description=DESCRIPTION,
        LicenseInfo=HOSTILE[1],
        Content={"ZipFile": zipped("x = 1", name="python/x.py")},
    )["LayerVersionArn"]
    told = {
        "Description": DESCRIPTION,
        "Environment": {"Variables": {f"H{n}": it for n, it in enumerate(HOSTILE[:-2])}},
        "Layers": [layer],
        "Tags": {
            "javascript:window.taken=1": "${window.taken=1}".translate({36: 43, 123: 45, 125: 45})
        },
    }
    name = deploy(console_client, SAYS, **PER_TENANT, **told)
    failed = deploy(console_client, SAYS, **told)
    for each in (name, failed):
        console_client.publish_version(FunctionName=each, Description=DESCRIPTION)
        console_client.get_waiter("published_version_active").wait(
            FunctionName=each, Qualifier="1", WaiterConfig=QUICKLY
        )
        console_client.create_alias(
            FunctionName=each, Name="a", FunctionVersion="1", Description=DESCRIPTION
        )
    for fails in (False, True):
        event = json.dumps({"fails": fails})
        console_client.invoke(FunctionName=name, TenantId=TENANT, Payload=event)
        console_client.invoke(FunctionName=failed, Payload=event)
    return Function(name, failed)


def pages(function: Function) -> Iterator[tuple[str, str]]:
    """Every page, and what is on it when it is whole."""
    tenant = quote(TENANT, safe="")
    yield from {
        "functions": function.name,
        "create-function": "Additional configurations",
        "tenants": TENANT,
        f"tenants/tenant?id={tenant}": "Functions and limits",
        "environments": TENANT,
        "system": "How the host is set up",
    }.items()
    tabs = {
        "code": "onerror",
        "test": "Test event",
        "logs": "onerror",
        "configuration": "Tags",
        "monitor": "Invocations",
        "versions": "onerror",
    }
    for name in (function.name, function.failed):
        for tab, whole in tabs.items():
            yield f"functions/{name}/{tab}", whole


def is_taken(page: Page) -> bool:
    """Whether a script of the words ran, or one of them became an element."""
    return bool(page.evaluate(TAKEN)) or page.locator(MADE_OF_IT).count() > 0


def test_hostile_words_run_nowhere_on_any_page(
    visit: Visit, console_server: Server, function: Function
) -> None:
    page = visit.page
    dialogs: list[str] = []
    # Playwright leaves dialogs open for whoever listens.
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("dialog", lambda dialog: dialog.dismiss())
    without_policy, taken = [], []

    for path, whole in pages(function):
        answer = page.goto(f"{console_server.endpoint}/console/{path}")
        expect(page.get_by_text(whole).first).to_be_visible()
        if answer is None or "default-src 'none'" not in answer.headers["content-security-policy"]:
            without_policy.append(path)
        if is_taken(page):
            taken.append(path)

    assert (without_policy, taken, dialogs) == ([], [], [])


def test_hostile_words_in_a_test_and_its_answer_run_nowhere(
    visit: Visit, console_server: Server, function: Function
) -> None:
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{function.failed}/test")

    for fails in (False, True):
        page.get_by_label("Event JSON").fill(json.dumps({"fails": fails, "said": WORDS}))
        page.get_by_role("button", name="Test", exact=True).click()
        told = "failed" if fails else "succeeded"
        expect(page.get_by_text(f"Executing function: {told}")).to_be_visible()

        assert not is_taken(page)
    visit.picture("failed")


def test_values_that_are_hidden_at_first_run_nowhere_when_they_are_shown(
    visit: Visit, console_server: Server, function: Function
) -> None:
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{function.name}/configuration")

    page.get_by_role("button", name="Show values").click()

    expect(page.get_by_role("cell", name=HOSTILE[0], exact=True)).to_be_visible()
    assert not is_taken(page)


@pytest.mark.parametrize("words", HOSTILE[:MARKUP_OF_THEM])
def test_the_same_words_as_markup_would_be_seen(
    console_server: Server, browser: Browser, signed_in: StorageState, words: str
) -> None:
    with browser.new_context(viewport=DESK, storage_state=signed_in, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{console_server.endpoint}/console/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        page.evaluate("text => { document.open(); document.write(text); }", words)

        eventually(
            lambda: is_taken(page) or any(url.startswith(ELSEWHERE) for url in asked), within_s=20
        )
