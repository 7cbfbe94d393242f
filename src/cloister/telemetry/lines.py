"""The platform's own lines around a function's output, as AWS writes them, in both formats (lambda-facts 1.7, 2.14)."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Self, TypeAlias

import msgspec

from cloister.domain.environment import InitializationType
from cloister.domain.function import FunctionVersion, LogFormat
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Answer, Invocation, Printed, Report
from cloister.domain.limits import LOG_TAIL_BYTES_MAX

PLATFORM_ERROR: Final = re.compile(r"(Runtime|Function)\.[A-Za-z]+")
"""What a report names. A function may call its own exceptions anything, lines of a report included."""
SYSTEM_LEVELS: Final = {"DEBUG": 0, "INFO": 1, "WARN": 2}


class LogItem(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    """Something that comes next in an environment's log, in a form that goes to the log writer as it is."""


class InitStarted(LogItem, frozen=True):
    """The function's code is being loaded."""

    at: datetime
    initialization: InitializationType = InitializationType.ON_DEMAND


class InitEnded(LogItem, frozen=True):
    """Its code is loaded, or is not: `error_type` says why, None that all went well."""

    at: datetime
    duration_ms: float
    error_type: str | None
    initialization: InitializationType = InitializationType.ON_DEMAND


class RestoreStarted(LogItem, frozen=True):
    """Somebody has come for an environment that stands for a snapshot."""

    at: datetime


class RestoreEnded(LogItem, frozen=True):
    """It is ready for the event, or is not: as InitEnded."""

    at: datetime
    duration_ms: float
    error_type: str | None


class Started(LogItem, frozen=True):
    """An event is on its way to the handler."""

    at: datetime
    request_id: RequestId
    invoked_arn: str


class Ended(LogItem, frozen=True):
    """The handler is done, or was ended."""

    at: datetime
    report: Report


class Dropped(LogItem, frozen=True):
    """So much output came faster than it could be kept, and is lost."""

    at: datetime
    size_bytes: int
    lines: int


Happening: TypeAlias = (
    InitStarted | InitEnded | RestoreStarted | RestoreEnded | Started | Ended | Dropped
)


Telling: TypeAlias = Callable[[Happening], str]
"""The lines that tell of it, line ends between them; "" of what is not told."""


class Speaker(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What the platform's lines say of an environment, and how."""

    format: LogFormat
    system_level: str | None
    runtime: str
    function: str
    version: str
    is_by_tenant: bool
    """Whether each environment of the function has a tenant, sooner or later."""
    tenant: TenantId | None

    @classmethod
    def of(cls, version: FunctionVersion, tenant: TenantId | None) -> Self:
        """Of an environment of the version that has this tenant."""
        logging = version.configuration.logging
        return cls(
            format=logging.format,
            system_level=logging.system_level,
            runtime=version.configuration.runtime,
            function=version.name,
            version=version.version,
            is_by_tenant=version.tenant_isolation is not None,
            tenant=tenant,
        )


def telling(speaker: Speaker) -> Telling:
    """How happenings are told. Text never names the tenant; JSON leaves out what is below the function's
    SystemLogLevel.
    """
    return functools.partial(_text if speaker.format is LogFormat.TEXT else _objects, speaker)


def log_tail(invocation: Invocation, answer: Answer) -> bytes:
    """The end of the invocation's log, LOG_TAIL_BYTES_MAX at the most: made when somebody asks for it."""
    tell = telling(Speaker.of(invocation.version, invocation.tenant))
    opening = tell(Started(answer.started_at, invocation.request_id, invocation.invoked_arn))
    closing = tell(Ended(answer.ended_at, answer.report))
    log = _ended(opening) + _printed(answer.printed) + _ended(closing)
    return log[-LOG_TAIL_BYTES_MAX:]


def _ended(text: str) -> bytes:
    return f"{text}\n".encode() if text else b""


def _objects(speaker: Speaker, happening: Happening) -> str:
    least = SYSTEM_LEVELS[speaker.system_level or "INFO"]
    told = []
    for level, kind, record in _records(speaker, happening):
        if SYSTEM_LEVELS[level] >= least:
            if speaker.tenant is not None and kind in _NAMES_TENANT:
                record["tenantId"] = speaker.tenant
            time = happening.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            told.append(json.dumps({"time": time, "type": kind, "record": record}))
    return "\n".join(told)


_NAMES_TENANT: Final = {
    "platform.start",
    "platform.runtimeDone",
    "platform.report",
    # AWS's own has no tenant, but a query for one has to find that its lines were dropped.
    "platform.logsDropped",
}


def _printed(printed: Printed) -> bytes:
    text = printed.text
    if printed.dropped_bytes:
        text = b"[%d bytes of output were dropped]\n" % printed.dropped_bytes + text
    # Nothing that a function prints can share a line with the platform's report (isolation.md 3.8).
    return text if not text or text.endswith(b"\n") else text + b"\n"


# -- Text ----------------------------------------------------------------------------------------


def _text(speaker: Speaker, happening: Happening) -> str:
    match happening:
        case Started(_, request_id):
            return f"START RequestId: {request_id} Version: {speaker.version}"
        case Ended(_, report):
            return f"END RequestId: {report.request_id}\n{_report_text(report)}"
        case InitStarted() | RestoreStarted():
            phase = "INIT" if isinstance(happening, InitStarted) else "RESTORE"
            return f"{phase}_START Runtime Version: {_runtime(speaker)}"
        case InitEnded() | RestoreEnded():
            return _phase_text(happening)
        case Dropped(_, size_bytes, lines):
            return f"LOGS_DROPPED Lines: {lines}\tBytes: {size_bytes}"


def _phase_text(ended: InitEnded | RestoreEnded) -> str:
    duration = f"Duration: {ended.duration_ms:.2f} ms"
    error_type = ended.error_type
    failure = _failure(_status(error_type), _named(error_type)) if error_type else []
    if isinstance(ended, RestoreEnded):
        return "\t".join([f"RESTORE_REPORT Restore {duration}", *failure])
    # docs, lambda-runtime-environment: with SnapStart always, else only where it failed.
    if error_type is None and ended.initialization is not InitializationType.SNAP_START:
        return ""
    return "\t".join([f"INIT_REPORT Init {duration}", "Phase: init", *failure])


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
    if (restore := report.restore) is not None:
        text += f"Restore Duration: {restore.duration_ms:.2f} ms\t"
        text += f"Billed Restore Duration: {restore.billed_ms} ms\t"
    failure = _failure(report.status, report.error_type)
    return text + "".join([f"{field}\t" for field in failure]) if failure else text


def _failure(status: str | None, error_type: str | None) -> list[str]:
    told = []
    if status is not None:
        told.append(f"Status: {status}")
    if error_type is not None:
        told.append(f"Error Type: {error_type}")
    return told


# -- JSON ----------------------------------------------------------------------------------------


def _records(
    speaker: Speaker, happening: Happening
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Level, type and record of each event, as the page on log levels maps them."""
    match happening:
        case InitStarted():
            yield "INFO", "platform.initStart", {**_phase(happening), **_names(speaker)}
        case InitEnded(_, duration_ms, error_type):
            record = {**_phase(happening), **_end(error_type)}
            yield from _phase_records("platform.init", record, duration_ms)
        case RestoreStarted():
            yield "INFO", "platform.restoreStart", _names(speaker)
        case RestoreEnded(_, duration_ms, error_type):
            yield from _phase_records("platform.restore", _end(error_type), duration_ms)
        case Started(_, request_id, invoked_arn):
            # docs, tenant-isolation-monitor: with the function's ARN, which events of other functions do not have.
            arn = {"functionArn": invoked_arn} if speaker.is_by_tenant else {}
            started: dict[str, object] = {"requestId": request_id, **arn}
            yield "INFO", "platform.start", {**started, "version": speaker.version}
        case Ended(_, report):
            yield from _end_records(report)
        case Dropped(_, size_bytes, lines):
            reason = "Output came faster than it could be kept"
            record = {"droppedBytes": size_bytes, "droppedRecords": lines, "reason": reason}
            yield "WARN", "platform.logsDropped", record


def _phase(happening: InitStarted | InitEnded) -> dict[str, object]:
    return {"initializationType": happening.initialization.value, "phase": "init"}


def _names(speaker: Speaker) -> dict[str, object]:
    return {
        "runtimeVersion": _runtime(speaker),
        "functionName": speaker.function,
        "functionVersion": speaker.version,
    }


def _end(error_type: str | None) -> dict[str, object]:
    record: dict[str, object] = {"status": _status(error_type)}
    if (named := _named(error_type)) is not None:
        record["errorType"] = named
    return record


def _phase_records(
    phase: str, record: dict[str, object], duration_ms: float
) -> Iterator[tuple[str, str, dict[str, object]]]:
    level = "DEBUG" if record["status"] == "success" else "WARN"
    yield level, f"{phase}RuntimeDone", record
    metrics = {"durationMs": round(duration_ms, 3)}
    yield level, f"{phase}Report", {**record, "metrics": metrics}


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
    if report.restore is not None:
        metrics["restoreDurationMs"] = round(report.restore.duration_ms, 3)
    level = "INFO" if status == "success" else "WARN"
    yield level, "platform.report", {**told, "metrics": metrics}


def _runtime(speaker: Speaker) -> str:
    """`python3.11` as AWS writes it there: `python:3.11`."""
    return re.sub(r"(?<=[a-z])(?=[0-9])", ":", speaker.runtime, count=1)


def _status(error_type: str | None) -> str:
    if error_type is None:
        return "success"
    return "timeout" if error_type == "Sandbox.Timedout" else "error"


def _named(error_type: str | None) -> str | None:
    is_ours = error_type is not None and PLATFORM_ERROR.fullmatch(error_type)
    return error_type if is_ours else None
