"""Log groups as a client makes, fills, reads and deletes them, by unmodified boto3."""

import pytest

from cloister.domain.clock import SystemClock
from tests.e2e.lambda_client import (
    Client,
    all_events,
)
from tests.loose import Json


def test_groups_and_streams_are_made_kept_for_so_long_and_deleted(logs: Client) -> None:
    logs.create_log_group(logGroupName="own", tags={"team": "blue"})
    logs.create_log_stream(logGroupName="own", logStreamName="s")
    logs.put_retention_policy(logGroupName="own", retentionInDays=7)
    (group,) = logs.describe_log_groups(logGroupNamePrefix="own")["logGroups"]
    logs.tag_resource(resourceArn=group["logGroupArn"], tags={"stage": "test"})
    logs.untag_resource(resourceArn=group["logGroupArn"], tagKeys=["team"])

    (stream,) = logs.describe_log_streams(logGroupName="own")["logStreams"]
    tags = logs.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"]
    logs.delete_retention_policy(logGroupName="own")
    (unlimited,) = logs.describe_log_groups(logGroupNamePattern="own")["logGroups"]
    logs.delete_log_stream(logGroupName="own", logStreamName="s")
    logs.delete_log_group(logGroupName="own")

    assert (group["retentionInDays"], "retentionInDays" in unlimited) == (7, False)
    assert (stream["logStreamName"], tags) == ("s", {"stage": "test"})
    assert logs.describe_log_groups(logGroupNamePrefix="own")["logGroups"] == []


def test_events_that_a_client_puts_are_read_page_by_page_in_both_directions(logs: Client) -> None:
    logs.create_log_group(logGroupName="paged")
    logs.create_log_stream(logGroupName="paged", logStreamName="s")
    now_ms = int(SystemClock().now().timestamp() * 1000)
    events = [{"timestamp": now_ms - 100 + n, "message": f"m{n}"} for n in range(10)]
    logs.put_log_events(logGroupName="paged", logStreamName="s", logEvents=events)
    asked = {"logGroupName": "paged", "logStreamName": "s", "limit": 4}

    first = logs.get_log_events(**asked, startFromHead=True)
    second = logs.get_log_events(**asked, nextToken=first["nextForwardToken"])
    back = logs.get_log_events(**asked, nextToken=second["nextBackwardToken"])
    last = logs.get_log_events(**asked)
    end = logs.get_log_events(**asked, nextToken=last["nextForwardToken"])

    assert texts(first) == ["m0", "m1", "m2", "m3"]
    assert texts(second) == ["m4", "m5", "m6", "m7"]
    assert texts(back) == texts(first)
    assert texts(last) == ["m6", "m7", "m8", "m9"]
    assert (texts(end), end["nextForwardToken"]) == ([], last["nextForwardToken"])
    paged = all_events(logs, logGroupName="paged", PaginationConfig={"PageSize": 3})
    assert [event["message"] for event in paged] == [f"m{n}" for n in range(10)]
    logs.delete_log_group(logGroupName="paged")


def texts(page: dict[str, Json]) -> list[str]:
    return [event["message"] for event in page["events"]]


@pytest.mark.parametrize(
    ("call", "asked", "code"),
    [
        ("delete_log_group", {"logGroupName": "none"}, "ResourceNotFoundException"),
        ("describe_log_streams", {"logGroupName": "none"}, "ResourceNotFoundException"),
        ("filter_log_events", {"logGroupName": "none"}, "ResourceNotFoundException"),
        (
            "get_log_events",
            {"logGroupName": "n", "logStreamName": "s"},
            "ResourceNotFoundException",
        ),
        ("create_log_group", {"logGroupName": "a b"}, "InvalidParameterException"),
        (
            "filter_log_events",
            {"logGroupName": "n", "filterPattern": "{"},
            "InvalidParameterException",
        ),
        ("filter_log_events", {"logGroupName": "n", "nextToken": "x"}, "InvalidParameterException"),
        ("filter_log_events", {}, "InvalidParameterException"),
        ("describe_log_groups", {"nextToken": "!"}, "InvalidParameterException"),
        (
            "describe_log_groups",
            {"logGroupNamePrefix": "a", "logGroupNamePattern": "b"},
            "InvalidParameterException",
        ),
        (
            "put_retention_policy",
            {"logGroupName": "n", "retentionInDays": 2},
            "InvalidParameterException",
        ),
        ("list_tags_for_resource", {"resourceArn": "arn:aws:logs:x"}, "InvalidParameterException"),
    ],
)
def test_mistakes_are_told_in_the_services_words(
    logs: Client, call: str, asked: dict[str, Json], code: str
) -> None:
    with pytest.raises(logs.exceptions.ClientError) as refused:
        getattr(logs, call)(**asked)

    assert refused.value.response["Error"]["Code"] == code


def test_a_group_is_made_once(logs: Client) -> None:
    logs.create_log_group(logGroupName="twice")

    with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName="twice")
    logs.delete_log_group(logGroupName="twice")


def test_streams_are_listed_by_their_last_event(logs: Client) -> None:
    logs.create_log_group(logGroupName="ordered")
    now_ms = int(SystemClock().now().timestamp() * 1000)
    for name, age_ms in (("a", 50), ("b", 0), ("c", 100)):
        logs.create_log_stream(logGroupName="ordered", logStreamName=name)
        event = {"timestamp": now_ms - age_ms, "message": "m"}
        logs.put_log_events(logGroupName="ordered", logStreamName=name, logEvents=[event])

    pages = logs.get_paginator("describe_log_streams").paginate(
        logGroupName="ordered",
        orderBy="LastEventTime",
        descending=True,
        PaginationConfig={"PageSize": 2},
    )

    listed = [stream["logStreamName"] for page in pages for stream in page["logStreams"]]
    logs.delete_log_group(logGroupName="ordered")
    assert listed == ["b", "a", "c"]


def test_a_search_takes_times_streams_and_a_pattern_together(logs: Client) -> None:
    logs.create_log_group(logGroupName="searched")
    now_ms = int(SystemClock().now().timestamp() * 1000) - 1000
    for name in ("s1", "s2", "other"):
        logs.create_log_stream(logGroupName="searched", logStreamName=name)
        events = [{"timestamp": now_ms + n, "message": f"{name} says {n}"} for n in range(5)]
        logs.put_log_events(logGroupName="searched", logStreamName=name, logEvents=events)

    found = all_events(
        logs,
        logGroupName="searched",
        logStreamNamePrefix="s",
        startTime=now_ms + 1,
        endTime=now_ms + 3,
        filterPattern='says -"says 2"',
        interleaved=True,
    )

    logs.delete_log_group(logGroupName="searched")
    assert [event["message"] for event in found] == [
        f"{name} says {n}" for n in (1, 3) for name in ("s1", "s2")
    ]


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([(0, "x")] * 10_001, "10000"),
        ([(0, "x" * 262_145)], "Log event too large"),
        ([(0, "x" * 200_000)] * 6, "Upload too large"),
        ([(-25 * 3600_000, "x"), (0, "y")], "cannot span more than 24 hours"),
        ([(0, "x"), (-1, "y")], "must be in chronological order"),
    ],
    ids=["too many", "too long", "too much", "too far apart", "out of order"],
)
def test_a_batch_beyond_a_limit_is_refused(
    logs: Client, events: list[tuple[int, str]], text: str
) -> None:
    now_ms = int(SystemClock().now().timestamp() * 1000)
    batch = [{"timestamp": now_ms + at, "message": message} for at, message in events]

    with pytest.raises(logs.exceptions.InvalidParameterException, match=text):
        logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=batch)


def test_events_too_old_and_too_far_ahead_are_counted_and_left_out(logs: Client) -> None:
    logs.create_log_group(logGroupName="aged")
    logs.create_log_stream(logGroupName="aged", logStreamName="s")
    day_ms = 24 * 3600_000
    now_ms = int(SystemClock().now().timestamp() * 1000)

    old = logs.put_log_events(
        logGroupName="aged",
        logStreamName="s",
        logEvents=[{"timestamp": now_ms - 15 * day_ms, "message": "old"}],
    )
    ahead = logs.put_log_events(
        logGroupName="aged",
        logStreamName="s",
        logEvents=[
            {"timestamp": now_ms, "message": "now"},
            {"timestamp": now_ms + day_ms // 2, "message": "ahead"},
        ],
    )

    kept = [event["message"] for event in all_events(logs, logGroupName="aged")]
    logs.delete_log_group(logGroupName="aged")
    assert old["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    assert ahead["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 1}
    assert kept == ["now"]
