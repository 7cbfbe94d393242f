"""Provisioned concurrency by unmodified boto3: environments that stand ready before their tenants are known."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    Client,
    Refusal,
    boto3_client,
    call,
    deploy,
    log_of,
    refusal,
    refused,
)
from tests.e2e.server import eventually, running
from tests.loose import Given, Json

pytestmark = pytest.mark.timeout(180)

PATIENCE_S = 60
TELLS = """
    import os, time
    initialized_at = time.time()
    count = 0

    def handler(event, context):
        global count
        count += 1
        return {
            "count": count,
            "tenant": context.tenant_id,
            "initialized_at": initialized_at,
            "how": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"],
        }
"""
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
UNPUBLISHED = Refusal(
    400,
    "InvalidParameterValueException",
    "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
)
NOT_CONFIGURABLE = Refusal(
    400,
    "InvalidParameterValueException",
    "The function resource provided must be an alias or a published version.",
)
NOTHING_CONFIGURED = Refusal(
    404,
    "ProvisionedConcurrencyConfigNotFoundException",
    "No Provisioned Concurrency Config found for this function",
)


def publish(aws: Client, source: str = TELLS, **chosen: Given) -> str:
    """The name of a new function with tenants that has a version 1."""
    name = deploy(aws, source, **PER_TENANT, **chosen)
    aws.publish_version(FunctionName=name)
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier="1", WaiterConfig=QUICKLY
    )
    return name


@pytest.fixture
def name(aws: Client) -> Iterator[str]:
    """Of a function of the test's own, with version 1 and the alias `live`; afterwards nothing of it runs on."""
    name = publish(aws)
    aws.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    yield name
    aws.delete_function(FunctionName=name)


def put(aws: Client, name: str, qualifier: str, count: int) -> Json:
    return aws.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=count
    )


def shown(aws: Client, name: str, qualifier: str) -> Json:
    return aws.get_provisioned_concurrency_config(FunctionName=name, Qualifier=qualifier)


def wait(aws: Client, name: str, qualifier: str, status: str = "READY") -> Json:
    """The configuration once it has that status."""
    eventually(
        lambda: shown(aws, name, qualifier)["Status"] == status,
        within_s=PATIENCE_S,
    )
    return shown(aws, name, qualifier)


def test_what_is_asked_for_is_in_progress_then_ready_and_gone_when_deleted(
    aws: Client, name: str
) -> None:
    begun = put(aws, name, "1", 2)
    ready = wait(aws, name, "1")
    deleted = aws.delete_provisioned_concurrency_config(FunctionName=name, Qualifier="1")
    again = aws.delete_provisioned_concurrency_config(FunctionName=name, Qualifier="1")

    assert begun["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert begun["RequestedProvisionedConcurrentExecutions"] == 2
    assert begun["AllocatedProvisionedConcurrentExecutions"] == 0
    assert begun["Status"] == "IN_PROGRESS"
    assert ready["AvailableProvisionedConcurrentExecutions"] == 2
    assert ready["AllocatedProvisionedConcurrentExecutions"] == 2
    assert ready["LastModified"] == begun["LastModified"]
    assert "StatusReason" not in ready
    for answer in (deleted, again):
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert (
        refused(aws.get_provisioned_concurrency_config, FunctionName=name, Qualifier="1")
        == NOTHING_CONFIGURED
    )


def test_a_new_tenants_first_invocation_is_answered_by_an_environment_that_was_ready(
    aws: Client, name: str
) -> None:
    put(aws, name, "live", 1)
    wait(aws, name, "live")
    came_at = time.time()

    response = aws.invoke(FunctionName=f"{name}:live", TenantId="tenant-A", LogType="Tail")
    first = json.loads(response["Payload"].read())
    again = call(aws, f"{name}:live", TenantId="tenant-A")
    wait(aws, name, "live")
    other = call(aws, f"{name}:live", TenantId="tenant-B")

    assert first["initialized_at"] < came_at, "its globals were there before its tenant came"
    assert (first["how"], first["tenant"]) == ("provisioned-concurrency", "tenant-A")
    assert "Init Duration" not in log_of(response)
    assert again == {**first, "count": 2}
    assert other["tenant"] == "tenant-B"
    assert other["count"] == 1
    assert other["initialized_at"] > first["initialized_at"], "another was made in its place"


def test_without_a_provision_init_waits_for_the_tenant(aws: Client, name: str) -> None:
    came_at = time.time()

    response = aws.invoke(FunctionName=name, TenantId="tenant-A", LogType="Tail")
    first = json.loads(response["Payload"].read())

    assert first["initialized_at"] > came_at
    assert first["how"] == "on-demand"
    assert "Init Duration" in log_of(response)


def test_a_provision_follows_its_alias_to_another_version(aws: Client, name: str) -> None:
    put(aws, name, "live", 1)
    wait(aws, name, "live")
    aws.update_function_configuration(FunctionName=name, MemorySize=256)
    aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
    version = aws.publish_version(FunctionName=name)["Version"]

    aws.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
    wait(aws, name, "live")
    moved_at = time.time()
    first = call(aws, f"{name}:{version}", TenantId="tenant-A")

    assert first["initialized_at"] < moved_at
    assert first["how"] == "provisioned-concurrency"


def test_configurations_are_listed_page_by_page(aws: Client, name: str) -> None:
    aws.create_alias(FunctionName=name, Name="other", FunctionVersion="1")
    for qualifier in ("live", "other"):
        put(aws, name, qualifier, 1)
    pages = aws.get_paginator("list_provisioned_concurrency_configs").paginate(
        FunctionName=name, PaginationConfig={"PageSize": 1}
    )

    listed = [page["ProvisionedConcurrencyConfigs"] for page in pages]

    assert [[each["FunctionArn"] for each in page] for page in listed] == [
        [f"{ARN}{name}:live"],
        [f"{ARN}{name}:other"],
    ]
    assert {each["RequestedProvisionedConcurrentExecutions"] for [each] in listed} == {1}


def test_an_init_that_fails_is_told_with_its_reason(aws: Client) -> None:
    name = publish(aws, "raise RuntimeError('at import')")

    put(aws, name, "1", 1)
    failed = wait(aws, name, "1", "FAILED")
    aws.delete_function(FunctionName=name)

    assert failed["StatusReason"] == "FUNCTION_ERROR_INIT_FAILURE"
    assert failed["AvailableProvisionedConcurrentExecutions"] == 0


def test_a_provision_counts_in_what_is_left_to_others_and_within_what_is_reserved(
    aws: Client, name: str
) -> None:
    before = aws.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]

    too_much = refused(
        aws.put_provisioned_concurrency_config,
        FunctionName=name,
        Qualifier="1",
        ProvisionedConcurrentExecutions=before - 99,
    )
    put(aws, name, "1", 2)
    meanwhile = aws.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    too_few = refused(
        aws.put_function_concurrency, FunctionName=name, ReservedConcurrentExecutions=1
    )
    aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
    beyond = refused(
        aws.put_provisioned_concurrency_config,
        FunctionName=name,
        Qualifier="1",
        ProvisionedConcurrentExecutions=3,
    )

    assert meanwhile == before - 2
    invalid = (400, "InvalidParameterValueException")
    assert {(each.status, each.error_type) for each in (too_much, too_few, beyond)} == {invalid}
    assert "below its minimum value of [100]" in too_much.message
    assert "function's total provisioned concurrency [2]" in too_few.message
    assert beyond.message == (
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
    )


def test_what_is_provisioned_is_not_there_for_the_function_beside_it(
    aws: Client, careless_aws: Client, name: str
) -> None:
    put(aws, name, "1", 1)
    aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)

    with pytest.raises(ClientError) as error:
        careless_aws.invoke(FunctionName=name, TenantId="tenant-A")
    provisioned = call(aws, f"{name}:1", TenantId="tenant-A")

    assert refusal(error.value).status == 429
    assert error.value.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert provisioned["count"] == 1


def test_what_is_not_there_and_what_can_have_none_are_told_as_by_aws(
    aws: Client, name: str
) -> None:
    of_latest = {"FunctionName": name, "Qualifier": "$LATEST"}
    one = {"ProvisionedConcurrentExecutions": 1}
    reading = (aws.get_provisioned_concurrency_config, aws.delete_provisioned_concurrency_config)

    latest = refused(aws.put_provisioned_concurrency_config, **of_latest, **one)
    other_latest = {refused(operation, **of_latest) for operation in reading}
    nothing = refused(aws.get_provisioned_concurrency_config, FunctionName=name, Qualifier="live")

    assert latest == UNPUBLISHED
    assert other_latest == {NOT_CONFIGURABLE}
    assert nothing == NOTHING_CONFIGURED
    for operation, more in (*((each, {}) for each in reading), (put_config(aws), one)):
        missing = [
            refused(operation, FunctionName=name, Qualifier="9", **more),
            refused(operation, FunctionName=name, Qualifier="none", **more),
            refused(operation, FunctionName="nobody", Qualifier="1", **more),
        ]
        assert {(each.status, each.error_type) for each in missing} == {
            (404, "ResourceNotFoundException")
        }


def put_config(aws: Client) -> Json:
    return aws.put_provisioned_concurrency_config


def test_requests_outside_of_the_model_are_refused(careless_aws: Client, name: str) -> None:
    listing = careless_aws.list_provisioned_concurrency_configs

    none = refused(
        put_config(careless_aws),
        FunctionName=name,
        Qualifier="1",
        ProvisionedConcurrentExecutions=0,
    )
    unknown_marker = refused(listing, FunctionName=name, Marker="nothing of ours")
    nobody = refused(listing, FunctionName="nobody")
    a_part = refused(listing, FunctionName=f"{name}:live")

    assert (none.status, none.error_type) == (400, "ValidationException")
    assert "greater than or equal to 1" in none.message
    assert unknown_marker.error_type == a_part.error_type == "InvalidParameterValueException"
    assert nobody == Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}nobody")


def test_a_version_and_its_alias_do_not_both_have_a_provision(aws: Client, name: str) -> None:
    put(aws, name, "live", 1)

    conflict = refused(
        put_config(aws), FunctionName=name, Qualifier="1", ProvisionedConcurrentExecutions=1
    )

    assert conflict == Refusal(
        409, "ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias"
    )


def test_a_configuration_outlives_a_kill_and_is_ready_again(tmp_path: Path, image: Path) -> None:
    with running(tmp_path / "data", image) as server:
        with boto3_client(server.environ) as aws:
            name = publish(aws)
            put(aws, name, "1", 2)
            before = wait(aws, name, "1")

        server.signal(signal.SIGKILL)
        server.start()

        with boto3_client(server.environ) as aws:
            after = wait(aws, name, "1")
            ready_at = time.time()
            first = call(aws, f"{name}:1", TenantId="tenant-A")
        server.stop()

    assert after["RequestedProvisionedConcurrentExecutions"] == 2
    assert after["LastModified"] == before["LastModified"]
    assert first["initialized_at"] < ready_at
    assert first["how"] == "provisioned-concurrency"
