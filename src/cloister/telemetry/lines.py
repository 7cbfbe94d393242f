"""The platform's own lines around a function's output, as AWS writes them, in both formats (lambda-facts 1.7, 2.14)."""

import json
from datetime import datetime

from cloister.domain.function import FunctionVersion, LogFormat
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Report


def start_line(
    version: FunctionVersion, request_id: RequestId, *, tenant: TenantId | None, at: datetime
) -> bytes:
    """What comes before the function's first byte, with its line end."""
    if version.configuration.logging.format is LogFormat.TEXT:
        return f"START RequestId: {request_id} Version: {version.version}\n".encode()
    record: dict[str, object] = {"requestId": request_id, "version": version.version}
    return _event("platform.start", record, tenant=tenant, at=at)


def end_lines(
    version: FunctionVersion, report: Report, *, tenant: TenantId | None, at: datetime
) -> bytes:
    """What comes after the function's last byte, with its line ends. Text lines never carry the tenant."""
    if version.configuration.logging.format is LogFormat.TEXT:
        return f"END RequestId: {report.request_id}\n{_report_text(report)}\n".encode()
    return _event("platform.report", _report_record(report), tenant=tenant, at=at)


def _report_text(report: Report) -> str:
    fields = [
        f"REPORT RequestId: {report.request_id}",
        f"Duration: {report.duration_ms:.2f} ms",
        f"Billed Duration: {report.billed_ms} ms",
        f"Memory Size: {report.memory_mb} MB",
        f"Max Memory Used: {report.memory_used_mb} MB",
    ]
    if report.init_ms is not None:
        fields.append(f"Init Duration: {report.init_ms:.2f} ms")
    if report.status is not None:
        fields.append(f"Status: {report.status}")
    if report.error_type is not None:
        fields.append(f"Error Type: {report.error_type}")
    return "\t".join([*fields, ""])


def _report_record(report: Report) -> dict[str, object]:
    metrics: dict[str, object] = {
        "durationMs": round(report.duration_ms, 3),
        "billedDurationMs": report.billed_ms,
        "memorySizeMB": report.memory_mb,
        "maxMemoryUsedMB": report.memory_used_mb,
    }
    if report.init_ms is not None:
        metrics["initDurationMs"] = round(report.init_ms, 3)
    record: dict[str, object] = {
        "requestId": report.request_id,
        "metrics": metrics,
        "status": report.status or "success",
    }
    if report.error_type is not None:
        record["errorType"] = report.error_type
    return record


def _event(kind: str, record: dict[str, object], *, tenant: TenantId | None, at: datetime) -> bytes:
    if tenant is not None:
        record["tenantId"] = tenant
    time = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": time, "type": kind, "record": record}).encode() + b"\n"
