"""What a function is configured to be, changed by clicking."""

from typing import Final

from playwright.sync_api import expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import Client, deploy
from tests.e2e.server import Server

SAYS: Final = "def handler(event, context): return None"


def test_configuration_variables_and_tags_are_changed_by_clicking(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS, Tags={"team": "blue"})
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")

    page.get_by_role("button", name="Edit general configuration").click()
    page.get_by_label("Memory (MB)").fill("256")
    page.get_by_role("checkbox", name="Published versions").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("256 MB")).to_be_visible()
    expect(page.get_by_text("Published versions", exact=True)).to_be_visible()
    page.get_by_role("button", name="Edit environment variables").click()
    page.get_by_role("button", name="Add variable").click()
    page.get_by_role("textbox", name="Name").fill("SHOP")
    secret = page.get_by_label("Value of SHOP")
    secret.fill("seven")
    assert secret.get_attribute("type") == "password"
    assert visit.barriers() == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name="SHOP")).to_be_visible()
    expect(page.get_by_text("seven")).to_have_count(0)
    page.get_by_role("button", name="Edit tags").click()
    page.get_by_role("button", name="Remove team").click()
    page.get_by_role("button", name="Add tag").click()
    page.get_by_role("textbox").nth(0).fill("shop")
    page.get_by_role("textbox").nth(1).fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name="shop", exact=True)).to_be_visible()
    visit.picture("changed")

    shown = console_client.get_function(FunctionName=name)
    assert shown["Configuration"]["MemorySize"] == 256
    assert shown["Configuration"]["Environment"]["Variables"] == {"SHOP": "seven"}
    assert shown["Tags"] == {"shop": "7"}
    assert visit.barriers() == []


def test_what_the_service_refuses_is_told_in_its_words(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")

    page.get_by_role("button", name="Edit general configuration").click()
    page.get_by_label("Memory (MB)").fill("1")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("at 'memorySize' failed to satisfy constraint")).to_be_visible()
    expect(page.get_by_text("Request ID:")).to_be_visible()


def test_concurrency_is_reserved_and_released(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")

    page.get_by_label("Invocations at once").fill("5")
    page.get_by_role("button", name="Reserve").click()
    expect(page.get_by_text("5 reserved.")).to_be_visible()
    reserved = console_client.get_function(FunctionName=name)["Concurrency"]
    assert visit.barriers() == []
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Shares what the account has unreserved.")).to_be_visible()

    assert reserved == {"ReservedConcurrentExecutions": 5}
    assert "Concurrency" not in console_client.get_function(FunctionName=name)


def test_environments_are_held_ready_and_let_go(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    console_client.publish_version(FunctionName=name)
    console_client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/configuration")

    page.get_by_role("button", name="Provision", exact=True).click()
    page.get_by_label("Of version or alias").click()
    page.get_by_role("option", name="live").click()
    page.get_by_label("Environments held ready").fill("2")
    barriers = visit.barriers()
    page.get_by_role("dialog").get_by_role("button", name="Provision").click()
    row = page.get_by_role("table", name="Provisioned concurrency").get_by_role("row")
    expect(row.filter(has_text="live")).to_contain_text("Ready")
    visit.picture("ready")
    held = console_client.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    page.get_by_role("button", name="Remove provisioned concurrency of live").click()
    expect(row.filter(has_text="live")).to_have_count(0)

    assert held["AvailableProvisionedConcurrentExecutions"] == 2
    assert barriers == []


def test_versions_are_published_and_named(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = visit.page
    page.goto(f"{console_server.endpoint}/console/functions/{name}/versions")

    page.get_by_role("button", name="Publish new version").click()
    expect(page.get_by_role("rowheader", name="1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Create alias").click()
    page.get_by_label("Alias name").fill("live")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name="live")).to_be_visible()
    visit.picture("named")
    barriers = visit.barriers()
    page.get_by_role("button", name="Delete alias live").click()

    expect(page.get_by_role("rowheader", name="live")).to_have_count(0)
    assert (
        console_client.list_versions_by_function(FunctionName=name)["Versions"][-1]["Version"]
        == "1"
    )
    assert barriers == []
