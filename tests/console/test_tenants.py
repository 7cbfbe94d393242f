"""Tenants and environments as an operator sees them, and their end by clicking."""

import secrets
from typing import Final

from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy
from tests.e2e.server import Server

COUNTS: Final = """
    count = 0
    def handler(event, context):
        global count
        count += 1
        if event == "fail":
            raise ValueError("as asked")
        return count
"""


def test_an_environment_is_seen_with_its_tenant_and_stopped_once_confirmed(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, COUNTS, **PER_TENANT)
    counts = [call(console_client, name, TenantId="tenant-E") for _ in range(2)]
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/environments")

    page.get_by_role("searchbox", name="Find environments").fill(name)
    row = page.get_by_role("row").filter(has_text=name).filter(has_text="tenant-E")
    expect(row).to_contain_text("Idle")
    expect(row.get_by_role("cell", name="2", exact=True)).to_be_visible()
    visit.picture("seen")
    overflow = visit.overflow("Environments")
    barriers = visit.barriers()
    row.get_by_role("button", name="Stop").click()
    visit.picture("confirm")
    barriers += visit.barriers()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("is stopped.")).to_be_visible()
    expect(row).to_have_count(0)
    counts.append(call(console_client, name, TenantId="tenant-E"))

    assert counts == [1, 2, 1]
    assert (overflow, barriers) == (0, [])


def test_what_a_tenant_used_and_what_it_costs_is_told(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, COUNTS, **PER_TENANT)
    tenant = f"Charged {secrets.token_hex(4)}"
    for event in (b"1", b"2", b'"fail"'):
        console_client.invoke(FunctionName=name, TenantId=tenant, Payload=event)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/tenants")

    page.get_by_role("searchbox", name="Find tenants").fill(tenant.lower())
    row = page.get_by_role("row").filter(has_text=tenant)
    expect(row.get_by_role("cell").nth(1)).to_have_text("3")
    expect(row.get_by_role("cell").nth(2)).to_have_text("1")
    expect(row.get_by_role("cell").nth(4)).to_have_text("1")
    visit.picture("usage")
    cost = row.get_by_role("cell").nth(5).inner_text()
    overflow = visit.overflow("Tenants")
    row.get_by_role("link", name=tenant).click()
    expect(page.get_by_role("heading", name=tenant)).to_be_visible()
    # Others may have used as much: while it loads, the page before is still there.
    expect(page.get_by_text(cost).first).to_be_visible()
    visit.picture("usage-of-one")

    assert cost.endswith(" USD")
    assert float(cost.removesuffix(" USD")) > 0
    assert (overflow, visit.barriers()) == (0, [])


def test_an_evicted_tenant_counts_from_one_again_and_its_neighbour_goes_on(
    visit: Visit, console_client: Client
) -> None:
    name = deploy(console_client, COUNTS, **PER_TENANT)
    # Whatever a tenant may be called: the link to its page must find it.
    tenant, neighbour = (f"../{each} += {secrets.token_hex(4)}" for each in "AB")
    before = [call(console_client, name, TenantId=it) for it in (tenant, tenant, neighbour)]
    page = visit.page

    page.get_by_role("link", name="Tenants").click()
    expect(page.get_by_role("link", name=neighbour)).to_be_visible()
    visit.picture("tenants")
    barriers = visit.barriers()
    page.get_by_role("link", name=tenant).click()
    page.get_by_role("heading", name=tenant).wait_for()
    environments = page.get_by_role("table", name="Environments")
    expect(environments.get_by_role("link", name=name)).to_be_visible()
    visit.picture("tenant")
    barriers += visit.barriers()
    page.get_by_role("button", name="Evict").click()
    page.get_by_role("dialog").get_by_role("button", name="Evict").click()
    expect(page.get_by_text("is evicted. Environments ended: 1.")).to_be_visible()
    expect(environments.get_by_role("link", name=name)).to_have_count(0)
    visit.picture("evicted")
    after = [call(console_client, name, TenantId=it) for it in (tenant, neighbour)]

    assert (before, after) == ([1, 2, 1], [1, 2])
    assert barriers == []
