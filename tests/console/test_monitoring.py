"""How a function is doing, as its page shows it: all tenants together, or one of them."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import PER_TENANT, Client, boto3_client, deploy
from tests.e2e.server import Server, eventually

pytestmark = pytest.mark.timeout(120)  # metrics are there in seconds, and read every 15

PATIENCE_MS = 40_000
DIVIDES = """
    def handler(event, context):
        return 1 / event.get("divisor", 1)
"""


@pytest.fixture
def function(console_client: Client) -> str:
    return deploy(console_client, DIVIDES, **PER_TENANT)


def invoke(client: Client, function: str, tenant: str, **event: object) -> None:
    client.invoke(FunctionName=function, TenantId=tenant, Payload=json.dumps(event))


@pytest.fixture
def cloudwatch(console_server: Server) -> Iterator[Client]:
    with boto3_client(console_server.environ, service="cloudwatch") as client:
        yield client


def listed(cloudwatch: Client, function: str, metric: str) -> bool:
    dimensions = [{"Name": "FunctionName", "Value": function}]
    found = cloudwatch.list_metrics(MetricName=metric, Dimensions=dimensions)
    return bool(found["Metrics"])


def test_metrics_are_charted_for_all_tenants_or_one(
    visit: Visit,
    console_server: Server,
    console_client: Client,
    cloudwatch: Client,
    function: str,
) -> None:
    for divisor in (1, 1, 0):
        invoke(console_client, function, "blue", divisor=divisor)
    eventually(lambda: listed(cloudwatch, function, "Duration"), within_s=30)

    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{function}/monitor")
    for title in ("Invocations, errors and throttles", "Duration", "Environments created"):
        expect(page.get_by_role("application", name=title)).to_be_visible(timeout=PATIENCE_MS)
    visit.picture("all-tenants")
    barriers = visit.barriers()
    page.get_by_role("button", name="3 hours").click()
    page.get_by_role("textbox", name="Tenant").fill("blue")
    expect(page.get_by_role("application", name="Duration")).to_be_visible()
    page.get_by_role("textbox", name="Tenant").fill("nobody")

    expect(page.get_by_text("No data in this time.").first).to_be_visible()
    visit.picture("nobody")
    assert barriers == []
