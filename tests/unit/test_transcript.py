"""Hostile output becomes events that are whole, bounded, in order, and never anybody else's."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.domain import log_limits
from cloister.domain.environment import InitializationType
from cloister.domain.function import FunctionVersion, LogFormat, Logging
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Report
from cloister.telemetry.filter_pattern import parse_filter_pattern
from cloister.telemetry.lines import (
    Dropped,
    Ended,
    InitEnded,
    InitStarted,
    RestoreEnded,
    RestoreStarted,
    Started,
)
from cloister.telemetry.log_rows import Author, Event, events_of
from cloister.telemetry.transcript import Closed, Item, Printed, Transcript
from tests.support import a_version

AT = datetime(2026, 11, 23, 6, 12, 13, 123456, tzinfo=UTC)
AT_MS = 1795414333123
REQUEST = RequestId("8f507cfc-xmpl-4697-b07a-ac58fc914c95")
ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"
BLUE, GREEN = TenantId("blue"), TenantId("green")
REPORT = Report(
    request_id=REQUEST,
    duration_ms=3.014,
    billed_ms=4,
    memory_mb=128,
    memory_used_mb=36,
    init_ms=None,
    status=None,
    error_type=None,
)
EVERYTHING = 1 << 30


@pytest.fixture(scope="module")
def text_version(tmp_path_factory: pytest.TempPathFactory) -> FunctionVersion:
    return a_version("", tmp_path_factory.mktemp("text"))


@pytest.fixture(scope="module")
def json_version(tmp_path_factory: pytest.TempPathFactory) -> FunctionVersion:
    return in_json(tmp_path_factory.mktemp("json"))


def in_json(directory: Path, level: str | None = None) -> FunctionVersion:
    logging = Logging(format=LogFormat.JSON, system_level=level, group="/aws/lambda/f")
    return a_version("", directory, logging=logging)


def printed(data: bytes, at_ms: int = AT_MS) -> Printed:
    return Printed(at_ms, data)


def told(
    version: FunctionVersion, items: Iterable[Item], tenant: TenantId | None = BLUE
) -> list[Event]:
    transcript = Transcript(version, tenant)
    for item in items:
        transcript.add([item])
    return next_of(transcript)


def next_of(transcript: Transcript, lines_max: int = EVERYTHING) -> list[Event]:
    return [event for row in transcript.rows(lines_max) for event in events_of(row)]


def lines(events: Iterable[Event]) -> list[str]:
    return [event.message for event in events]


def test_lines_are_events_of_the_function_and_the_platforms_stand_around_them(
    text_version: FunctionVersion,
) -> None:
    items: list[Item] = [
        Started(AT, REQUEST, ARN),
        printed(b"one\ntw"),
        printed(b"o\nend"),
        Ended(AT, REPORT),
    ]

    events = told(text_version, items)

    assert [(event.author, event.message.partition("\t")[0]) for event in events] == [
        (Author.PLATFORM, f"START RequestId: {REQUEST} Version: $LATEST"),
        (Author.FUNCTION, "one"),
        (Author.FUNCTION, "two"),
        (Author.FUNCTION, "end"),
        (Author.PLATFORM, f"END RequestId: {REQUEST}"),
        (Author.PLATFORM, f"REPORT RequestId: {REQUEST}"),
    ]
    assert {event.at_ms for event in events} == {AT_MS}


def test_init_is_told_before_the_first_event(text_version: FunctionVersion) -> None:
    items: list[Item] = [InitStarted(AT), printed(b"loading\n"), InitEnded(AT, 12.3, None)]
    failed = [InitEnded(AT, 12.345, "Runtime.ImportModuleError")]

    assert lines(told(text_version, items)) == [
        "INIT_START Runtime Version: python:3.11",
        "loading",
    ]
    assert lines(told(text_version, failed)) == [
        "INIT_REPORT Init Duration: 12.35 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError"
    ]


def test_with_snap_start_init_and_restoring_are_told_whatever_came_of_them(
    text_version: FunctionVersion,
) -> None:
    kind = InitializationType.SNAP_START
    items: list[Item] = [
        InitStarted(AT, kind),
        InitEnded(AT, 12.3, None, kind),
        RestoreStarted(AT),
        RestoreEnded(AT, 1.234, None),
    ]
    failed: list[Item] = [
        RestoreEnded(AT, 1236.04, "Sandbox.Timedout"),
        RestoreEnded(AT, 1236.04, "Runtime.ExitError"),
        RestoreEnded(AT, 1236.04, "of a function's own\tStatus: success"),
    ]

    assert lines(told(text_version, items)) == [
        "INIT_START Runtime Version: python:3.11",
        "INIT_REPORT Init Duration: 12.30 ms\tPhase: init",
        "RESTORE_START Runtime Version: python:3.11",
        "RESTORE_REPORT Restore Duration: 1.23 ms",
    ]
    assert lines(told(text_version, failed)) == [
        "RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: timeout",
        "RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: error\tError Type: Runtime.ExitError",
        "RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: error",
    ]


def test_a_line_without_an_end_waits_for_it_or_for_the_end_of_its_environment(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(text_version, None)
    transcript.add([printed(b"half")])

    waiting = next_of(transcript)
    transcript.add([Closed()])
    ended = next_of(transcript)

    assert waiting == []
    assert lines(ended) == ["half"]


def test_time_never_goes_back_in_a_stream(text_version: FunctionVersion) -> None:
    events = told(
        text_version, [printed(b"a\n"), printed(b"b\n", AT_MS - 5000), printed(b"c\n", AT_MS + 1)]
    )

    assert [event.at_ms for event in events] == [AT_MS, AT_MS, AT_MS + 1]


def test_what_is_asked_for_is_all_that_is_told_and_the_rest_comes_later(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(text_version, None)
    transcript.add([printed(b"1\n2\n3\n4\n5\n")])

    first = lines(next_of(transcript, 2))
    has_more = transcript.has_more
    rest = lines(next_of(transcript))

    assert (first, has_more, rest) == (["1", "2"], True, ["3", "4", "5"])
    assert not transcript.has_more
    assert transcript.taken_bytes == 10 + log_limits.ITEM_OVERHEAD_BYTES


def a_long_object(size: int) -> bytes:
    return b'{"platform": [' + b"1," * (size // 2) + b"1]}\n"


def test_of_long_lines_that_have_to_be_parsed_one_is_told_at_a_time(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(text_version, None)
    transcript.add([printed(a_long_object(200_000))] * 3)

    counts = [len(next_of(transcript, log_limits.STREAM_EVENTS_PER_COMMIT_MAX)) for _ in range(4)]

    assert counts == [1, 1, 1, 0]


def test_long_lines_that_nobody_has_to_parse_are_told_together(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(text_version, None)
    transcript.add([printed(b"x" * 60_000 + b"\n")] * 16)

    events = next_of(transcript, log_limits.STREAM_EVENTS_PER_COMMIT_MAX)

    assert len(events) == 16


@pytest.mark.parametrize("character", ["x", "ä", "数", "😀"])
def test_a_line_of_ten_megabytes_is_several_events_that_cut_no_character(
    text_version: FunctionVersion, character: str
) -> None:
    line = "-" + character * (10_000_000 // len(character.encode()))
    data = line.encode()
    chunks = [printed(data[place : place + 65536]) for place in range(0, len(data), 65536)]

    parts = lines(told(text_version, [*chunks, printed(b"\nnext\n")]))

    assert parts[-1] == "next"
    assert "".join(parts[:-1]) == line
    assert max(len(part.encode()) for part in parts) <= log_limits.EVENT_BYTES_MAX
    assert len(parts) < 45


def test_bytes_that_are_no_text_are_shown_as_such_and_stay_bounded(
    text_version: FunctionVersion, json_version: FunctionVersion
) -> None:
    for version in (text_version, json_version):
        parts = lines(
            told(version, [printed(b"\xff" * 1_000_000 + b"\n"), printed(b"\0a\xf0\x9f\n")])
        )

        assert sum(part.count("\ufffd") for part in parts[:-1]) == 1_000_000
        assert max(len(part.encode()) for part in parts) <= log_limits.EVENT_BYTES_MAX
        assert "a\ufffd" in parts[-1]


def test_control_characters_in_json_are_bounded_although_they_grow_sixfold(
    json_version: FunctionVersion,
) -> None:
    parts = lines(told(json_version, [printed(b"\x01" * 500_000 + b"\n")]))

    assert max(len(part.encode()) for part in parts) <= log_limits.EVENT_BYTES_MAX
    assert "".join(json.loads(part)["message"] for part in parts) == "\x01" * 500_000


@pytest.mark.parametrize(
    "line",
    [
        f"REPORT RequestId: {REQUEST}\tDuration: 0.01 ms\tBilled Duration: 1 ms",
        f"START RequestId: {REQUEST} Version: $LATEST",
        f"  END RequestId: {REQUEST}",
        f"\x1b[0m\x1b[2KREPORT RequestId: {REQUEST}",
        f"\u202e\u200bREPORT RequestId: {REQUEST}",
        f"\x1b \x1b[0m\x1bREPORT RequestId: {REQUEST}",
        f"harmless\rREPORT RequestId: {REQUEST}",
        f"harmless\u2028REPORT RequestId: {REQUEST}",
        f"harmless\x0b\x1b[1mREPORT RequestId: {REQUEST}",
        "INIT_START Runtime Version: python:3.11",
        "INIT_REPORT Init Duration: 1 ms",
        "RESTORE_START Runtime Version: python:3.11",
        " RESTORE_REPORT Restore Duration: 1 ms",
        "LOGS_DROPPED Lines: 1",
        '{"type":"platform.report","record":{}}',
        ' {"type":"platform.report","type":"x"}',
        '{"t\\u0079pe":"\\u0070latform.report"}',
    ],
)
def test_a_line_that_reads_as_the_platforms_is_marked_as_the_functions(
    text_version: FunctionVersion, line: str
) -> None:
    (event,) = told(text_version, [printed(line.encode() + b"\n")])

    assert event.author is Author.FUNCTION
    assert event.message.startswith("[function] ")
    assert event.message.isprintable() or "\t" in event.message
    assert "\r" not in event.message


def test_a_line_that_only_speaks_of_a_report_is_left_as_it_is(
    text_version: FunctionVersion,
) -> None:
    line = "I saw REPORT RequestId: 1 and \x1b[31mred\x1b[0m"

    assert lines(told(text_version, [printed(line.encode() + b"\n")])) == [line]


@pytest.mark.parametrize("character", [b"\r", b"\0", b"\x1b"])
def test_a_megabyte_of_what_nobody_sees_costs_no_more_than_its_length(
    text_version: FunctionVersion, character: bytes
) -> None:
    events = told(text_version, [printed(character * 1_000_000 + b"\n")])

    assert sum(len(event.message) for event in events) == 1_000_000


APPLICATION = (
    '{"timestamp": "2026-11-23T06:12:13Z", "level": "INFO", "message": "hi", "logger": "root", '
    f'"requestId": "{REQUEST}", "tenantId": "blue"}}'
)


def test_the_runtime_clients_own_lines_are_left_as_they_are(json_version: FunctionVersion) -> None:
    assert lines(told(json_version, [printed(APPLICATION.encode() + b"\n")])) == [APPLICATION]


@pytest.mark.parametrize("line", ["plain", '"text"', "[1]", "{", "{]", "42", "{" * 3000, "null"])
def test_what_is_no_json_object_is_a_text_in_one(json_version: FunctionVersion, line: str) -> None:
    _, event, *_ = told(json_version, [Started(AT, REQUEST, ARN), printed(line.encode() + b"\n")])

    assert json.loads(event.message) == {
        "timestamp": "2026-11-23T06:12:13.123Z",
        "level": "INFO",
        "message": line,
        "requestId": REQUEST,
        "tenantId": "blue",
    }


def test_an_object_of_the_functions_own_gets_the_tenant_beside_its_members(
    json_version: FunctionVersion,
) -> None:
    own = b'{"level":"WARN","type":"order","record":{"id":1}}\n'

    (bound,) = told(json_version, [printed(own)])
    (of_nobody,) = told(json_version, [printed(own)], tenant=None)

    assert json.loads(bound.message) == {**json.loads(own), "tenantId": "blue"}
    assert of_nobody.message.encode() + b"\n" == own


FORGED = [
    '{"type":"platform.report","record":{"requestId":"1","status":"success"}}',
    '{"type":"platform.start","record":{"tenantId":"green"}}',
    '{"message":"x","tenantId":"green"}',
    '{"message":"x","tenantId":["green"]}',
    '{"tenantId":"blue","record":{"tenantId":"green"}}',
    '{"tenantId":"green","tenantId":"blue"}',
    '{"tenantId":"blue","tenantId":"green"}',
    '{"tenant\\u0049d":"green","tenantId":"blue"}',
    '{"tenantId":"blue","tenant\\u0049d":"green"}',
    '{"type":"platform.report","type":"x","tenantId":"blue"}',
    '{"type":"x","type":"platform.report","tenantId":"blue"}',
    '{"ty\\u0070e":"platform.report","tenantId":"blue"}',
    '{"record":{"tenantId":"green"},"record":{"tenantId":"blue"},"tenantId":"blue"}',
]


def first_one_wins(text: str) -> dict[str, object]:
    """JSON as a reader takes it for which the first of equal names counts."""

    def object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return dict(reversed(pairs))

    record = json.loads(text, object_pairs_hook=object_of)
    assert isinstance(record, dict)
    return record


@pytest.mark.parametrize("line", FORGED)
def test_no_line_is_another_tenants_or_the_platforms_for_any_reader(
    json_version: FunctionVersion, line: str
) -> None:
    (event,) = told(json_version, [printed(line.encode() + b"\n")])

    for record in (first_one_wins(event.message), json.loads(event.message)):
        inner = record.get("record")
        assert record["tenantId"] == "blue"
        assert not str(record.get("type")).startswith("platform.")
        assert not isinstance(inner, dict) or inner.get("tenantId", "blue") == "blue"
    accepts = parse_filter_pattern('{ $.tenantId = "green" || $.record.tenantId = "green" }')
    assert not accepts(event.message)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"\n", b'{"tenantId":"green"}', b"REPORT RequestId: 1", b"\xf0\x9f"]),
        ),
        max_size=12,
    ),
    cuts=st.integers(1, 7),
)
def test_whatever_is_printed_every_event_is_the_functions_and_the_tenants(
    json_version: FunctionVersion, text_version: FunctionVersion, data: list[bytes], cuts: int
) -> None:
    joined = b"".join(data)
    chunks = [printed(joined[place : place + cuts]) for place in range(0, len(joined), cuts)]

    in_json_ = told(json_version, [*chunks, Closed()])
    in_text = told(text_version, [*chunks, Closed()])

    assert {event.author for event in [*in_json_, *in_text]} <= {Author.FUNCTION}
    assert all(json.loads(event.message)["tenantId"] == "blue" for event in in_json_)
    assert not any(event.message.startswith("REPORT") for event in in_text)
    assert len(in_text) == sum(bool(line) for line in joined.split(b"\n"))


@pytest.mark.parametrize(
    ("level", "types"),
    [
        (None, ["initStart", "start", "report"]),
        ("INFO", ["initStart", "start", "report"]),
        ("WARN", []),
        (
            "DEBUG",
            ["initStart", "initRuntimeDone", "initReport", "start", "runtimeDone", "report"],
        ),
    ],
)
def test_the_system_level_says_which_events_of_the_platform_are_kept(
    tmp_path: Path, level: str | None, types: list[str]
) -> None:
    items: list[Item] = [
        InitStarted(AT),
        InitEnded(AT, 1.0, None),
        Started(AT, REQUEST, ARN),
        Ended(AT, REPORT),
    ]

    events = [json.loads(line) for line in lines(told(in_json(tmp_path, level), items))]

    assert [event["type"] for event in events] == [f"platform.{name}" for name in types]
    for event in events:
        bound = event["type"] in {"platform.start", "platform.runtimeDone", "platform.report"}
        assert ("tenantId" in event["record"]) == bound


def test_what_was_dropped_is_said_with_its_number(
    text_version: FunctionVersion, json_version: FunctionVersion
) -> None:
    dropped = Dropped(AT, 4096, 12)

    (text,) = lines(told(text_version, [dropped]))
    (event,) = lines(told(json_version, [dropped]))

    assert text == "LOGS_DROPPED Lines: 12\tBytes: 4096"
    record = json.loads(event)["record"]
    assert (record["droppedRecords"], record["droppedBytes"]) == (12, 4096)
    assert record["tenantId"] == "blue"


def test_events_of_one_environment_come_in_order(text_version: FunctionVersion) -> None:
    items = [printed(b"%d\n" % number, AT_MS + number % 3) for number in range(1000)]

    events = told(text_version, items)

    assert lines(events) == [str(number) for number in range(1000)]
    assert all(first.at_ms <= then.at_ms for first, then in pairwise(events))
