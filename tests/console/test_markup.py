"""What functions, tenants and their authors say is text on every page, never markup."""

import json
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import PER_TENANT, Client, deploy
from tests.e2e.server import Server

MARKUP: Final = (
    "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
)
SAYS: Final = f"""
    def handler(event, context):
        print({MARKUP!r})
        if event.get("fails"):
            raise ValueError({MARKUP!r})
        return {{"said": {MARKUP!r}, "event": event}}
"""


def test_markup_in_answers_logs_and_errors_is_shown_as_it_stands(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/test")

    for fails in (False, True):
        page.get_by_label("Event JSON").fill(json.dumps({"fails": fails, "said": MARKUP}))
        page.get_by_role("button", name="Test", exact=True).click()
        told = "failed" if fails else "succeeded"
        expect(page.get_by_text(f"Executing function: {told}")).to_be_visible()
        expect(page.get_by_role("region", name="Log output")).to_contain_text(MARKUP)
        expect(page.get_by_role("region", name="Response")).to_contain_text(json.dumps(MARKUP))

    visit.picture("failed")
    _assert_untouched(visit)


def test_markup_in_descriptions_and_variables_is_shown_as_it_stands(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    environment = {"Variables": {"SHOP": MARKUP}}
    name = deploy(console_client, SAYS, Description=MARKUP, Environment=environment)
    page = visit.page

    expect(page.get_by_role("heading", name="Functions")).to_be_visible()
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text(MARKUP).first).to_be_visible()
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")
    expect(page.get_by_text(MARKUP).first).to_be_visible()
    expect(page.get_by_text("SHOP")).to_be_visible()
    page.get_by_role("button", name="Show values").click()

    expect(page.get_by_role("cell", name=MARKUP)).to_be_visible()
    visit.picture("values")
    assert visit.barriers() == []
    _assert_untouched(visit)


def test_markup_for_a_tenant_is_refused_in_the_services_words_and_shown_as_it_stands(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS, **PER_TENANT)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/test")

    page.get_by_label("Tenant ID").fill(MARKUP)
    page.get_by_role("button", name="Test", exact=True).click()

    refusal = page.get_by_text("at 'tenantId' failed to satisfy constraint")
    expect(refusal).to_contain_text(MARKUP)
    _assert_untouched(visit)


@pytest.mark.parametrize(
    "path", ["functions/{}", "functions/{}/test", "tenants/tenant?id={}", "{}"]
)
def test_markup_in_an_address_is_shown_as_it_stands(
    visit: Visit, console_server: Server, path: str
) -> None:
    visit.page.goto(f"{console_server.endpoint}/console/{path.format(quote(MARKUP, safe=''))}")

    # An address of no page leads to the functions.
    shown = visit.page.get_by_role("heading", name="Functions" if path == "{}" else MARKUP)
    expect(shown).to_be_visible()
    _assert_untouched(visit)


def test_markup_for_a_functions_name_is_refused_and_shown_as_it_stands(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Create function").first.click()

    page.get_by_label("Function name").fill(MARKUP)
    page.get_by_role("button", name="Create function").click()

    refusal = page.get_by_text("at 'functionName' failed to satisfy constraint")
    expect(refusal).to_contain_text(MARKUP)
    _assert_untouched(visit)


def test_markup_in_log_lines_is_shown_as_it_stands(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    console_client.invoke(FunctionName=name)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/logs")

    expect(page.get_by_role("rowheader", name=MARKUP)).to_be_visible()
    page.get_by_label("Filter pattern").fill("{ " + MARKUP)
    expect(page.get_by_text("Invalid filter pattern: ")).to_be_visible()

    _assert_untouched(visit)


def test_what_would_hide_or_reorder_a_log_line_is_shown_as_codes(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    source = r"""
        def handler(event, context):
            print("one\x1b[2J\u202etwo\u2066three\u200ffour\x85five\tsix \U0001f600")
    """
    name = deploy(console_client, source)
    console_client.invoke(FunctionName=name)

    visit.page.goto(f"{console_server.endpoint}/console/functions/{name}/logs")

    line = visit.page.get_by_role("rowheader").filter(has_text="one")
    expect(line).to_contain_text(r"one\x1b[2J\u202etwo\u2066three\u200ffour\x85five six 😀")


def test_markup_in_lists_of_a_functions_parts_is_shown_as_it_stands(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    # Tags are left out: the service takes none of the characters that markup is made of.
    name = deploy(console_client, SAYS)
    console_client.publish_version(FunctionName=name, Description=MARKUP)
    console_client.add_permission(
        FunctionName=name,
        StatementId="s",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=f"arn:aws:events:us-east-1:000000000000:rule/{MARKUP.replace(' ', '')}",
    )
    page = visit.page

    page.goto(f"{console_server.endpoint}/console/functions/{name}/versions")
    expect(page.get_by_role("cell", name=MARKUP)).to_be_visible()
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")
    expect(page.get_by_text("<imgsrc=xonerror=")).to_be_visible()
    page.goto(f"{console_server.endpoint}/console/functions/{name}/code")
    page.get_by_label("Name of a new file").fill(MARKUP)
    page.get_by_role("button", name="Add file").click()
    expect(page.get_by_role("textbox", name=f"Code of {MARKUP}")).to_be_visible()

    _assert_untouched(visit)


def _assert_untouched(visit: Visit) -> None:
    """The twin: the same markup, taken as markup, is what this would find."""
    assert visit.page.title() != "taken"
    assert visit.page.locator("img[src=x]").count() == 0
    visit.page.evaluate("text => { document.body.innerHTML += text; }", MARKUP)
    assert visit.page.locator("img[src=x]").count() == 1
    visit.complaints.clear()  # of the image, which the policy kept from running anything
