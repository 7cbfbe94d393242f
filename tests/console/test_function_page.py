"""What a function's page changes beside its configuration: files, aliases' weights, permissions, layers, events."""

import io
import json
import zipfile
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser import Visit
from tests.e2e.lambda_client import Client, deploy, zipped
from tests.e2e.server import Server

SAYS: Final = "def handler(event, context): return 'first'"


def open_tab(visit: Visit, server: Server, name: str, tab: str) -> Page:
    visit.page.goto(f"{server.endpoint}/console/functions/{name}/{tab}")
    return visit.page


def write(page: Page, path: str, text: str) -> None:
    """All of the file that the editor shows."""
    editor = page.get_by_role("textbox", name=f"Code of {path}")
    editor.click()
    editor.press("Control+A")
    page.keyboard.insert_text(text)


def test_files_are_made_renamed_and_deleted_and_the_package_is_downloaded(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = open_tab(visit, console_server, name, "code")

    for path in ("words.py", "unused.py"):
        page.get_by_label("Name of a new file").fill(path)
        page.get_by_role("button", name="Add file").click()
    page.get_by_role("button", name="File unused.py: actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("link", name="words.py").click()
    write(page, "words.py", "WORD = 'second'\n")
    page.get_by_role("button", name="File words.py: actions").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("New name").fill("said/words.py")
    barriers = visit.barriers()
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    page.get_by_role("link", name="app.py").click()
    write(page, "app.py", "from said.words import WORD\ndef handler(event, context): return WORD\n")
    visit.picture("written")
    barriers += visit.barriers()
    page.get_by_role("button", name="Deploy").click()
    expect(page.get_by_text("is deployed.")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()

    with zipfile.ZipFile(downloading.value.path()) as package:
        assert sorted(package.namelist()) == ["app.py", "said/words.py"]
    answer = console_client.invoke(FunctionName=name)["Payload"].read()
    assert json.loads(answer) == "second"
    assert barriers == []


def test_an_aliass_weights_are_set_and_taken_back(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    console_client.publish_version(FunctionName=name)
    console_client.update_function_code(FunctionName=name, ZipFile=zipped(SAYS + "  # anew"))
    console_client.get_waiter("function_updated_v2").wait(FunctionName=name)
    console_client.publish_version(FunctionName=name)
    console_client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    page = open_tab(visit, console_server, name, "versions")

    page.get_by_role("button", name="Edit alias live").click()
    page.get_by_label("Additional version").click()
    page.get_by_role("option", name="2").click()
    page.get_by_label("Its share (%)").fill("25")
    visit.picture("shared")
    barriers = visit.barriers()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="2: 25.0 %")).to_be_visible()
    shared = console_client.get_alias(FunctionName=name, Name="live")
    page.get_by_role("button", name="Edit alias live").click()
    page.get_by_label("Additional version").click()
    page.get_by_role("option", name="None").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("cell", name="2: 25.0 %")).to_have_count(0)

    assert shared["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 0.25}}
    assert "RoutingConfig" not in console_client.get_alias(FunctionName=name, Name="live")
    assert barriers == []


def test_permission_is_given_and_taken_back(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = open_tab(visit, console_server, name, "configuration")

    page.get_by_role("button", name="Add permission").click()
    page.get_by_label("Statement ID").fill("partner")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.get_by_text("1 validation error detected")).to_be_visible()
    page.get_by_label("Principal").fill("events.amazonaws.com")
    page.get_by_label("Source ARN").fill("arn:aws:events:us-east-1:000000000000:rule/r")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="partner")).to_be_visible()
    visit.picture("given")
    (given,) = json.loads(console_client.get_policy(FunctionName=name)["Policy"])["Statement"]
    page.get_by_role("button", name="Remove permission partner").click()
    expect(page.get_by_text("lets another account or a service invoke")).to_be_visible()

    assert given["Principal"] == {"Service": "events.amazonaws.com"}
    assert visit.barriers() == []


def test_a_layer_is_put_under_a_function_and_taken_away(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as layer:
        layer.writestr("python/word.py", "WORD = 1")
    published = console_client.publish_layer_version(
        LayerName=f"layer-{name}", Content={"ZipFile": package.getvalue()}
    )
    arn = published["LayerVersionArn"]
    page = open_tab(visit, console_server, name, "configuration")

    page.get_by_role("button", name="Edit layers").click()
    page.get_by_role("button", name="Add layer").click()
    page.get_by_label("Layer 1", exact=True).fill(f"layer-{name}")
    page.get_by_role("option", name=arn).click()
    visit.picture("chosen")
    barriers = visit.barriers()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name=arn)).to_be_visible()
    used = console_client.get_function_configuration(FunctionName=name)["Layers"]
    page.get_by_role("button", name="Edit layers").click()
    page.get_by_role("button", name="Remove layer 1").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.get_by_role("rowheader", name=arn)).to_have_count(0)

    assert [layer["Arn"] for layer in used] == [arn]
    assert "Layers" not in console_client.get_function_configuration(FunctionName=name)
    assert barriers == []


def test_a_test_event_is_saved_found_after_a_reload_and_deleted(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = open_tab(visit, console_server, name, "test")

    page.get_by_label("Event JSON").fill('{"order": 7}')
    page.get_by_label("Save as").fill("order")
    page.get_by_role("button", name="Save event").click()
    page.reload()
    page.get_by_label("Template or saved event").click()
    page.get_by_role("option", name="order").click()
    expect(page.get_by_label("Event JSON")).to_have_value('{"order": 7}')
    page.get_by_role("button", name="Delete event order").click()
    page.reload()
    page.get_by_label("Template or saved event").click()

    expect(page.get_by_role("option", name="Hello world")).to_be_visible()
    expect(page.get_by_role("option", name="order")).to_have_count(0)


def test_a_function_is_tested_by_keyboard_alone(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = visit.page
    page.get_by_role("searchbox", name="Find functions").fill(name)
    expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()

    _tab_to(page, name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name).wait_for()
    _tab_to(page, "Code")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Test event").wait_for()
    _tab_to(page, "Test")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Executing function: succeeded")).to_be_visible()


def _tab_to(page: Page, text: str) -> None:
    """Presses Tab until the focus is where `text` is. AssertionError where that is nowhere."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found: str = page.evaluate("document.activeElement.innerText")
        if found.strip() == text:
            return
    raise AssertionError(f"no way to {text} by Tab")


def test_a_function_is_deleted_once_its_name_is_typed(
    visit: Visit, console_server: Server, console_client: Client
) -> None:
    name = deploy(console_client, SAYS)
    page = open_tab(visit, console_server, name, "code")

    page.get_by_role("button", name="Delete", exact=True).click()
    question = page.get_by_role("dialog")
    delete = question.get_by_role("button", name="Delete")
    expect(delete).to_be_disabled()
    question.get_by_label("To confirm, type the function's name").fill(name)
    visit.picture("asked")
    barriers = visit.barriers()
    delete.click()
    expect(page.get_by_text(f"Function {name} is deleted.")).to_be_visible()

    with pytest.raises(console_client.exceptions.ResourceNotFoundException):
        console_client.get_function(FunctionName=name)
    assert barriers == []
