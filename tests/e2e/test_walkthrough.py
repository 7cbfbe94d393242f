"""The walk-through of DESIGN section 1 by unmodified boto3, and what an invocation tells beside its answer."""

import base64
import json
import re
import urllib.request

import pytest
from botocore.exceptions import ClientError

from cloister.demo import HANDLER
from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    RUNTIME,
    Client,
    Refusal,
    call,
    deploy,
    log_of,
    new_function,
    refusal,
    zipped,
)
from tests.loose import Json

SAY_CONTEXT = """
    def handler(event, context):
        print("said by the function")
        return {
            "tenant": context.tenant_id,
            "request_id": context.aws_request_id,
            "arn": context.invoked_function_arn,
            "client": context.client_context and context.client_context.custom,
        }
"""
REPORT = re.compile(
    r"^REPORT RequestId: (?P<id>\S+)\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB"
    r"\tMax Memory Used: \d+ MB\t(?P<init>Init Duration: [\d.]+ ms\t)?$",
    re.MULTILINE,
)


def counter(aws: Client) -> str:
    """The tenant-isolated function of the demo, active."""
    return deploy(aws, HANDLER, Handler="app.lambda_handler", **PER_TENANT)


def counts(aws: Client, name: str, *tenants: str) -> list[tuple[int, int]]:
    """From the module's global and from the file in /tmp, visit by visit."""
    answers = [call(aws, name, TenantId=tenant) for tenant in tenants]
    return [(answer["request_count"], answer["requests_in_file"]) for answer in answers]


def test_two_tenants_of_one_function_count_for_themselves(aws: Client) -> None:
    made = aws.create_function(**new_function(HANDLER, Handler="app.lambda_handler", **PER_TENANT))
    name = made["FunctionName"]
    aws.get_waiter("function_exists").wait(FunctionName=name, WaiterConfig=QUICKLY)
    aws.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)

    visits = counts(aws, name, "tenant-A", "tenant-A", "tenant-B")

    assert made["State"] == "Pending"
    assert visits == [(1, 1), (2, 2), (1, 1)]


def test_without_a_tenant_the_function_is_not_run(aws: Client) -> None:
    name = counter(aws)

    with pytest.raises(aws.exceptions.InvalidParameterValueException) as refused:
        aws.invoke(FunctionName=name)

    assert refusal(refused.value) == Refusal(
        400,
        "InvalidParameterValueException",
        "The invoked function is enabled with tenancy configuration. "
        "Add a valid tenant ID in your request and try again.",
    )
    assert counts(aws, name, "tenant-A") == [(1, 1)]


def test_the_files_of_a_tenant_name_no_other_tenant(aws: Client) -> None:
    name = counter(aws)
    for tenant in ("tenant-A", "tenant-B"):
        call(aws, name, TenantId=tenant)

    answer = call(aws, name, TenantId="tenant-B")

    assert answer["tenants_in_file"] == ["tenant-B"]


def test_the_tenancy_configuration_is_shown_wherever_the_function_is(aws: Client) -> None:
    name = counter(aws)
    expected = {"TenantIsolationMode": "PER_TENANT"}

    shown = {
        "GetFunction": aws.get_function(FunctionName=name)["Configuration"],
        "GetFunctionConfiguration": aws.get_function_configuration(FunctionName=name),
        "ListFunctions": next(
            function
            for page in aws.get_paginator("list_functions").paginate()
            for function in page["Functions"]
            if function["FunctionName"] == name
        ),
        "UpdateFunctionConfiguration": _settled(
            aws, aws.update_function_configuration(FunctionName=name, Description="changed")
        ),
        "UpdateFunctionCode": aws.update_function_code(FunctionName=name, ZipFile=zipped(HANDLER)),
    }

    assert {way: function.get("TenancyConfig") for way, function in shown.items()} == dict.fromkeys(
        shown, expected
    )


def test_an_ordinary_function_shows_no_tenancy_configuration(aws: Client) -> None:
    name = deploy(aws, SAY_CONTEXT)

    shown = aws.get_function_configuration(FunctionName=name)

    assert "TenancyConfig" not in shown
    assert call(aws, name)["tenant"] is None


def test_new_code_begins_with_nothing_of_the_old(aws: Client) -> None:
    name = counter(aws)
    counts(aws, name, "tenant-A", "tenant-A")

    _settled(aws, aws.update_function_code(FunctionName=name, ZipFile=zipped(f"{HANDLER}\n")))

    assert counts(aws, name, "tenant-A", "tenant-A") == [(1, 1), (2, 2)]


def test_a_new_configuration_begins_with_new_environments(aws: Client) -> None:
    name = counter(aws)
    counts(aws, name, "tenant-A", "tenant-A")

    _settled(aws, aws.update_function_configuration(FunctionName=name, MemorySize=256))

    assert counts(aws, name, "tenant-A") == [(1, 1)]


def test_a_deleted_function_made_anew_has_nothing_of_the_old(aws: Client) -> None:
    name = counter(aws)
    counts(aws, name, "tenant-A", "tenant-A")

    aws.delete_function(FunctionName=name)
    deploy(aws, HANDLER, FunctionName=name, Handler="app.lambda_handler", **PER_TENANT)

    assert counts(aws, name, "tenant-A") == [(1, 1)]


def test_the_code_location_gives_the_package_back_byte_for_byte(aws: Client) -> None:
    package = zipped(HANDLER)
    name = deploy(aws, HANDLER, Code={"ZipFile": package})

    location = aws.get_function(FunctionName=name)["Code"]["Location"]
    with urllib.request.urlopen(location) as response:
        downloaded = response.read()

    assert downloaded == package


def test_the_tail_holds_the_platforms_lines_around_the_functions_own(aws: Client) -> None:
    name = deploy(aws, SAY_CONTEXT, **PER_TENANT)

    response = aws.invoke(FunctionName=name, TenantId="blue", LogType="Tail")

    request_id = response["ResponseMetadata"]["RequestId"]
    lines = log_of(response).splitlines()
    assert lines[:3] == [
        f"START RequestId: {request_id} Version: $LATEST",
        "said by the function",
        f"END RequestId: {request_id}",
    ]
    report = REPORT.search(log_of(response))
    assert report is not None
    assert report["id"] == request_id


def test_only_the_first_invocation_reports_an_init_duration(aws: Client) -> None:
    name = deploy(aws, SAY_CONTEXT, **PER_TENANT)

    reports = [
        REPORT.search(log_of(aws.invoke(FunctionName=name, TenantId="blue", LogType="Tail")))
        for _ in range(2)
    ]

    assert [report and report["init"] is not None for report in reports] == [True, False]


def test_no_tail_is_sent_unless_asked_for(aws: Client) -> None:
    name = deploy(aws, SAY_CONTEXT)

    response = aws.invoke(FunctionName=name)

    assert "LogResult" not in response
    assert response["ExecutedVersion"] == "$LATEST"


def test_a_dry_run_says_204_and_runs_nothing(aws: Client) -> None:
    name = counter(aws)

    response = aws.invoke(FunctionName=name, TenantId="tenant-A", InvocationType="DryRun")

    assert response["StatusCode"] == 204
    assert response["Payload"].read() == b""
    assert counts(aws, name, "tenant-A") == [(1, 1)]


def test_an_asynchronous_invocation_is_said_to_be_not_built(careless_aws: Client) -> None:
    name = counter(careless_aws)

    with pytest.raises(ClientError) as refused:
        careless_aws.invoke(FunctionName=name, TenantId="tenant-A", InvocationType="Event")

    told = refusal(refused.value)
    assert (told.status, told.error_type) == (501, "NotImplementedException")
    assert told.message.startswith("InvocationType Event is not built yet")
    assert counts(careless_aws, name, "tenant-A") == [(1, 1)]


def test_the_context_tells_who_calls_and_what_is_called(aws: Client) -> None:
    name = deploy(aws, SAY_CONTEXT, **PER_TENANT)
    custom = base64.b64encode(json.dumps({"custom": {"shop": "7"}}).encode()).decode()

    response = aws.invoke(FunctionName=name, TenantId="blue", ClientContext=custom)

    assert json.load(response["Payload"]) == {
        "tenant": "blue",
        "request_id": response["ResponseMetadata"]["RequestId"],
        "arn": f"arn:aws:lambda:us-east-1:000000000000:function:{name}",
        "client": {"shop": "7"},
    }


def test_what_a_handler_raises_is_an_answer_of_200(aws: Client) -> None:
    name = deploy(aws, "def handler(event, context): raise ValueError('no such shop')")

    response = aws.invoke(FunctionName=name)

    assert (response["StatusCode"], response["FunctionError"]) == (200, "Unhandled")
    answer = json.load(response["Payload"])
    assert (answer["errorType"], answer["errorMessage"]) == ("ValueError", "no such shop")
    assert answer["requestId"] == response["ResponseMetadata"]["RequestId"]


def test_a_function_is_gone_once_deleted(aws: Client) -> None:
    name = counter(aws)

    aws.delete_function(FunctionName=name)

    with pytest.raises(aws.exceptions.ResourceNotFoundException):
        aws.invoke(FunctionName=name, TenantId="tenant-A")


def test_the_configuration_is_shown_as_it_was_asked_for(aws: Client) -> None:
    asked = {
        "Description": "counts visits",
        "MemorySize": 192,
        "Timeout": 7,
        "EphemeralStorage": {"Size": 600},
        "Environment": {"Variables": {"SHOP": "7"}},
    }
    name = deploy(aws, SAY_CONTEXT, Tags={"team": "blue"}, **asked)

    shown = aws.get_function(FunctionName=name)

    configuration = shown["Configuration"]
    assert {member: configuration[member] for member in asked} == asked
    assert (configuration["State"], configuration["LastUpdateStatus"]) == ("Active", "Successful")
    assert (configuration["Runtime"], configuration["Version"]) == (RUNTIME, "$LATEST")
    assert shown["Tags"] == {"team": "blue"}


def _settled(aws: Client, updated: dict[str, Json]) -> dict[str, Json]:
    """What the update answered, once invocations meet it."""
    name = updated["FunctionName"]
    aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
    return updated
