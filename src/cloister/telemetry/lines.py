"""The platform's own lines around a function's output, as AWS writes them, in both formats (lambda-facts 1.7, 2.14)."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from cloister.domain.function import FunctionVersion, LogFormat
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Answer, Invocation, Printed, Report
from cloister.domain.limits import LOG_TAIL_BYTES_MAX

PLATFORM_ERROR: Final = re.compile(r"(Runtime|Function)\.[A-Za-z]+")
"""What a report names. A function may call its own exceptions anything, lines of a report included."""
SYSTEM_LEVELS: Final = {"DEBUG": 0, "INFO": 1, "WARN": 2}
_ON_DEMAND: Final[dict[str, object]] = {"initializationType": "on-demand", "phase": "init"}


class InitStarted(NamedTuple):
    """The function's code is being loaded."""

    at: datetime


class InitEnded(NamedTuple):
    """Its code is loaded, or is not: `error_type` says why, None that all went well."""

    at: datetime
    duration_ms: float
    error_type: str | None


class Started(NamedTuple):
    """An event is on its way to the handler."""

    at: datetime
    request_id: RequestId
    invoked_arn: str


class Ended(NamedTuple):
    """The handler is done, or was ended."""

    at: datetime
    report: Report


class Dropped(NamedTuple):
    """So much output came faster than it could be kept, and is lost."""

    at: datetime
    size_bytes: int
    lines: int


Happening: TypeAlias = InitStarted | InitEnded | Started | Ended | Dropped


def log_tail(invocation: Invocation, answer: Answer) -> bytes:
    """The end of the invocation's log, LOG_TAIL_BYTES_MAX at the most: made when somebody asks for it."""
    version, tenant = invocation.version, invocation.tenant
    started = Started(answer.started_at, invocation.request_id, invocation.invoked_arn)
    opening = _joined(version, started, tenant=tenant)
    closing = _joined(version, Ended(answer.ended_at, answer.report), tenant=tenant)
    return (opening + _printed(answer.printed) + closing)[-LOG_TAIL_BYTES_MAX:]


def messages(
    version: FunctionVersion, happening: Happening, *, tenant: TenantId | None
) -> list[str]:
    """The lines that tell of it, without line ends. Text never names the tenant; JSON leaves out what is below
    the function's SystemLogLevel.
    """
    if version.configuration.logging.format is LogFormat.TEXT:
        return _texts(version, happening)
    return list(_objects(version, happening, tenant))


def _objects(
    version: FunctionVersion, happening: Happening, tenant: TenantId | None
) -> Iterator[str]:
    least = SYSTEM_LEVELS[version.configuration.logging.system_level or "INFO"]
    for level, kind, record in _records(version, happening):
        if SYSTEM_LEVELS[level] >= least:
            if tenant is not None and kind in _NAMES_TENANT:
                record["tenantId"] = tenant
            time = happening.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            yield json.dumps({"time": time, "type": kind, "record": record})


_NAMES_TENANT: Final = {
    "platform.start",
    "platform.runtimeDone",
    "platform.report",
    # AWS's own has no tenant, but a query for one has to find that its lines were dropped.
    "platform.logsDropped",
}


def _joined(version: FunctionVersion, happening: Happening, *, tenant: TenantId | None) -> bytes:
    return "".join(f"{line}\n" for line in messages(version, happening, tenant=tenant)).encode()


def _printed(printed: Printed) -> bytes:
    text = printed.text
    if printed.dropped_bytes:
        text = b"[%d bytes of output were dropped]\n" % printed.dropped_bytes + text
    # Nothing that a function prints can share a line with the platform's report (isolation.md 3.8).
    return text if not text or text.endswith(b"\n") else text + b"\n"


# -- Text ----------------------------------------------------------------------------------------


def _texts(version: FunctionVersion, happening: Happening) -> list[str]:
    match happening:
        case Started(_, request_id):
            return [f"START RequestId: {request_id} Version: {version.version}"]
        case Ended(_, report):
            return [f"END RequestId: {report.request_id}", _report_text(report)]
        case InitStarted():
            return [f"INIT_START Runtime Version: {_runtime(version)}"]
        case InitEnded(_, duration_ms, error_type) if error_type is not None:
            failure = _failure(_status(error_type), _named(error_type))
            fields = [f"INIT_REPORT Init Duration: {duration_ms:.2f} ms", "Phase: init", *failure]
            return ["\t".join(fields)]
        case Dropped(_, size_bytes, lines):
            return [f"LOGS_DROPPED Lines: {lines}\tBytes: {size_bytes}"]
        case _:
            return []


def _report_text(report: Report) -> str:
    text = (
        f"REPORT RequestId: {report.request_id}\t"
        f"Duration: {report.duration_ms:.2f} ms\t"
        f"Billed Duration: {report.billed_ms} ms\t"
        f"Memory Size: {report.memory_mb} MB\t"
        f"Max Memory Used: {report.memory_used_mb} MB\t"
    )
    if report.init_ms is not None:
        text += f"Init Duration: {report.init_ms:.2f} ms\t"
    return text + "".join(f"{field}\t" for field in _failure(report.status, report.error_type))


def _failure(status: str | None, error_type: str | None) -> Iterator[str]:
    if status is not None:
        yield f"Status: {status}"
    if error_type is not None:
        yield f"Error Type: {error_type}"


# -- JSON ----------------------------------------------------------------------------------------


def _records(
    version: FunctionVersion, happening: Happening
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Level, type and record of each event, as the page on log levels maps them."""
    match happening:
        case InitStarted():
            name = {"functionName": version.name, "functionVersion": version.version}
            yield (
                "INFO",
                "platform.initStart",
                {**_ON_DEMAND, "runtimeVersion": _runtime(version), **name},
            )
        case InitEnded():
            yield from _init_records(happening)
        case Started(_, request_id, invoked_arn):
            # docs, tenant-isolation-monitor: with the function's ARN, which events of other functions do not have.
            arn = {"functionArn": invoked_arn} if version.tenant_isolation is not None else {}
            started: dict[str, object] = {"requestId": request_id, **arn}
            yield "INFO", "platform.start", {**started, "version": version.version}
        case Ended(_, report):
            yield from _end_records(report)
        case Dropped(_, size_bytes, lines):
            reason = "Output came faster than it could be kept"
            record = {"droppedBytes": size_bytes, "droppedRecords": lines, "reason": reason}
            yield "WARN", "platform.logsDropped", record


def _init_records(ended: InitEnded) -> Iterator[tuple[str, str, dict[str, object]]]:
    level = "DEBUG" if ended.error_type is None else "WARN"
    record = {**_ON_DEMAND, "status": _status(ended.error_type)}
    if (named := _named(ended.error_type)) is not None:
        record["errorType"] = named
    yield level, "platform.initRuntimeDone", record
    metrics = {"durationMs": round(ended.duration_ms, 3)}
    yield level, "platform.initReport", {**record, "metrics": metrics}


def _end_records(report: Report) -> Iterator[tuple[str, str, dict[str, object]]]:
    status = report.status or "success"
    told: dict[str, object] = {"requestId": report.request_id, "status": status}
    if report.error_type is not None:
        told["errorType"] = report.error_type
    duration: dict[str, object] = {"durationMs": round(report.duration_ms, 3)}
    level = "DEBUG" if status == "success" else "WARN"
    yield level, "platform.runtimeDone", {**told, "metrics": duration}
    metrics = {
        **duration,
        "billedDurationMs": report.billed_ms,
        "memorySizeMB": report.memory_mb,
        "maxMemoryUsedMB": report.memory_used_mb,
    }
    if report.init_ms is not None:
        metrics["initDurationMs"] = round(report.init_ms, 3)
    level = "INFO" if status == "success" else "WARN"
    yield level, "platform.report", {**told, "metrics": metrics}


def _runtime(version: FunctionVersion) -> str:
    """`python3.11` as AWS writes it there: `python:3.11`."""
    return re.sub(r"(?<=[a-z])(?=[0-9])", ":", version.configuration.runtime, count=1)


def _status(error_type: str | None) -> str:
    if error_type is None:
        return "success"
    return "timeout" if error_type == "Sandbox.Timedout" else "error"


def _named(error_type: str | None) -> str | None:
    is_ours = error_type is not None and PLATFORM_ERROR.fullmatch(error_type)
    return error_type if is_ours else None
