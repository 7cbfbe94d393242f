"""What the server and its machine are, as their operator sees it."""

import pytest
from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import boto3_client
from tests.e2e.server import Server

pytestmark = pytest.mark.timeout(120)


def test_the_page_shows_every_line_of_the_doctor_under_its_section(
    visit: Visit, console_server: Server
) -> None:
    with boto3_client(console_server.environ, service="cloister") as own:
        system = own.describe_system()

    page = visit.page
    expect(page.get_by_role("heading", name="Functions")).to_be_visible()
    visit.follow("System")
    expect(page.get_by_role("heading", name="How the host is set up")).to_be_visible()
    visit.picture("system")

    expect(page.get_by_text(console_server.endpoint, exact=True)).to_be_visible()
    for finding in system["Findings"]:
        row = page.get_by_role("table", name=finding["Section"]).get_by_role("row")
        line = row.filter(has=page.get_by_role("rowheader", name=finding["Name"], exact=True))
        expect(line).to_contain_text(finding["Verdict"].lower())
        expect(line).to_contain_text(finding.get("Advice", finding["Found"]))
    assert visit.barriers() == []


def test_what_the_service_refuses_stands_on_the_page_in_its_words(
    visit: Visit, console_server: Server
) -> None:
    visit.page.route(
        "**/console/call/cloister/2026-11-01/system",
        lambda route: route.fulfill(
            status=500,
            headers={"x-amzn-errortype": "ServiceException", "x-amzn-requestid": "request-1"},
            json={"message": "The doctor gave no <b>report</b>."},
        ),
    )

    visit.page.goto(f"{console_server.endpoint}/console/system")

    expect(visit.page.get_by_text("The doctor gave no <b>report</b>.")).to_be_visible()
    expect(visit.page.get_by_text("Request ID: request-1")).to_be_visible()
