"""SnapStart by unmodified boto3: published, waited for, invoked by tenants, and told in logs, states and errors."""

import json
import math
import signal
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, WaiterError

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

PATIENCE_S = 20
SNAP_START = {"SnapStart": {"ApplyOn": "PublishedVersions"}}
JSON_LOGS = {
    "LoggingConfig": {
        "LogFormat": "JSON",
        "ApplicationLogLevel": "INFO",
        "SystemLogLevel": "DEBUG",
    }
}
TELLS = """
    import boto3, os, time
    from snapshot_restore_py import register_after_restore, register_before_snapshot

    happened = []
    initialized_at = time.time()
    register_before_snapshot(happened.append, "before")

    @register_after_restore
    def connect():
        happened.append("after")

    def handler(event, context):
        happened.append(context.tenant_id)
        return {
            "happened": happened,
            "initialized_at": initialized_at,
            "how": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"],
        }
"""
FAILS_AFTER = """
    from snapshot_restore_py import register_after_restore

    @register_after_restore
    def connect():
        raise ConnectionError("no database")

    def handler(event, context): ...
"""
FAILS_BEFORE = """
    from snapshot_restore_py import register_before_snapshot

    @register_before_snapshot
    def warm_up():
        raise ValueError("nothing to warm up with")

    def handler(event, context): ...
"""


def published(aws: Client, source: str, **chosen: Given) -> str:
    """The name of a function whose version 1 has SnapStart, and is Active."""
    name = deploy(aws, source, **SNAP_START, **chosen)
    aws.publish_version(FunctionName=name)
    wait_until_active(aws, name)
    return name


def wait_until_active(aws: Client, name: str, version: str = "1") -> None:
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )


def shown(aws: Client, name: str, version: str = "1") -> Json:
    return aws.get_function_configuration(FunctionName=name, Qualifier=version)


def stands_ready(own: Client, name: str) -> None:
    """Once there is an environment of the function that has run init and is nobody's."""
    eventually(
        lambda: own.list_environments(FunctionName=name, State="PREPARED")["Environments"],
        within_s=PATIENCE_S,
    )


def fields(report: str) -> dict[str, float]:
    """Of a REPORT line, without their units."""
    pairs = [field.partition(": ") for field in report.strip().split("\t")[1:]]
    return {name: float(value.split()[0]) for name, _, value in pairs}


def logged(logs: Client, name: str, word: str) -> list[str]:
    """All messages of the function's log group in order, once there is one with the word."""
    group = f"/aws/lambda/{name}"

    def messages() -> list[str]:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in pages for event in page["events"]]

    def is_there() -> bool:
        try:
            return any(word in message for message in messages())
        except logs.exceptions.ResourceNotFoundException:
            return False

    eventually(is_there, within_s=PATIENCE_S)
    return messages()


def test_a_version_is_pending_until_its_init_has_run_and_then_optimized(aws: Client) -> None:
    name = deploy(aws, "import time; time.sleep(1)\nhandler = print", **SNAP_START)

    begun = aws.publish_version(FunctionName=name)
    with pytest.raises(ClientError) as early:
        aws.invoke(FunctionName=f"{name}:1")
    wait_until_active(aws, name)
    active = shown(aws, name)
    latest = shown(aws, name, "$LATEST")

    asked = {"ApplyOn": "PublishedVersions"}
    assert begun["State"] == "Pending"
    assert begun["SnapStart"] == {**asked, "OptimizationStatus": "Off"}
    assert refusal(early.value).error_type == "ResourceConflictException"
    assert (active["State"], active["LastUpdateStatus"]) == ("Active", "Successful")
    assert active["SnapStart"] == {**asked, "OptimizationStatus": "On"}
    assert latest["SnapStart"] == {**asked, "OptimizationStatus": "Off"}


def test_every_new_tenants_first_invocation_finds_init_done_and_runs_the_hooks(
    aws: Client, own: Client
) -> None:
    name = published(aws, TELLS, **PER_TENANT)
    told = []

    for tenant in ("tenant-A", "tenant-B"):
        stands_ready(own, name)
        came_at = time.time()
        first = call(aws, f"{name}:1", TenantId=tenant)
        again = call(aws, f"{name}:1", TenantId=tenant)
        told.append((came_at, first, again))

    assert all(first["initialized_at"] < came_at for came_at, first, _ in told)
    assert [(first["happened"], again["happened"]) for _, first, again in told] == [
        (["before", "after", tenant], ["before", "after", tenant, tenant])
        for tenant in ("tenant-A", "tenant-B")
    ]
    assert {first["how"] for _, first, _ in told} == {"snap-start"}


def test_an_alias_and_a_function_without_tenants_start_from_it_as_well(aws: Client) -> None:
    name = published(aws, TELLS)
    aws.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    came_at = time.time()

    first = call(aws, f"{name}:live")
    again = call(aws, f"{name}:live")

    assert first["initialized_at"] < came_at
    assert again["happened"] == ["before", "after", None, None]


def test_the_first_report_tells_of_restoring_and_bills_the_hooks_alone(aws: Client) -> None:
    name = published(aws, TELLS, **PER_TENANT)

    answers = [aws.invoke(FunctionName=f"{name}:1", TenantId="A", LogType="Tail") for _ in range(2)]

    first, again = [fields(log_of(answer).splitlines()[-1]) for answer in answers]
    assert first["Restore Duration"] >= first["Billed Restore Duration"] - 1
    assert first["Billed Duration"] == (
        math.ceil(first["Duration"]) + first["Billed Restore Duration"]
    )
    assert again["Billed Duration"] == math.ceil(again["Duration"])
    assert not {"Init Duration", "Restore Duration"} & again.keys()
    assert "Init Duration" not in first


def test_the_log_in_text_tells_of_init_then_of_restoring_then_of_the_event(
    aws: Client, logs: Client
) -> None:
    name = published(aws, TELLS, **PER_TENANT)
    call(aws, f"{name}:1", TenantId="tenant-A")

    lines = logged(logs, name, "REPORT RequestId")

    starts = [line.split(": ")[0].split("\t")[0] for line in lines]
    assert starts == [
        "INIT_START Runtime Version",
        "INIT_REPORT Init Duration",
        "RESTORE_START Runtime Version",
        "RESTORE_REPORT Restore Duration",
        "START RequestId",
        "END RequestId",
        "REPORT RequestId",
    ]
    assert "Phase: init" in lines[1]


def test_the_log_in_json_has_the_events_of_the_telemetry_api(aws: Client, logs: Client) -> None:
    name = published(aws, TELLS, **PER_TENANT, **JSON_LOGS)
    call(aws, f"{name}:1", TenantId="tenant-A")

    events = [json.loads(line) for line in logged(logs, name, "platform.report")]

    records = {event["type"]: event["record"] for event in events}
    assert [*records] == [
        f"platform.{kind}"
        for kind in (
            *("initStart", "initRuntimeDone", "initReport"),
            *("restoreStart", "restoreRuntimeDone", "restoreReport"),
            *("start", "runtimeDone", "report"),
        )
    ]
    assert records["platform.initStart"]["initializationType"] == "snap-start"
    assert records["platform.restoreStart"]["functionVersion"] == "1"
    assert records["platform.restoreRuntimeDone"] == {"status": "success"}
    took_ms = records["platform.restoreReport"]["metrics"]["durationMs"]
    assert records["platform.report"]["metrics"]["restoreDurationMs"] == took_ms


def test_a_hook_that_fails_after_the_snapshot_is_an_error_of_the_call_and_in_the_log(
    aws: Client, logs: Client
) -> None:
    name = published(aws, FAILS_AFTER, **PER_TENANT)

    told = refused(aws.invoke, FunctionName=f"{name}:1", TenantId="tenant-A")

    assert told == Refusal(
        400,
        "SnapStartException",
        "The afterRestore() runtime hook encountered an error. "
        "For more information, check the Amazon CloudWatch logs.",
    )
    lines = logged(logs, name, "RESTORE_REPORT")
    assert any("ConnectionError: no database" in line for line in lines)
    assert lines[-1].endswith("Status: error\tError Type: Runtime.AfterRestoreError")


@pytest.mark.parametrize(
    ("source", "error_type", "words"),
    [
        (FAILS_BEFORE, "Runtime.BeforeSnapshotError", "nothing to warm up with"),
        ("import nothing_of_that_name", "Runtime.ImportModuleError", "No module named"),
    ],
)
def test_a_version_whose_init_fails_has_failed_and_its_log_says_why(
    aws: Client, logs: Client, source: str, error_type: str, words: str
) -> None:
    name = deploy(aws, source, **SNAP_START, **PER_TENANT)

    aws.publish_version(FunctionName=name)
    with pytest.raises(WaiterError):
        wait_until_active(aws, name)
    failed = shown(aws, name)
    again = aws.publish_version(FunctionName=name)

    assert (failed["State"], failed["StateReasonCode"]) == ("Failed", "FunctionError")
    assert failed["StateReason"].startswith(
        f"An error occurred during function initialization. {error_type}: see log stream "
    )
    assert (failed["LastUpdateStatus"], failed["LastUpdateStatusReason"]) == (
        "Failed",
        failed["StateReason"],
    )
    assert failed["SnapStart"]["OptimizationStatus"] == "Off"
    invoked = refused(aws.invoke, FunctionName=f"{name}:1", TenantId="tenant-A")
    assert invoked.error_type == "ResourceConflictException"
    assert any(words in line for line in logged(logs, name, error_type))
    assert again["Version"] == "2", "what failed is not repeated, though nothing has changed"


def test_provisioned_concurrency_and_snap_start_exclude_one_another(aws: Client) -> None:
    name = published(aws, TELLS, **PER_TENANT)
    aws.create_alias(FunctionName=name, Name="live", FunctionVersion="1")

    told = set()
    for qualifier in ("1", "live"):
        with pytest.raises(ClientError) as error:
            aws.put_provisioned_concurrency_config(
                FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=1
            )
        told.add(refusal(error.value))

    assert told == {
        Refusal(
            400,
            "InvalidParameterValueException",
            "Provisioned Concurrency is not supported for function versions with SnapStart.",
        )
    }


def test_what_stands_for_a_snapshot_is_there_again_after_a_kill(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        with boto3_client(server.environ) as aws:
            name = published(aws, TELLS, **PER_TENANT)
        server.signal(signal.SIGKILL)
        server.start()

        with (
            boto3_client(server.environ) as aws,
            boto3_client(server.environ, service="cloister") as own,
        ):
            stands_ready(own, name)
            came_at = time.time()
            first = call(aws, f"{name}:1", TenantId="tenant-A")
            state = shown(aws, name)
        server.stop()

    assert first["initialized_at"] < came_at
    assert state["SnapStart"]["OptimizationStatus"] == "On"


def test_a_server_ends_while_an_init_goes_on_and_the_next_one_takes_it_up(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        with boto3_client(server.environ) as aws:
            name = deploy(aws, "import time; time.sleep(600)", **SNAP_START)
            aws.publish_version(FunctionName=name)
        server.stop()
        server.start()

        with boto3_client(server.environ) as aws:
            state = shown(aws, name)["State"]
        server.stop()

    assert state == "Pending"
