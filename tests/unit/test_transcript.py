"""Hostile output becomes events that are whole, bounded, in order, and never anybody else's."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from cloister.domain import log_limits
from cloister.domain.environment import InitializationType
from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Report
from cloister.telemetry.lines import (
    Dropped,
    Ended,
    InitEnded,
    InitStarted,
    RestoreEnded,
    RestoreStarted,
    Speaker,
    Started,
)
from cloister.telemetry.log_rows import Author
from cloister.telemetry.transcript import Closed, Item, Transcript
from tests.unit.told_lines import (
    ARN,
    AT,
    AT_MS,
    REQUEST,
    in_json,
    lines,
    next_of,
    printed,
    told,
)

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
    transcript = Transcript(Speaker.of(text_version, None))
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
    transcript = Transcript(Speaker.of(text_version, None))
    transcript.add([printed(b"1\n2\n3\n4\n5\n")])

    first = lines(next_of(transcript, 2))
    has_more = transcript.has_more
    rest = lines(next_of(transcript))

    assert (first, has_more, rest) == (["1", "2"], True, ["3", "4", "5"])
    assert not transcript.has_more
    assert transcript.waiting_bytes == 0


def a_long_object(size: int) -> bytes:
    return b'{"platform": [' + b"1," * (size // 2) + b"1]}\n"


def test_of_long_lines_that_have_to_be_parsed_one_is_told_at_a_time(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(Speaker.of(text_version, None))
    transcript.add([printed(a_long_object(200_000))] * 3)

    counts = [len(next_of(transcript, log_limits.STREAM_EVENTS_PER_COMMIT_MAX)) for _ in range(4)]

    assert counts == [1, 1, 1, 0]


def test_long_lines_that_nobody_has_to_parse_are_told_together(
    text_version: FunctionVersion,
) -> None:
    transcript = Transcript(Speaker.of(text_version, None))
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
