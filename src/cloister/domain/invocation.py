"""One call of a function and how it ended. A failing function is an outcome; a failing platform is an exception."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from cloister.domain.environment import EnvironmentKey
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import RequestId, TenantId


@dataclass(slots=True, kw_only=True, eq=False)
class Invocation:
    """A request to run, resolved: which version, for which tenant, with which event, until when.

    Nobody changes one. A frozen one would take three times as long to make.
    """

    request_id: RequestId
    version: FunctionVersion
    invoked_arn: str
    tenant: TenantId | None
    payload: bytes
    client_context: str | None = None
    """JSON text, decoded from its header."""
    trace_id: str | None = None
    key: EnvironmentKey = field(init=False)
    """Of the environments that may run it. Making one raises BrokenPromise unless isolation and tenant go together."""

    def __post_init__(self) -> None:
        self.key = EnvironmentKey.of(self.version, self.tenant)


class Returned(NamedTuple):
    """The handler's result, as JSON bytes."""

    payload: bytes


class FunctionFailed(NamedTuple):
    """The function did not return: it raised, ended, was killed, ran out of time or answered too much."""

    error_type: str
    payload: bytes
    """The JSON object that the caller reads."""


Outcome = Returned | FunctionFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """How an environment went on from what stands for its snapshot."""

    duration_ms: float
    """From the invocation's coming: with init, where none was ready."""
    hooks_ms: float
    """Of it, what the function does after a snapshot: that alone is billed, as on AWS (docs, snapstart-monitoring)."""

    @property
    def billed_ms(self) -> int:
        return math.ceil(self.hooks_ms)


class Report(NamedTuple):
    """What the REPORT line says of an invocation."""

    request_id: RequestId
    duration_ms: float
    billed_ms: int
    memory_mb: int
    memory_used_mb: int
    init_ms: float | None
    """Only of the invocation that started the environment."""
    status: str | None
    """None when all went well, else `timeout` or `error`."""
    error_type: str | None
    restore: Restore | None = None
    """Only of the first invocation of an environment of a version with SnapStart."""


class Printed(NamedTuple):
    """What was printed, or the end of it, and how much went before that and is not kept."""

    text: bytes
    dropped_bytes: int = 0


class Answer(NamedTuple):
    """An invocation's outcome with its report, and what it printed."""

    outcome: Outcome
    report: Report
    printed: Printed
    started_at: datetime
    ended_at: datetime
