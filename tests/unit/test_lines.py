"""The platform's lines: byte for byte in text, field for field in JSON, and the tenant in JSON only."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloister.domain.function import FunctionVersion, LogFormat, Logging
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Answer, Printed, Report, Restore, Returned
from cloister.telemetry.lines import Ended, Speaker, Started, log_tail, telling
from tests.support import a_version, an_invocation

AT = datetime(2026, 11, 23, 6, 12, 13, 123456, tzinfo=UTC)
REQUEST = RequestId("8f507cfc-xmpl-4697-b07a-ac58fc914c95")
TENANT = TenantId("tenant-A")
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
ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"
REPORT_TEXT = (
    f"REPORT RequestId: {REQUEST}\tDuration: 3.01 ms\tBilled Duration: 4 ms\t"
    "Memory Size: 128 MB\tMax Memory Used: 36 MB\t"
)


@pytest.fixture
def text_version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path)


@pytest.fixture
def json_version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path, logging=Logging(format=LogFormat.JSON, group="/aws/lambda/f"))


def start_line(version: FunctionVersion, tenant: TenantId | None = None) -> str:
    return telling(Speaker.of(version, tenant))(Started(AT, REQUEST, ARN))


def end_lines(
    version: FunctionVersion, report: Report = REPORT, tenant: TenantId | None = None
) -> list[str]:
    return telling(Speaker.of(version, tenant))(Ended(AT, report)).split("\n")


def test_the_start_line_names_the_request_and_the_version(text_version: FunctionVersion) -> None:
    line = start_line(text_version)

    assert line == f"START RequestId: {REQUEST} Version: $LATEST"


def test_the_report_follows_the_end_and_closes_with_a_tab(text_version: FunctionVersion) -> None:
    lines = end_lines(text_version)

    assert lines == [f"END RequestId: {REQUEST}", REPORT_TEXT]


@pytest.mark.parametrize(
    ("change", "ending"),
    [
        ({"init_ms": 110.1}, "Init Duration: 110.10 ms\t"),
        ({"status": "timeout"}, "Status: timeout\t"),
        (
            {"status": "error", "error_type": "Runtime.ExitError"},
            "Status: error\tError Type: Runtime.ExitError\t",
        ),
        (
            {"init_ms": 1.0, "status": "error", "error_type": "Runtime.OutOfMemory"},
            "Init Duration: 1.00 ms\tStatus: error\tError Type: Runtime.OutOfMemory\t",
        ),
    ],
)
def test_the_report_grows_by_the_init_and_by_what_went_wrong(
    text_version: FunctionVersion, change: dict[str, str | float], ending: str
) -> None:
    report = REPORT._replace(**change)  # type: ignore[arg-type] # fields of several types by name

    _, line = end_lines(text_version, report)

    assert line == f"{REPORT_TEXT}{ending}"


def test_no_line_of_text_carries_the_tenant(text_version: FunctionVersion) -> None:
    lines = [start_line(text_version, TENANT), *end_lines(text_version, REPORT, TENANT)]

    assert "tenant" not in "".join(lines)


def test_the_start_event_carries_tenant_and_arn(json_version: FunctionVersion) -> None:
    line = start_line(json_version, TENANT)

    record = {"requestId": REQUEST, "functionArn": ARN, "version": "$LATEST"}
    assert json.loads(line) == {
        "time": "2026-11-23T06:12:13.123Z",
        "type": "platform.start",
        "record": {**record, "tenantId": "tenant-A"},
    }


def test_the_start_event_of_a_function_without_tenants_has_neither(
    json_version: FunctionVersion,
) -> None:
    line = start_line(replace(json_version, tenant_isolation=None))

    assert json.loads(line)["record"] == {"requestId": REQUEST, "version": "$LATEST"}


def test_a_report_after_a_snapshot_tells_of_restoring(
    text_version: FunctionVersion, json_version: FunctionVersion
) -> None:
    restore = Restore(duration_ms=398.97, hooks_ms=181.2)
    report = REPORT._replace(billed_ms=186, restore=restore)

    _, text = end_lines(text_version, report)
    (event,) = end_lines(json_version, report)

    assert text == (
        f"REPORT RequestId: {REQUEST}\tDuration: 3.01 ms\tBilled Duration: 186 ms\t"
        "Memory Size: 128 MB\tMax Memory Used: 36 MB\t"
        "Restore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t"
    )
    assert json.loads(event)["record"]["metrics"]["restoreDurationMs"] == 398.97


def test_the_report_event_has_its_metrics_and_the_tenant(json_version: FunctionVersion) -> None:
    report = REPORT._replace(init_ms=110.1)

    (line,) = end_lines(json_version, report, TENANT)

    assert json.loads(line) == {
        "time": "2026-11-23T06:12:13.123Z",
        "type": "platform.report",
        "record": {
            "requestId": REQUEST,
            "metrics": {
                "durationMs": 3.014,
                "billedDurationMs": 4,
                "memorySizeMB": 128,
                "maxMemoryUsedMB": 36,
                "initDurationMs": 110.1,
            },
            "status": "success",
            "tenantId": "tenant-A",
        },
    }


def test_the_report_event_tells_the_error_type_and_no_tenant_where_there_is_none(
    json_version: FunctionVersion,
) -> None:
    report = REPORT._replace(status="error", error_type="Runtime.ExitError")

    done, last = end_lines(json_version, report)
    record = json.loads(last)["record"]

    assert json.loads(done)["type"] == "platform.runtimeDone"
    assert record["status"] == "error"
    assert record["errorType"] == "Runtime.ExitError"
    assert "initDurationMs" not in record["metrics"]
    assert "tenantId" not in record


def test_a_json_event_is_one_line_whatever_the_tenant_is_called(
    json_version: FunctionVersion,
) -> None:
    hostile = TenantId('a\n{"type": "platform.report"}')

    line = start_line(json_version, hostile)

    assert "\n" not in line
    assert json.loads(line)["record"]["tenantId"] == hostile


@pytest.fixture
def answer() -> Answer:
    outcome, printed = Returned(b"1"), Printed(b"hello\nhalf")
    return Answer(outcome=outcome, report=REPORT, printed=printed, started_at=AT, ended_at=AT)


def test_the_tail_is_what_was_printed_between_the_platforms_own_lines(
    text_version: FunctionVersion, answer: Answer
) -> None:
    invocation = replace(an_invocation(text_version), request_id=REQUEST)

    tail = log_tail(invocation, answer)

    assert tail.decode().splitlines() == [
        f"START RequestId: {REQUEST} Version: $LATEST",
        "hello",
        "half",
        f"END RequestId: {REQUEST}",
        REPORT_TEXT,
    ]


def test_the_tail_of_a_function_with_json_logs_has_its_events(
    json_version: FunctionVersion, answer: Answer
) -> None:
    tail = log_tail(an_invocation(json_version), answer)

    start, hello, half, report = tail.decode().splitlines()
    assert (hello, half) == ("hello", "half")
    assert json.loads(start)["record"]["tenantId"] == "tenant-A"
    assert json.loads(report)["type"] == "platform.report"


def test_the_tail_is_four_kilobytes_of_much_and_ends_with_the_report(
    text_version: FunctionVersion, answer: Answer
) -> None:
    much = answer._replace(printed=Printed(b"x" * 10_000, dropped_bytes=7))

    tail = log_tail(an_invocation(text_version), much)

    assert len(tail) == 4096
    assert tail.startswith(b"xxx")
    assert tail.decode().splitlines()[-1] == REPORT_TEXT


def test_what_was_dropped_of_the_output_is_told_in_its_place(
    text_version: FunctionVersion, answer: Answer
) -> None:
    tail = log_tail(
        an_invocation(text_version), answer._replace(printed=Printed(b"end\n", dropped_bytes=7))
    )

    assert tail.decode().splitlines()[1:3] == ["[7 bytes of output were dropped]", "end"]
