"""CloudWatch as boto3 finds it here: which data there is, by which dimensions, and what is refused in which words."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from cloister.api.app import Served
from cloister.api.handlers.metrics import metric_handlers
from cloister.api.services import monitoring_service
from cloister.api.tokens import token_of
from cloister.domain import limits
from cloister.domain.ids import TenantId
from cloister.telemetry.meter import Meter
from tests.loose import Given, Json
from tests.support import MovingClock
from tests.unit.counted import an_answer, an_invocation_of, an_isolated_version, counted, running
from tests.unit.example_functions import HOME
from tests.unit.served import Service, asked_by_boto3

F = {"Name": "FunctionName", "Value": "f"}
BLUE = {"Name": "TenantId", "Value": "blue"}


@pytest.fixture
async def cloudwatch(tmp_path: Path, clock: MovingClock) -> AsyncIterator[Service]:
    """Over three minutes of two tenants: blue 100 times 1 … 100 ms in each, green once, and fails."""
    version = replace(an_isolated_version(tmp_path), version="7", account=HOME.account)
    async with Meter(tmp_path / "usage.db", clock) as meter:
        for _ in range(3):
            for number in range(1, 101):
                counted(meter.tally, version, "blue", duration_ms=float(number))
            alias = an_invocation_of(version, "green")
            alias = replace(
                alias, invoked_arn=f"{alias.invoked_arn}:live", tenant=TenantId("green")
            )
            with running(meter.tally, alias) as page:
                page.ran(alias, an_answer(failed=True))
            await meter.commit()
            clock.advance(timedelta(minutes=1))
        served = Served(monitoring_service(), metric_handlers(meter.path, clock))
        async with asked_by_boto3("cloudwatch", served, clock) as client:
            yield client


async def statistics(cloudwatch: Service, clock: MovingClock, **chosen: Given) -> Json:
    asked = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Duration",
        "Dimensions": [F],
        "StartTime": clock.now() - timedelta(minutes=3),
        "EndTime": clock.now(),
        "Period": 60,
        "Statistics": ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
    }
    asked.update(chosen)
    found = await cloudwatch("get_metric_statistics", **{k: v for k, v in asked.items() if v})
    return found["Datapoints"]


def a_query(name: str, *dimensions: dict[str, str], stat: str = "Sum", period: int = 60) -> Json:
    return {
        "Id": name.lower(),
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/Lambda",
                "MetricName": name,
                "Dimensions": list(dimensions),
            },
            "Period": period,
            "Stat": stat,
        },
    }


async def data(
    cloudwatch: Service, clock: MovingClock, *queries: Json, **chosen: Given
) -> list[dict[str, Json]]:
    span = {"StartTime": clock.now() - timedelta(minutes=3), "EndTime": clock.now()}
    found = await cloudwatch("get_metric_data", MetricDataQueries=queries, **{**span, **chosen})
    results: list[dict[str, Json]] = found["MetricDataResults"]
    return results


async def test_statistics_are_told_by_the_minute(cloudwatch: Service, clock: MovingClock) -> None:
    first, *others = await statistics(cloudwatch, clock, Dimensions=[F, BLUE])

    assert len(others) == 2
    assert first == {
        "Timestamp": clock.now() - timedelta(minutes=3),
        "SampleCount": 100,
        "Sum": 5050,
        "Average": 50.5,
        "Minimum": 1,
        "Maximum": 100,
        "Unit": "Milliseconds",
    }


async def test_percentiles_are_extended_statistics(cloudwatch: Service, clock: MovingClock) -> None:
    (whole,) = await statistics(
        cloudwatch,
        clock,
        Dimensions=[F, BLUE],
        Period=180,
        Statistics=None,
        ExtendedStatistics=["p50", "p99", "p99.9", "tm90", "TC(:10)", "IQM"],
    )

    assert whole["ExtendedStatistics"] == pytest.approx(
        {"p50": 50, "p99": 99, "p99.9": 100, "tm90": 45.5, "TC(:10)": 30, "IQM": 50.5}, rel=0.01
    )


async def test_no_percentile_is_beyond_the_longest_or_the_shortest(
    cloudwatch: Service, clock: MovingClock
) -> None:
    named = ["p0", "p99.9", "p100"]

    found = await statistics(
        cloudwatch, clock, Dimensions=[F, BLUE], Statistics=["Maximum"], ExtendedStatistics=named
    )

    expected = {"p0": 1, "p99.9": 100, "p100": 100}
    assert [each["ExtendedStatistics"] for each in found] == [expected] * 3


@pytest.mark.parametrize(
    ("dimensions", "invocations"),
    [
        ([], 303),
        ([F], 303),
        ([F, BLUE], 300),
        ([BLUE], 300),
        ([F, {"Name": "Resource", "Value": "f:live"}], 3),
        (
            [
                F,
                {"Name": "Resource", "Value": "f:live"},
                {"Name": "ExecutedVersion", "Value": "7"},
            ],
            3,
        ),
        ([F, {"Name": "Resource", "Value": "f"}], 300),
    ],
)
async def test_each_dimension_chooses_what_is_counted(
    cloudwatch: Service, clock: MovingClock, dimensions: list[dict[str, str]], invocations: int
) -> None:
    (whole,) = await statistics(
        cloudwatch, clock, MetricName="Invocations", Dimensions=dimensions, Period=180
    )

    assert whole["Sum"] == invocations


@pytest.mark.parametrize(
    "chosen",
    [
        {"Namespace": "AWS/EC2"},
        {"MetricName": "CPUUtilization"},
        {"Dimensions": [{"Name": "FunctionName", "Value": "another"}]},
        {"Dimensions": [F, {"Name": "TenantId", "Value": "*"}]},
        {"Dimensions": [F, {"Name": "InstanceId", "Value": "i-1"}]},
        {"Unit": "Bytes"},
        {"MetricName": "Invocations", "Statistics": None, "ExtendedStatistics": ["p99"]},
    ],
)
async def test_what_was_not_measured_has_no_data(
    cloudwatch: Service, clock: MovingClock, chosen: dict[str, Json]
) -> None:
    assert await statistics(cloudwatch, clock, **chosen) == []


async def test_periods_begin_where_the_span_does(cloudwatch: Service, clock: MovingClock) -> None:
    start = clock.now() - timedelta(minutes=4, seconds=-30)

    first, second = await statistics(
        cloudwatch, clock, Dimensions=[F, BLUE], StartTime=start, Period=120
    )

    assert first["Timestamp"] == start.replace(second=0)
    assert (first["SampleCount"], second["SampleCount"]) == (100, 200)


async def test_metric_data_comes_newest_first_unless_asked_otherwise(
    cloudwatch: Service, clock: MovingClock
) -> None:
    query = a_query("Errors", F, stat="Average")
    minutes = [clock.now() - timedelta(minutes=number) for number in (1, 2, 3)]

    (newest_first,) = await data(cloudwatch, clock, query)
    (oldest_first,) = await data(cloudwatch, clock, query, ScanBy="TimestampAscending")

    assert newest_first["Timestamps"] == minutes
    assert oldest_first["Timestamps"] == minutes[::-1]
    assert newest_first["Values"] == pytest.approx([1 / 101] * 3)
    assert (newest_first["Label"], newest_first["StatusCode"]) == ("Errors", "Complete")


async def test_pages_of_metric_data_hold_every_point_once(
    cloudwatch: Service, clock: MovingClock
) -> None:
    queries = [a_query("Errors", F), a_query("Duration", F, BLUE, stat="p99")]

    pages = await cloudwatch.pages(
        "get_metric_data",
        MetricDataQueries=queries,
        StartTime=clock.now() - timedelta(minutes=3),
        EndTime=clock.now(),
        PaginationConfig={"PageSize": 2},
    )

    found: dict[str, list[datetime]] = {}
    for page in pages:
        results = page["MetricDataResults"]
        assert sum(len(each["Values"]) for each in results) <= 2
        for each in results:
            found.setdefault(each["Id"], []).extend(each["Timestamps"])
    assert {name: len(set(times)) for name, times in found.items()} == {"errors": 3, "duration": 3}
    assert sum(len(times) for times in found.values()) == 6


async def test_metrics_are_listed_with_the_dimensions_that_have_data(cloudwatch: Service) -> None:
    pages = await cloudwatch.pages("list_metrics", MetricName="Invocations")

    listed = {
        tuple(item["Value"] for item in metric["Dimensions"])
        for page in pages
        for metric in page["Metrics"]
    }
    assert listed == {
        (),
        ("f",),
        ("f", "f"),
        ("f", "f", "7"),
        ("f", "f:live"),
        ("f", "f:live", "7"),
        ("f", "blue"),
        ("f", "green"),
    }


async def test_pages_of_metrics_hold_every_metric_once(
    cloudwatch: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = await cloudwatch.pages("list_metrics")
    monkeypatch.setattr(limits, "METRIC_SCOPES_PAGE", 3)

    pages = await cloudwatch.pages("list_metrics")

    assert [metric for page in pages for metric in page["Metrics"]] == whole["Metrics"]
    assert len(pages) == 3


async def test_metrics_can_be_listed_of_a_dimension_or_a_tenant(cloudwatch: Service) -> None:
    by_tenant = await cloudwatch(
        "list_metrics", MetricName="Duration", Dimensions=[{"Name": "TenantId"}]
    )
    blue = await cloudwatch("list_metrics", MetricName="Duration", Dimensions=[BLUE])
    none = await cloudwatch("list_metrics", Dimensions=[{"Name": "InstanceId"}])

    assert len(by_tenant["Metrics"]) == 2
    assert [metric["Dimensions"] for metric in blue["Metrics"]] == [[F, BLUE]]
    assert none["Metrics"] == []


async def test_metrics_without_data_for_long_are_not_listed(
    cloudwatch: Service, clock: MovingClock
) -> None:
    clock.advance(timedelta(hours=4))
    recent = await cloudwatch("list_metrics", RecentlyActive="PT3H")
    still = await cloudwatch("list_metrics")
    clock.advance(timedelta(days=15))
    later = await cloudwatch("list_metrics")

    assert (recent["Metrics"], later["Metrics"]) == ([], [])
    assert still["Metrics"]


@pytest.mark.parametrize(
    ("chosen", "code", "text"),
    [
        (
            {"Statistics": None},
            "MissingParameter",
            "Must specify either Statistics or ExtendedStatistics",
        ),
        (
            {"StartTime": datetime(2026, 1, 1), "Period": 60},  # noqa: DTZ001 # as callers write it
            "InvalidParameterCombination",
            "You have requested up to ",
        ),
        ({"Period": 90}, "InvalidParameterValue", "The parameter Period must be a multiple of 60"),
        (
            {"Period": 60 * 10**30},
            "InvalidParameterValue",
            "The parameter Period must be a multiple of 60",
        ),
        (
            {"StartTime": datetime(2027, 1, 1)},  # noqa: DTZ001 # as callers write it
            "InvalidParameterValue",
            "The parameter StartTime must be less than the parameter EndTime.",
        ),
        (
            {"Statistics": None, "ExtendedStatistics": ["p101"]},
            "InvalidParameterValue",
            "The value p101 for parameter Stat is not supported.",
        ),
        (
            {"Statistics": None, "ExtendedStatistics": ["tm101"]},
            "InvalidParameterValue",
            "The value tm101 for parameter Stat is not supported.",
        ),
    ],
)
async def test_what_cannot_be_answered_is_refused_in_awss_words(
    cloudwatch: Service, clock: MovingClock, chosen: dict[str, Json], code: str, text: str
) -> None:
    with pytest.raises(ClientError) as refused:
        await statistics(cloudwatch, clock, **chosen)

    error = refused.value.response["Error"]
    assert error["Code"] == code
    assert error["Message"].startswith(text)


async def test_metric_math_is_refused_and_said_not_to_be_built(
    cloudwatch: Service, clock: MovingClock
) -> None:
    with pytest.raises(ClientError, match="Metric math and Metrics Insights are not built"):
        await data(cloudwatch, clock, {"Id": "m", "Expression": "e1 + e2"})


@pytest.mark.parametrize("place", [[-1, 0], [0, -1], [0, 10**30], ["0", 0]])
async def test_a_place_that_is_not_ours_is_refused(
    cloudwatch: Service, clock: MovingClock, place: list[object]
) -> None:
    with pytest.raises(ClientError, match="NextToken was not issued by this operation"):
        await data(cloudwatch, clock, a_query("Errors", F), NextToken=token_of(place))


async def test_a_page_of_no_points_is_refused(cloudwatch: Service, clock: MovingClock) -> None:
    with pytest.raises(ClientError, match="MaxDatapoints must be 1 or more"):
        await data(cloudwatch, clock, a_query("Errors", F), MaxDatapoints=-1)


@pytest.mark.parametrize("token", ["=", "nonsense", "bnVsbA=="])
async def test_a_token_that_is_not_ours_is_refused(cloudwatch: Service, token: str) -> None:
    with pytest.raises(ClientError, match="NextToken was not issued by this operation"):
        await cloudwatch("list_metrics", NextToken=token)
