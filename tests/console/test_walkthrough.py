"""DESIGN's walk-through by clicking, as a person does it who knows AWS's console and has read nothing."""

import json
import secrets
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.server import Server

pytestmark = pytest.mark.timeout(240)

CODE: Final = """import json, pathlib
count = 0
kept = pathlib.Path("/tmp/tenant_data.json")
def lambda_handler(event, context):
    global count
    count += 1
    requests = json.loads(kept.read_text()) if kept.exists() else []
    requests.append(context.aws_request_id)
    kept.write_text(json.dumps(requests))
    print("counted", count, "for", context.tenant_id)
    return {"tenant": context.tenant_id, "requests": len(requests), "request_count": count}
"""


def test_a_person_creates_writes_deploys_and_tests_for_two_tenants(visit: Visit) -> None:
    name = f"walk-{secrets.token_hex(4)}"

    _create(visit, name)
    _write_and_deploy(visit)
    visit.page.get_by_role("tab", name="Test").click()
    _test(visit, tenant="")
    expect(visit.page.get_by_text("Add a valid tenant ID in your request")).to_be_visible()
    expect(visit.page.get_by_text("Request ID:")).to_be_visible()
    visit.picture("without-tenant")
    counts = [_count(visit, tenant) for tenant in ("tenant-A", "tenant-A", "tenant-B")]
    barriers = visit.barriers()
    barriers += _find_log_lines(visit)
    barriers += _find_tenants(visit)
    _evict(visit, "tenant-A")
    visit.follow("Functions")
    visit.page.get_by_role("link", name=name).click()
    visit.page.get_by_role("tab", name="Test").click()
    counts += [_count(visit, tenant) for tenant in ("tenant-A", "tenant-B")]

    assert counts == [(1, 1), (2, 2), (1, 1), (1, 1), (2, 2)]
    assert barriers == []


def test_a_function_is_deleted_only_once_its_name_is_typed(visit: Visit) -> None:
    name = f"doomed-{secrets.token_hex(4)}"
    _create(visit, name)
    page = visit.page

    visit.follow("Functions")
    page.get_by_role("radio", name=f"Select {name}").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    confirm = page.get_by_role("dialog").get_by_role("button", name="Delete")
    expect(confirm).to_be_disabled()
    page.get_by_role("dialog").get_by_role("textbox").fill(name)
    visit.picture("confirm")
    barriers = visit.barriers()
    confirm.click()

    expect(page.get_by_text(f"Function {name} is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name=name)).to_have_count(0)
    assert barriers == []


def test_a_stranger_signs_in_with_a_key_and_out_again(
    stranger: Visit, console_server: Server
) -> None:
    page = stranger.page
    key_id, secret = console_server.root_key

    page.get_by_label("Access key ID").fill(key_id)
    page.get_by_label("Secret access key").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The key or its secret is wrong.")).to_be_visible()
    stranger.picture("refused")
    barriers = stranger.barriers()
    page.get_by_label("Secret access key").fill(secret)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Functions").wait_for()
    stranger.picture("signed-in")
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in to Cloister")).to_be_visible()
    assert barriers == []


def test_the_printed_link_signs_in_and_leaves_no_trace_in_the_address(
    stranger: Visit, console_server: Server
) -> None:
    link = next(word for word in console_server.log.split() if "/console/#" in word)

    stranger.page.goto(link)

    expect(stranger.page.get_by_role("heading", name="Functions")).to_be_visible()
    assert "#" not in stranger.page.url


def _create(visit: Visit, name: str) -> None:
    """By the page's own form; then the function's page is shown."""
    page = visit.page
    page.get_by_role("heading", name="Functions").wait_for()
    assert visit.barriers() == []
    page.get_by_role("button", name="Create function").first.click()
    page.get_by_label("Function name").fill(name)
    page.get_by_role("button", name="Additional configurations").click()
    page.get_by_label("Enable").check()
    expect(page.get_by_text("can't be changed later")).to_be_visible()
    visit.picture("create")
    assert visit.barriers() == []
    page.get_by_role("button", name="Create function").click()
    page.get_by_role("heading", name=name).wait_for()
    expect(page.get_by_text("Per tenant")).to_be_visible()


def _write_and_deploy(visit: Visit) -> None:
    page = visit.page
    editor = page.get_by_role("textbox", name="Code of lambda_function.py")
    editor.click()
    editor.press("Control+A")
    page.keyboard.insert_text(CODE)
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    visit.picture("written")
    assert visit.barriers() == []
    page.get_by_role("button", name="Deploy").click()
    expect(page.get_by_text("is deployed.")).to_be_visible()
    expect(page.get_by_text("Unsaved changes")).to_have_count(0)
    visit.picture("deployed")


def _test(visit: Visit, *, tenant: str) -> None:
    visit.page.get_by_label("Tenant ID").fill(tenant)
    visit.page.get_by_role("button", name="Test", exact=True).click()


def _count(visit: Visit, tenant: str) -> tuple[int, int]:
    """What the function has counted for the tenant, in memory and in /tmp, as the page shows its answer."""
    page = visit.page
    with page.expect_response("**/environments?*"):
        _test(visit, tenant=tenant)
    response = page.get_by_role("region", name="Response")
    expect(response).to_contain_text(f'"tenant": "{tenant}"')
    expect(page.get_by_text("Billed duration", exact=True)).to_be_visible()
    visit.picture(f"tested-{tenant}")
    answer = json.loads(response.inner_text())
    return answer["request_count"], answer["requests"]


def _find_log_lines(visit: Visit) -> list[str]:
    """Those of one tenant, of the other, and of both by a word of one. Returns the barriers."""
    page = visit.page
    page.get_by_role("tab", name="Logs").click()
    lines = page.get_by_role("table", name="Log lines").get_by_role("rowheader")
    printed = lines.filter(has_text="counted")
    # The newest first.
    expect(printed).to_have_text(
        ["counted 1 for tenant-B", "counted 2 for tenant-A", "counted 1 for tenant-A"]
    )
    visit.picture("logs")
    barriers = visit.barriers()
    # The Test tab has a field of this name too, which is not seen.
    page.get_by_role("textbox", name="Tenant ID").fill("tenant-A")
    expect(printed).to_have_text(["counted 2 for tenant-A", "counted 1 for tenant-A"])
    visit.picture("logs-of-tenant-A")
    page.get_by_label("Filter pattern").fill('"counted 1"')
    expect(lines).to_have_text(["counted 1 for tenant-A"])
    visit.picture("logs-searched")
    return barriers


def _find_tenants(visit: Visit) -> list[str]:
    """Both, with what each has used. Returns the barriers."""
    page = visit.page
    visit.follow("Tenants")
    for tenant, invocations in (("tenant-A", "2"), ("tenant-B", "1")):
        row = page.get_by_role("row").filter(has_text=tenant)
        expect(row.get_by_role("cell").nth(0)).to_have_text("1 (0 busy)")
        expect(row.get_by_role("cell").nth(1)).to_have_text(invocations)
    visit.picture("tenants")
    return visit.barriers()


def _evict(visit: Visit, tenant: str) -> None:
    page = visit.page
    page.get_by_role("link", name=tenant).click()
    page.get_by_role("heading", name=tenant).wait_for()
    visit.picture("tenant")
    page.get_by_role("button", name="Evict").click()
    page.get_by_role("dialog").get_by_role("button", name="Evict").click()
    expect(page.get_by_text("is evicted. Environments ended: 1.")).to_be_visible()
    visit.picture("evicted")
