"""What invocations add up to since it was last taken: counted on the event loop, in microseconds, and written nowhere.

The counts of several processes can be added up: nothing in them is an average.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.ids import RevisionId, TenantId
from cloister.domain.invocation import Answer, FunctionFailed, Invocation
from cloister.telemetry.metric import NO_TENANT, Metric, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whose invocations are counted together."""

    scope: Scope
    memory_mb: int
    architecture: str

    def levels(self) -> Iterator[Scope]:
        """Wherever its concurrency counts. The last one is the narrowest that is charged for."""
        account, function, resource, _, tenant = self.scope
        yield Scope(account)
        yield Scope(account, function, resource)
        yield Scope(account, function)
        if tenant != NO_TENANT:
            yield Scope(account, function, tenant=tenant)


@dataclass(slots=True)
class Level:
    """How many run now, and how many at once at the most since it was last asked."""

    running: int = 0
    peak: int = 0


@dataclass(slots=True)
class Subtotal:
    """What one line adds up to, from `at` until it is taken."""

    line: Line
    at: datetime
    levels: tuple[Level, ...]
    requests: int = 0
    errors: int = 0
    throttles: int = 0
    billed_ms: int = 0
    environments: int = 0
    """Created: each was bound to its tenant, or made for it."""
    provisioned: int = 0
    """Requests that ran in environments which their owner had held ready,"""
    spilled_over: int = 0
    """and those that did not, though some are held ready for their version."""
    log_bytes: int = 0
    """Printed, whatever of it was kept."""
    bytes_in: int = 0
    bytes_out: int = 0
    peak: int = 0
    """Invocations at once, of its tenant, or of the function if that has none. Known when it is taken."""
    is_taken: bool = False
    """Nothing is added any more: it is whoever took it's."""
    durations_us: list[int] = field(default_factory=list)
    inits_us: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A level, as it was at a moment, or at its highest shortly before."""

    scope: Scope
    metric: Metric
    at: datetime
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All that was counted between two takes."""

    subtotals: tuple[Subtotal, ...]
    readings: tuple[Reading, ...]
    unmetered: int = 0
    """Invocations that were not counted, because nobody took for too long."""

    def __bool__(self) -> bool:
        return bool(self.subtotals or self.readings or self.unmetered)


_Key: TypeAlias = tuple[RevisionId, str, str, TenantId | None]


class Tally:
    """Counts invocations. At most SUBTOTALS_PENDING_MAX lines between two takes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._subtotals: dict[_Key, Subtotal] = {}
        self._levels: dict[Scope, Level] = {}
        self._readings: tuple[Reading, ...] = ()
        self._unmetered = 0

    def began(self, invocation: Invocation) -> "Count":
        """Its place in the books. It counts as running until it has `ended`."""
        return Count(self, invocation)

    def throttled(self, invocation: Invocation) -> None:
        """It was refused for lack of capacity, and has not run."""
        subtotal = self.subtotal(invocation)
        if subtotal is not None:
            subtotal.throttles += 1

    def read(self, readings: Iterable[Reading]) -> None:
        """What the levels are that this does not count itself. Those of before are forgotten if nobody took them."""
        self._readings = tuple(readings)

    def take(self) -> Taken:
        """All that was counted since the last take, which is whoever calls' to keep."""
        for subtotal in self._subtotals.values():
            subtotal.peak = subtotal.levels[-1].peak
            subtotal.is_taken = True
        taken = Taken(
            subtotals=tuple(self._subtotals.values()),
            readings=(*self._peaks(), *self._readings),
            unmetered=self._unmetered,
        )
        self._subtotals = {}
        self._readings = ()
        self._unmetered = 0
        self._levels = {scope: level for scope, level in self._levels.items() if level.running}
        for level in self._levels.values():
            level.peak = level.running
        return taken

    def _peaks(self) -> Iterator[Reading]:
        now = self._clock.now()
        for scope, level in self._levels.items():
            if level.peak:
                yield Reading(
                    scope=scope, metric=Metric.CONCURRENT_EXECUTIONS, at=now, value=level.peak
                )

    def subtotal(self, invocation: Invocation) -> Subtotal | None:
        """Where it counts now; None, and told as unmetered when it is taken, if there is no room for its line."""
        version = invocation.version
        key = (version.revision, version.version, invocation.invoked_arn, invocation.tenant)
        return self._subtotals.get(key) or self._opened(key, invocation)

    def _opened(self, key: _Key, invocation: Invocation) -> Subtotal | None:
        if len(self._subtotals) >= limits.SUBTOTALS_PENDING_MAX:
            self._unmetered += 1
            return None
        line = _line(invocation)
        levels = tuple(self._levels.setdefault(scope, Level()) for scope in line.levels())
        subtotal = self._subtotals[key] = Subtotal(line, self._clock.now(), levels)
        return subtotal


class Count:
    """One invocation in the books, from its begin on."""

    __slots__ = ("_invocation", "_levels", "_subtotal", "_tally")

    def __init__(self, tally: Tally, invocation: Invocation) -> None:
        self._tally = tally
        self._invocation = invocation
        self._subtotal = subtotal = tally.subtotal(invocation)
        self._levels = () if subtotal is None else subtotal.levels
        for level in self._levels:
            level.running = running = level.running + 1
            if running > level.peak:  # noqa: PLR1730 # a call of max for each level takes as long as the rest
                level.peak = running

    def ended(self) -> None:
        """It runs no more. Called once."""
        for level in self._levels:
            level.running -= 1

    def environment_created(self) -> None:
        """An environment was made for it, or a prepared one was bound to its tenant."""
        subtotal = self._subtotal_now()
        if subtotal is not None:
            subtotal.environments += 1

    def provisioned(self) -> None:
        """It runs in an environment that was held ready."""
        subtotal = self._subtotal_now()
        if subtotal is not None:
            subtotal.provisioned += 1

    def spilled_over(self) -> None:
        """None that was held ready was free for it."""
        subtotal = self._subtotal_now()
        if subtotal is not None:
            subtotal.spilled_over += 1

    def ran(self, answer: Answer) -> None:
        """It has run, whatever came of it. Called once for each that did."""
        subtotal = self._subtotal_now()
        if subtotal is None:
            return
        outcome, report, printed, *_ = answer
        subtotal.requests += 1
        subtotal.billed_ms += report.billed_ms
        subtotal.log_bytes += len(printed.text) + printed.dropped_bytes
        subtotal.bytes_in += len(self._invocation.payload)
        subtotal.bytes_out += len(outcome.payload)
        if isinstance(outcome, FunctionFailed):
            subtotal.errors += 1
        if len(subtotal.durations_us) < limits.DURATIONS_PENDING_MAX:
            subtotal.durations_us.append(int(report.duration_ms * 1000))
        if report.init_ms is not None and len(subtotal.inits_us) < limits.DURATIONS_PENDING_MAX:
            subtotal.inits_us.append(int(report.init_ms * 1000))

    def _subtotal_now(self) -> Subtotal | None:
        subtotal = self._subtotal
        if subtotal is None or subtotal.is_taken:
            subtotal = self._subtotal = self._tally.subtotal(self._invocation)
        return subtotal


def _line(invocation: Invocation) -> Line:
    version = invocation.version
    # arn:aws:lambda:region:account:function:name[:qualifier]
    resource = invocation.invoked_arn.split(":", 6)[6]
    return Line(
        scope=Scope(
            version.account,
            version.name,
            resource,
            version.version,
            invocation.tenant or NO_TENANT,
        ),
        memory_mb=version.configuration.memory_mb,
        architecture=version.configuration.architecture,
    )
