"""Cloister's own service, by unmodified boto3 and aws: tenants and environments listed, limited, metered, evicted."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from cloister.api.tokens import token_of
from tests.api.judge import judging
from tests.e2e.lambda_client import PER_TENANT, Client, boto3_client, call, deploy, refusal
from tests.e2e.server import Server, eventually, run_cloister
from tests.loose import Json

pytestmark = pytest.mark.timeout(120)

PATIENCE_S = 20
COUNTS = """
    import time
    count = 0
    def handler(event, context):
        global count
        count += 1
        time.sleep(event.get("seconds", 0))
        return count
"""

FAILS = """
    def handler(event, context):
        if event:
            raise ValueError("as asked")
"""


@pytest.fixture
def once(server: Server) -> Iterator[Client]:
    """Lambda's client that does not try again: a 429 is what is looked for."""
    with boto3_client(server.environ, retries={"total_max_attempts": 1}) as client:
        judging(client)
        yield client


@pytest.fixture
def function(aws: Client) -> str:
    return deploy(aws, COUNTS, **PER_TENANT)


def throttled(client: Client, function: str, tenant: str) -> str | None:
    """What the tenant is refused for, or None if it is not."""
    try:
        client.invoke(FunctionName=function, TenantId=tenant, Payload=b"{}")
    except ClientError as error:
        told = refusal(error)
        return f"{told.status} {told.error_type}: {error.response['Reason']}"
    return None


def too_many(reason: str) -> str:
    return f"429 TooManyRequestsException: {reason}"


def test_the_server_says_where_its_model_is(server: Server) -> None:
    (line,) = [line for line in server.log.splitlines() if "AWS_DATA_PATH" in line]

    directory = Path(line.rpartition("=")[2])
    assert (directory / "cloister" / "2026-11-01" / "service-2.json").exists()


def test_boto3_lists_the_environments_of_each_tenant(
    aws: Client, own: Client, function: str
) -> None:
    for tenant in ("blue", "blue", "green"):
        call(aws, function, TenantId=tenant, Payload=b"{}")

    listed = own.list_environments(FunctionName=function)["Environments"]

    bound = {each["TenantId"]: each for each in listed if each["State"] == "IDLE"}
    assert {tenant: each["Invocations"] for tenant, each in bound.items()} == {
        "blue": 2,
        "green": 1,
    }
    blue = bound["blue"]
    assert (blue["FunctionName"], blue["Version"], blue["MemorySize"]) == (function, "$LATEST", 128)
    assert blue["CreatedAt"] < blue["LastUsedAt"]
    assert blue["Isolation"]["Wall"] == "jail"
    assert blue["Isolation"]["SystemCalls"] == "strict"
    assert blue["Isolation"]["LeftOut"] == []
    assert own.list_environments(FunctionName=function, TenantId="red")["Environments"] == []


def test_the_command_line_lists_them_too(server: Server, aws: Client, function: str) -> None:
    call(aws, function, TenantId="blue", Payload=b"{}")
    command = [
        *(str(Path(sys.prefix, "bin", "aws")), "cloister", "list-environments"),
        *("--tenant-id", "blue", "--function-name", function),
    ]

    ended = subprocess.run(
        command,
        env={**server.environ, "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    (blue,) = json.loads(ended.stdout)["Environments"]
    assert (blue["TenantId"], blue["Invocations"]) == ("blue", 1)


def test_pages_of_environments_follow_one_another(aws: Client, own: Client, function: str) -> None:
    for number in range(5):
        call(aws, function, TenantId=f"tenant-{number}", Payload=b"{}")

    pages = own.get_paginator("list_environments").paginate(
        FunctionName=function, State="IDLE", PaginationConfig={"PageSize": 2}
    )

    sizes_and_ids = [[each["EnvironmentId"] for each in page["Environments"]] for page in pages]
    assert [len(page) for page in sizes_and_ids] == [2, 2, 1]
    assert len({each for page in sizes_and_ids for each in page}) == 5


def test_tenants_are_listed_and_told_function_by_function(
    aws: Client, own: Client, function: str
) -> None:
    tenant = f"listed/{function}"
    call(aws, function, TenantId=tenant, Payload=b"{}")
    own.put_tenant_limits(FunctionName=function, TenantId=tenant, MaxConcurrency=7)

    pages = own.get_paginator("list_tenants").paginate(PaginationConfig={"PageSize": 3})
    listed = {each["TenantId"]: each for page in pages for each in page["Tenants"]}
    told = own.get_tenant(TenantId=tenant)

    assert (listed[tenant]["Environments"], listed[tenant]["ActiveEnvironments"]) == (1, 0)
    # Two readings of two clocks: microseconds differ.
    assert abs(listed[tenant]["LastUsedAt"] - told["LastUsedAt"]) < timedelta(seconds=1)
    (share,) = told["Functions"]
    assert (share["FunctionName"], share["Environments"]) == (function, 1)
    assert share["Limits"]["MaxConcurrency"] == 7


def test_an_unknown_tenant_is_not_found(own: Client) -> None:
    with pytest.raises(ClientError) as refused:
        own.get_tenant(TenantId="nobody")

    assert refusal(refused.value).error_type == "ResourceNotFoundException"
    assert refusal(refused.value).status == 404


def test_a_tenants_limit_refuses_it_and_nobody_else(
    once: Client, own: Client, function: str
) -> None:
    own.put_tenant_limits(FunctionName=function, TenantId="blue", MaxConcurrency=0)
    refused = throttled(once, function, "blue"), throttled(once, function, "green")
    own.delete_tenant_limits(FunctionName=function, TenantId="blue")
    freed = throttled(once, function, "blue")

    assert refused == (too_many("TenantConcurrencyLimitExceeded"), None)
    assert freed is None


def test_a_tenant_runs_as_many_at_once_as_its_limit_says(
    server: Server, own: Client, function: str
) -> None:
    own.put_tenant_limits(FunctionName=function, TenantId="blue", MaxConcurrency=2)

    with boto3_client(
        server.environ, retries={"total_max_attempts": 1}, max_pool_connections=8
    ) as client:

        def invoke(tenant: str) -> str:
            try:
                client.invoke(FunctionName=function, TenantId=tenant, Payload=b'{"seconds": 3}')
            except ClientError as error:
                return f"{tenant} {error.response['Reason']}"
            return f"{tenant} ran"

        with ThreadPoolExecutor(8) as threads:
            ends = sorted(threads.map(invoke, ["blue"] * 4 + ["green"] * 3))

    assert ends == [
        *["blue TenantConcurrencyLimitExceeded"] * 2,
        *["blue ran"] * 2,
        *["green ran"] * 3,
    ]


def test_a_rate_for_every_tenant_is_each_ones_own(once: Client, own: Client, function: str) -> None:
    own.put_tenant_limits(FunctionName=function, RequestsPerSecond=0.01)

    first = throttled(once, function, "blue"), throttled(once, function, "green")
    second = throttled(once, function, "blue"), throttled(once, function, "green")

    assert first == (None, None)
    assert second == (too_many("TenantInvocationRateLimitExceeded"),) * 2
    told = own.get_tenant_limits(FunctionName=function, TenantId="blue")
    assert told["RequestsPerSecond"] == 0.01
    assert "TenantId" not in told


@pytest.mark.parametrize(
    ("operation", "parameters", "status", "message"),
    [
        ("put_tenant_limits", {"FunctionName": "none"}, 404, "Function not found: "),
        ("get_tenant_limits", {"FunctionName": "none"}, 404, "There are no limits of function"),
        ("delete_tenant_limits", {"FunctionName": "none"}, 404, "There are no limits of function"),
        ("stop_environment", {"EnvironmentId": "0" * 32}, 404, "Environment not found: 000"),
        ("evict_tenant", {"TenantId": "   "}, 400, "A tenant ID of blanks only"),
        ("list_environments", {"TenantId": " "}, 400, "A tenant ID of blanks only"),
        ("list_environments", {"NextToken": "mine"}, 400, "The NextToken was not issued by"),
        ("get_usage", {"NextToken": token_of([10**30, "", "", 0, ""])}, 400, "The NextToken was"),
        ("list_tenants", {"MaxItems": 0}, 400, "1 validation error detected: Value '0'"),
        ("search_functions", {"NextToken": token_of([7])}, 400, "The NextToken was not issued by"),
        ("search_log_events", {"LogGroupName": "none"}, 404, "The specified log group does not"),
        (
            "search_log_events",
            {"LogGroupName": "g", "FilterPattern": "{ $.x = "},
            400,
            "Invalid filter pattern: ",
        ),
        (
            "search_log_events",
            {"LogGroupName": "g", "NextToken": token_of([-1, 0])},
            400,
            "The NextToken was not issued by",
        ),
        ("search_functions", {"SortBy": "COLOUR"}, 400, "1 validation error detected: Value"),
        ("get_usage", {"By": "MINUTE"}, 400, "1 validation error detected: Value 'MINUTE'"),
    ],
)
def test_what_cannot_be_done_is_told(
    server: Server, operation: str, parameters: dict[str, Json], status: int, message: str
) -> None:
    with (
        boto3_client(server.environ, service="cloister", parameter_validation=False) as own,
        pytest.raises(ClientError) as refused,
    ):
        getattr(own, operation)(**parameters)

    told = refusal(refused.value)
    assert told.status == status
    assert told.message.startswith(message)


def test_an_evicted_tenant_begins_anew_and_another_does_not(
    aws: Client, own: Client, function: str
) -> None:
    for tenant in ("blue", "green"):
        call(aws, function, TenantId=tenant, Payload=b"{}")

    ended = own.evict_tenant(TenantId="blue", FunctionName=function)["Environments"]

    assert [(each["TenantId"], each["State"]) for each in ended] == [("blue", "DESTROYED")]
    counts = [call(aws, function, TenantId=tenant, Payload=b"{}") for tenant in ("blue", "green")]
    assert counts == [1, 2]


def test_usage_is_told_with_the_environments_created(
    aws: Client, own: Client, function: str
) -> None:
    for _ in range(3):
        call(aws, function, TenantId="blue", Payload=b"{}")

    def rows() -> list[dict[str, Json]]:
        found: list[dict[str, Json]] = own.get_usage(FunctionName=function, By="HOUR")["Usage"]
        return found

    eventually(lambda: sum(row["Requests"] for row in rows()) == 3, within_s=PATIENCE_S)
    assert sum(row["EnvironmentsCreated"] for row in rows()) == 1
    assert sum(row["EnvironmentsCreatedGB"] for row in rows()) == 0.125
    assert all(row["BilledMilliseconds"] * 128 / 1024 / 1000 == row["GBSeconds"] for row in rows())


def test_the_verbs_of_the_command_line_tell_the_same(
    server: Server, aws: Client, function: str
) -> None:
    call(aws, function, TenantId="blue", Payload=b"{}")
    on = ("--data-dir", str(server.directory))

    tenants = run_cloister("tenants", *on, "--format", "json")
    environments = run_cloister("environments", *on, "--function", function, "--tenant", "blue")
    evicted = run_cloister("evict", "blue", *on, "--function", function, "--format", "json")
    again = run_cloister("evict", "blue", *on, "--function", function, "--format", "json")

    assert "blue" in [json.loads(line)["TenantId"] for line in tenants.stdout.splitlines()]
    assert "jail: " in environments.stdout
    assert json.loads(evicted.stdout)["State"] == "DESTROYED"
    assert (again.returncode, again.stdout) == (0, "")


def test_without_a_server_the_verbs_say_so_in_one_line(tmp_path: Path) -> None:
    refused = run_cloister("tenants", "--data-dir", str(tmp_path))

    assert refused.returncode == 1
    assert refused.stderr == f"Error: no server is running on {tmp_path}: start `cloister up`\n"


def test_a_tenants_usage_is_told_with_its_errors_and_its_cost(
    server: Server, aws: Client, own: Client
) -> None:
    function = deploy(aws, FAILS, **PER_TENANT)
    tenant, since = f"Charged/{function}", datetime.now(UTC)
    for fails in (True, False, False):
        aws.invoke(FunctionName=function, TenantId=tenant, Payload=json.dumps(fails))

    def usage() -> dict[str, Json]:
        (listed,) = own.list_tenants(Contains=f"charged/{function}", UsageSince=since)["Tenants"]
        used: dict[str, Json] = listed["Usage"]
        return used

    eventually(lambda: usage()["Requests"] == 3, within_s=PATIENCE_S)
    told = usage()
    assert (told["Errors"], told["EnvironmentsCreated"]) == (1, 1)
    assert own.get_tenant(TenantId=tenant, UsageSince=since)["Usage"] == told
    bill = run_cloister(
        *("usage", "--data-dir", str(server.directory), "--function", function, "--format", "json")
    )
    costs = [Decimal(json.loads(line)["cost"]) for line in bill.stdout.splitlines()]
    assert told["Cost"] == {"Amount": f"{sum(costs):f}", "Unit": "USD"}
    assert sum(costs) > 0


def test_boto3_reads_what_the_server_is_and_what_its_doctor_finds(
    own: Client, server: Server
) -> None:
    system = own.describe_system()

    assert system["Endpoint"] == server.endpoint
    assert (system["Region"], system["Account"]) == ("us-east-1", "000000000000")
    assert system["StartedAt"] <= system["ExaminedAt"] <= datetime.now(UTC)
    assert {finding["Verdict"] for finding in system["Findings"]} <= {"OK", "WARN", "MISSING"}
    runtimes = next(each for each in system["Findings"] if each["Name"] == "runtimes")
    assert all(runtime in runtimes["Found"] for runtime in system["Runtimes"])
