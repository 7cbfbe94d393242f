"""The platform's lines: byte for byte in text, field for field in JSON, and the tenant in JSON only."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloister.domain.function import FunctionVersion, LogFormat, Logging
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Report
from cloister.telemetry.lines import end_lines, start_line
from tests.support import a_version

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


def test_the_start_line_names_the_request_and_the_version(text_version: FunctionVersion) -> None:
    line = start_line(text_version, REQUEST, tenant=None, at=AT)

    assert line == f"START RequestId: {REQUEST} Version: $LATEST\n".encode()


def test_the_report_follows_the_end_and_closes_with_a_tab(text_version: FunctionVersion) -> None:
    lines = end_lines(text_version, REPORT, tenant=None, at=AT)

    assert lines == f"END RequestId: {REQUEST}\n{REPORT_TEXT}\n".encode()


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
    report = replace(REPORT, **change)  # type: ignore[arg-type] # fields of several types by name

    lines = end_lines(text_version, report, tenant=None, at=AT)

    assert lines == f"END RequestId: {REQUEST}\n{REPORT_TEXT}{ending}\n".encode()


def test_no_line_of_text_carries_the_tenant(text_version: FunctionVersion) -> None:
    lines = start_line(text_version, REQUEST, tenant=TENANT, at=AT)
    lines += end_lines(text_version, REPORT, tenant=TENANT, at=AT)

    assert b"tenant" not in lines


def test_the_start_event_carries_the_tenant(json_version: FunctionVersion) -> None:
    line = start_line(json_version, REQUEST, tenant=TENANT, at=AT)

    assert line.endswith(b"\n")
    assert json.loads(line) == {
        "time": "2026-11-23T06:12:13.123Z",
        "type": "platform.start",
        "record": {"requestId": REQUEST, "version": "$LATEST", "tenantId": "tenant-A"},
    }


def test_the_report_event_has_its_metrics_and_the_tenant(json_version: FunctionVersion) -> None:
    report = replace(REPORT, init_ms=110.1)

    line = end_lines(json_version, report, tenant=TENANT, at=AT)

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
    report = replace(REPORT, status="error", error_type="Runtime.ExitError")

    done, last = end_lines(json_version, report, tenant=None, at=AT).splitlines()
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

    line = start_line(json_version, REQUEST, tenant=hostile, at=AT)

    assert line.count(b"\n") == 1
    assert json.loads(line)["record"]["tenantId"] == hostile
