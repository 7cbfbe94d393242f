"""Functions over the wire: what is shown of them, by which names they are found, and where their code is read."""

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from cloister.api.handlers.code_download import CODE_PREFIX
from cloister.control.runtimes import runtime_version_arn
from cloister.domain import limits
from tests.unit.example_functions import ARN, HOME, ROLE, RUNTIME, a_new_function, zipped
from tests.unit.function_client import COUNTER, FUNCTIONS, OTHER_CODE, Client, a_client, link_in


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with a_client(tmp_path) as client:
        yield client


async def test_a_created_function_is_shown_as_aws_shows_it(client: Client) -> None:
    answer = await client.create(
        Environment={"Variables": {"GREETING": "hello"}}, Description="counts"
    )

    shown = answer.json
    assert answer.status == 201
    assert len(str(shown.pop("RevisionId"))) == 36
    assert shown == {
        "FunctionName": "counter",
        "FunctionArn": ARN,
        "Runtime": RUNTIME,
        "Role": ROLE,
        "Handler": "app.handler",
        "CodeSize": len(zipped()),
        "Description": "counts",
        "Timeout": 3,
        "MemorySize": 128,
        "LastModified": "2026-11-23T06:12:13.123+0000",
        "CodeSha256": base64.b64encode(hashlib.sha256(zipped()).digest()).decode(),
        "Version": "$LATEST",
        "Environment": {"Variables": {"GREETING": "hello"}},
        "TracingConfig": {"Mode": "PassThrough"},
        "State": "Pending",
        "StateReason": "The function is being created.",
        "StateReasonCode": "Creating",
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "RuntimeVersionConfig": {"RuntimeVersionArn": runtime_version_arn(HOME, RUNTIME)},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/counter"},
    }


async def test_a_settled_function_gives_no_reasons(client: Client) -> None:
    await client.create()

    shown = (await client.ask("GET", f"{COUNTER}/configuration")).json

    assert (shown["State"], shown["LastUpdateStatus"]) == ("Active", "Successful")
    assert not {"StateReason", "StateReasonCode", "LastUpdateStatusReason"} & shown.keys()
    assert (shown["Description"], "Environment" in shown) == ("", False)


async def test_an_update_is_in_progress_when_it_is_acknowledged(client: Client) -> None:
    await client.create()

    shown = (await client.ask("PUT", f"{COUNTER}/configuration", {"MemorySize": 256})).json

    assert (shown["MemorySize"], shown["State"]) == (256, "Active")
    assert shown["LastUpdateStatus"] == "InProgress"
    assert shown["LastUpdateStatusReason"] == "The function is being created."
    assert shown["LastUpdateStatusReasonCode"] == "Creating"


async def test_a_functions_whole_configuration_goes_through_creation_and_update(
    client: Client,
) -> None:
    members = {
        "Description": "all of it",
        "Timeout": 30,
        "MemorySize": 512,
        "EphemeralStorage": {"Size": 1024},
        "Environment": {"Variables": {"GREETING": "grüß dich"}},
        "LoggingConfig": {
            "LogFormat": "JSON",
            "ApplicationLogLevel": "DEBUG",
            "SystemLogLevel": "WARN",
            "LogGroup": "/mine",
        },
    }
    created = (await client.create(FunctionName="one", **members)).json
    await client.create(FunctionName="two")

    updated = (await client.ask("PUT", f"{FUNCTIONS}/two/configuration", members)).json

    assert {name: created[name] for name in members} == members
    assert {name: updated[name] for name in members} == members


async def test_tenant_isolation_is_shown_everywhere_and_never_changed(client: Client) -> None:
    isolation = {"TenantIsolationMode": "PER_TENANT"}
    await client.create(TenancyConfig=isolation)

    update = {"Description": "new", "TenancyConfig": {"TenantIsolationMode": "NONE"}}
    updated = await client.ask("PUT", f"{COUNTER}/configuration", update)
    await client.server.settled()
    recoded = await client.ask("PUT", f"{COUNTER}/code", {"ZipFile": OTHER_CODE})
    shown = await client.ask("GET", COUNTER)
    listed = await client.ask("GET", FUNCTIONS)

    assert updated.json["TenancyConfig"] == isolation
    assert recoded.json["TenancyConfig"] == isolation
    assert shown.json["Configuration"]["TenancyConfig"] == isolation  # type: ignore[index] # JSON
    assert listed.json["Functions"][0]["TenancyConfig"] == isolation  # type: ignore[index] # JSON


async def test_a_function_without_tenants_never_gets_them(client: Client) -> None:
    await client.create()

    isolation = {"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}}
    updated = await client.ask("PUT", f"{COUNTER}/configuration", isolation)

    assert (updated.status, "TenancyConfig" in updated.json) == (200, False)


async def test_the_code_is_downloaded_by_its_link_until_that_expires(client: Client) -> None:
    await client.create()
    url = link_in(await client.ask("GET", COUNTER))

    fresh = await client.ask("GET", f"{url.path}?{url.query}")
    client.server.clock.advance(limits.CODE_LOCATION_LIFETIME)
    expired = await client.ask("GET", f"{url.path}?{url.query}")

    assert (url.scheme, url.netloc) == ("http", "cloister.example:9000")
    assert (fresh.status, fresh.body) == (200, zipped())
    assert fresh.headers["content-type"] == "application/zip"
    assert fresh.headers["content-disposition"].startswith("attachment; filename=")
    assert expired.status == 403
    assert "ask GetFunction for a new one" in str(expired.json["message"])


async def test_a_link_opens_neither_another_package_nor_another_method(client: Client) -> None:
    await client.create()
    url = link_in(await client.ask("GET", COUNTER))

    other = await client.ask("GET", f"{CODE_PREFIX}{'ab' * 32}?{url.query}")
    unsigned = await client.ask("GET", url.path)
    posted = await client.ask("POST", f"{url.path}?{url.query}")

    assert [answer.status for answer in (other, unsigned, posted)] == [403, 403, 405]


async def test_a_link_to_a_deleted_functions_code_says_so(client: Client) -> None:
    await client.create()
    url = link_in(await client.ask("GET", COUNTER))
    await client.ask("DELETE", COUNTER)
    await client.server.settled()

    answer = await client.ask("GET", f"{url.path}?{url.query}")

    assert (answer.status, answer.json) == (
        404,
        {"message": "No function uses this package any more."},
    )


async def test_a_link_is_https_where_a_proxy_says_that_the_client_came_so(client: Client) -> None:
    await client.create()

    shown = await client.ask("GET", COUNTER, headers=[(b"x-forwarded-proto", b"https")])

    assert link_in(shown).scheme == "https"


async def test_tags_are_shown_beside_the_configuration(client: Client) -> None:
    await client.create(Tags={"team": "blue"})

    shown = (await client.ask("GET", COUNTER)).json

    assert shown["Tags"] == {"team": "blue"}
    assert "Concurrency" not in shown


async def test_a_function_is_found_by_each_of_its_names(client: Client) -> None:
    await client.create()

    names = ("counter", "123456789012:function:counter", ARN.replace(":", "%3A"))
    answers = [await client.ask("GET", f"{FUNCTIONS}/{name}/configuration") for name in names]
    qualified = await client.ask("GET", f"{COUNTER}/configuration?Qualifier=%24LATEST")

    assert [answer.json["FunctionArn"] for answer in answers] == [ARN] * 3
    assert qualified.json["FunctionArn"] == f"{ARN}:$LATEST"


async def test_an_unknown_function_is_a_404_with_its_arn(client: Client) -> None:
    answer = await client.ask("GET", COUNTER)

    assert answer.refusal == (404, "ResourceNotFoundException", f"Function not found: {ARN}")


async def test_a_second_function_of_the_name_is_a_conflict(client: Client) -> None:
    await client.create()

    answer = await client.create()

    assert answer.refusal == (409, "ResourceConflictException", "Function already exist: counter")


async def test_new_code_is_shown_by_its_hash_and_a_dry_run_changes_none(client: Client) -> None:
    await client.create()
    before = (await client.ask("GET", f"{COUNTER}/configuration")).json

    tried = await client.ask("PUT", f"{COUNTER}/code", {"ZipFile": OTHER_CODE, "DryRun": True})
    between = (await client.ask("GET", f"{COUNTER}/configuration")).json
    done = await client.ask("PUT", f"{COUNTER}/code", {"ZipFile": OTHER_CODE})

    digest = hashlib.sha256(base64.b64decode(OTHER_CODE)).digest()
    assert between == before
    assert tried.json["CodeSha256"] == base64.b64encode(digest).decode()
    assert done.json["CodeSha256"] == tried.json["CodeSha256"]


async def test_a_stale_revision_is_a_412(client: Client) -> None:
    created = (await client.create()).json

    answer = await client.ask(
        "PUT", f"{COUNTER}/configuration", {"RevisionId": created["RevisionId"]}
    )

    assert answer.refusal[:2] == (412, "PreconditionFailedException")


async def test_a_deletion_is_a_204_and_the_second_a_404(client: Client) -> None:
    await client.create()

    first = await client.ask("DELETE", COUNTER)
    second = await client.ask("DELETE", COUNTER)

    assert (first.status, first.body) == (204, b"")
    assert second.status == 404


async def test_120_functions_are_listed_in_three_pages_by_name(client: Client) -> None:
    names = [f"f{number:03}" for number in range(120)]
    for name in reversed(names):
        await client.server.functions.create(a_new_function(name))

    pages = [await client.ask("GET", f"{FUNCTIONS}?MaxItems=10000")]
    while (marker := pages[-1].json.get("NextMarker")) is not None:
        query = urlencode({"Marker": marker, "FunctionVersion": "ALL", "MasterRegion": "ALL"})
        pages.append(await client.ask("GET", f"{FUNCTIONS}?{query}"))

    listed = [page.json["Functions"] for page in pages]
    assert [len(functions) for functions in listed if isinstance(functions, list)] == [50, 50, 20]
    assert [str(names) for names in map(_names, listed)] == [
        str(names[:50]),
        str(names[50:100]),
        str(names[100:]),
    ]


def _names(functions: object) -> list[str]:
    assert isinstance(functions, list)
    return [function["FunctionName"] for function in functions]


@pytest.mark.parametrize("marker", ["!", "a", "_w=="])
async def test_a_marker_of_the_callers_own_is_refused(client: Client, marker: str) -> None:
    answer = await client.ask("GET", f"{FUNCTIONS}?{urlencode({'Marker': marker})}")

    assert answer.refusal[:2] == (400, "InvalidParameterValueException")
    assert "pass NextMarker on unchanged" in answer.refusal[2]
