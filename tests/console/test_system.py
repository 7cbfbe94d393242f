"""What the server and its machine are, as their operator sees it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import boto3_client
from tests.e2e.server import Server

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize(
    ("link", "file"), [("docs/operating.md", "docs/operating.md"), ("SECURITY.md", "SECURITY.md")]
)
def test_the_documents_are_a_click_away_and_come_from_this_server(
    visit: Visit, console_server: Server, link: str, file: str
) -> None:
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/system")

    with page.expect_popup() as opened:
        page.get_by_role("link", name=link).click()

    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{console_server.endpoint}/console/assets/")
    title = (ROOT / file).read_text().splitlines()[0]
    expect(opened.value.get_by_text(title)).to_be_visible()


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
