"""The meter and the metrics of a real server, asked by the tools that people have: boto3, aws, curl, cloister usage."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader

from tests.e2e.lambda_client import (
    PER_TENANT,
    Client,
    boto3_client,
    call,
    deploy,
    log_of,
)
from tests.e2e.server import Server, eventually, run_cloister, running
from tests.loose import Json

pytestmark = pytest.mark.timeout(120)

PATIENCE_S = 20
PARALLEL = 4
ENDLESS = 40_000
"""Invocations that no machine answers in 2.5 seconds, four at a time."""
ANSWERS = "def handler(event, context):\n    return 1 / event.get('divisor', 1)\n"


@pytest.fixture
def used(aws: Client) -> tuple[str, Counter[str]]:
    """A function that blue has invoked three times and green twice, and what their answers said was billed."""
    function = deploy(aws, ANSWERS, **PER_TENANT)
    billed: Counter[str] = Counter()
    for tenant in ("blue", "green", "blue", "green", "blue"):
        answer = aws.invoke(FunctionName=function, TenantId=tenant, LogType="Tail", Payload=b"{}")
        billed[tenant] += billed_ms(answer)
    return function, billed


def billed_ms(answer: Json) -> int:
    """What the REPORT line says."""
    report = log_of(answer).splitlines()[-1]
    (billed,) = [field for field in report.split("\t") if field.startswith("Billed Duration: ")]
    return int(billed.split()[2])


def usage_of(server: Server, function: str, *arguments: str) -> list[dict[str, Json]]:
    told = run_cloister(
        "usage",
        "--data-dir",
        str(server.directory),
        "--function",
        function,
        "--format",
        "json",
        *arguments,
    )
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_usage_is_what_the_answers_said(server: Server, used: tuple[str, Counter[str]]) -> None:
    function, billed = used

    eventually(
        lambda: sum(row["requests"] for row in usage_of(server, function)) == 5,
        within_s=PATIENCE_S,
    )

    rows = {row["tenant"]: row for row in usage_of(server, function)}
    assert {tenant: row["billed_ms"] for tenant, row in rows.items()} == billed
    assert {tenant: row["requests"] for tenant, row in rows.items()} == {"blue": 3, "green": 2}
    assert [row["environments_created"] for row in rows.values()] == [1, 1]


@pytest.fixture(params=["json", "smithy-rpc-v2-cbor", "query"])
def protocol(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    """What makes boto3 speak this protocol with CloudWatch, whose model lists all three: one that lists it alone."""
    place = Path("cloudwatch/2010-08-01/service-2.json")
    model = Loader().load_service_model("cloudwatch", "service-2")
    model["metadata"].update(protocol=request.param, protocols=[request.param])
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(json.dumps(model))
    return {"AWS_DATA_PATH": str(tmp_path)}


def test_boto3_finds_the_metrics_of_a_tenant(
    server: Server, used: tuple[str, Counter[str]], protocol: Mapping[str, str]
) -> None:
    function, _ = used
    dimensions = [
        {"Name": "FunctionName", "Value": function},
        {"Name": "TenantId", "Value": "blue"},
    ]
    now = datetime.now(UTC)

    with boto3_client({**server.environ, **protocol}, service="cloudwatch") as cloudwatch:

        def statistics() -> list[Json]:
            found: list[Json] = cloudwatch.get_metric_statistics(
                Namespace="AWS/Lambda",
                MetricName="Duration",
                Dimensions=dimensions,
                StartTime=now - timedelta(minutes=10),
                EndTime=now + timedelta(minutes=10),
                Period=1200,
                Statistics=["SampleCount", "Maximum"],
                ExtendedStatistics=["p50", "p99"],
            )["Datapoints"]
            return found

        eventually(
            lambda: [each["SampleCount"] for each in statistics()] == [3], within_s=PATIENCE_S
        )
        (found,) = statistics()
        listed = cloudwatch.list_metrics(Dimensions=dimensions)["Metrics"]

    percentiles = found["ExtendedStatistics"]
    assert 0 < percentiles["p50"] <= percentiles["p99"] <= found["Maximum"] * 1.01
    assert {metric["MetricName"] for metric in listed} >= {"Invocations", "Errors", "Duration"}


def test_the_command_line_finds_the_metrics_too(
    server: Server, used: tuple[str, Counter[str]]
) -> None:
    function, _ = used
    query = [
        {
            "Id": "errors",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/Lambda",
                    "MetricName": "Invocations",
                    "Dimensions": [{"Name": "FunctionName", "Value": function}],
                },
                "Period": 3600,
                "Stat": "Sum",
            },
        }
    ]
    now = datetime.now(UTC)

    def told() -> Json:
        command = [
            *(str(Path(sys.prefix, "bin", "aws")), "cloudwatch", "get-metric-data"),
            *("--metric-data-queries", json.dumps(query)),
            *("--start-time", (now - timedelta(minutes=30)).isoformat()),
            *("--end-time", (now + timedelta(minutes=30)).isoformat()),
        ]
        environ = {**server.environ, "PATH": os.environ["PATH"]}
        ended = subprocess.run(command, env=environ, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)["MetricDataResults"][0]["Values"]

    eventually(lambda: told() == [5.0], within_s=60)


def test_prometheus_reads_functions_and_no_tenants(
    server: Server, used: tuple[str, Counter[str]]
) -> None:
    function, _ = used
    wanted = f'cloister_invocations_total{{function="{function}"}} 5.0'

    def page() -> str:
        with urllib.request.urlopen(f"{server.endpoint}/metrics") as answer:
            return str(answer.read().decode())

    eventually(lambda: wanted in page(), within_s=PATIENCE_S)

    assert "blue" not in page()
    assert "green" not in page()


def test_errors_are_counted_as_errors(server: Server, aws: Client) -> None:
    function = deploy(aws, ANSWERS, **PER_TENANT)
    call(aws, function, TenantId="blue", Payload=b"{}")
    failed = aws.invoke(FunctionName=function, TenantId="blue", Payload=b'{"divisor": 0}')
    now = datetime.now(UTC)

    with boto3_client(server.environ, service="cloudwatch") as cloudwatch:

        def error_rate() -> list[float]:
            points = cloudwatch.get_metric_statistics(
                Namespace="AWS/Lambda",
                MetricName="Errors",
                Dimensions=[{"Name": "FunctionName", "Value": function}],
                StartTime=now - timedelta(minutes=10),
                EndTime=now + timedelta(minutes=10),
                Period=1200,
                Statistics=["Average"],
            )["Datapoints"]
            return [point["Average"] for point in points]

        eventually(lambda: error_rate() == [0.5], within_s=PATIENCE_S)

    assert failed["FunctionError"] == "Unhandled"


def test_metrics_tell_an_alias_from_the_version_behind_it(server: Server, aws: Client) -> None:
    function = deploy(aws, ANSWERS, Publish=True, **PER_TENANT)
    aws.create_alias(FunctionName=function, Name="live", FunctionVersion="1")
    for qualifier in ("live", "live", "1"):
        call(aws, function, TenantId="blue", Qualifier=qualifier, Payload=b"{}")
    now = datetime.now(UTC)

    with boto3_client(server.environ, service="cloudwatch") as cloudwatch:

        def invocations(resource: str) -> list[float]:
            points = cloudwatch.get_metric_statistics(
                Namespace="AWS/Lambda",
                MetricName="Invocations",
                Dimensions=[
                    {"Name": "FunctionName", "Value": function},
                    {"Name": "Resource", "Value": f"{function}:{resource}"},
                    {"Name": "ExecutedVersion", "Value": "1"},
                ],
                StartTime=now - timedelta(minutes=10),
                EndTime=now + timedelta(minutes=10),
                Period=1200,
                Statistics=["Sum"],
            )["Datapoints"]
            return [point["Sum"] for point in points]

        eventually(lambda: invocations("live") == [2], within_s=PATIENCE_S)

        assert invocations("1") == [1]


@dataclass(frozen=True, slots=True)
class Answered:
    """An invocation whose answer its caller has."""

    at: float
    tenant: str
    billed_ms: int


def answers(client: Client, function: str, tenants: Iterable[str]) -> list[Answered]:
    """Those of invocations as these tenants, PARALLEL at a time, until the server is gone."""
    gone = threading.Event()

    def invoke(tenant: str) -> Answered | None:
        if gone.is_set():
            return None
        try:
            answer = client.invoke(
                FunctionName=function, TenantId=tenant, LogType="Tail", Payload=b"{}"
            )
        except BotoCoreError:
            gone.set()
            return None
        return Answered(time.monotonic(), tenant, billed_ms(answer))

    with ThreadPoolExecutor(PARALLEL) as threads:
        return [each for each in threads.map(invoke, tenants) if each is not None]


def test_the_meter_has_what_the_answers_to_thirty_tenants_at_once_said(
    server: Server, aws: Client
) -> None:
    function = deploy(aws, ANSWERS, **PER_TENANT)

    told = answers(aws, function, [f"tenant-{number % 30}" for number in range(300)])

    def metered() -> dict[str, tuple[int, int]]:
        rows = usage_of(server, function)
        return {row["tenant"]: (row["requests"], row["billed_ms"]) for row in rows}

    eventually(lambda: sum(count for count, _ in metered().values()) == 300, within_s=PATIENCE_S)
    billed: Counter[str] = Counter()
    for each in told:
        billed[each.tenant] += each.billed_ms
    assert metered() == {tenant: (10, total) for tenant, total in billed.items()}


def test_a_killed_server_has_counted_all_but_the_last_seconds(tmp_path: Path, image: Path) -> None:
    with running(tmp_path / "data", image) as server:
        with boto3_client(
            server.environ, retries={"total_max_attempts": 1}, max_pool_connections=PARALLEL
        ) as client:
            function = deploy(client, ANSWERS, **PER_TENANT)
            answers(client, function, ["tenant-0", "tenant-1"])
            killer = threading.Timer(2.5, server.signal, (signal.SIGKILL,))
            killer.start()
            told = answers(client, function, [f"tenant-{number % 2}" for number in range(ENDLESS)])
            killer.join()
        server.start()
        metered = sum(row["requests"] for row in usage_of(server, function)) - 2

    assert len(told) < ENDLESS
    killed_at = max(each.at for each in told)
    # Each of PARALLEL may have been counted just before the kill, and not answered.
    assert sum(each.at <= killed_at - 1 for each in told) <= metered <= len(told) + PARALLEL
