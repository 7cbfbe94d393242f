"""What invocations add up to since it was last taken: counted on the event loop, in microseconds, and written nowhere.

The counts of several processes can be added up: nothing in them is an average.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.environment import EnvironmentKey
from cloister.domain.invocation import Answer, FunctionFailed, Invocation, Outcome, Report
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


_Run: TypeAlias = tuple[Report, type[Outcome], int, int, int]
"""What one invocation adds: its report, what came of it, how many bytes it printed, came and went."""


@dataclass(slots=True)
class Subtotal:
    """What one line adds up to, from `at` until it is taken."""

    line: Line
    at: datetime
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
    durations_us: list[int] = field(default_factory=list)
    inits_us: list[int] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    """That ran, and are not in the sums yet."""

    def add_up(self) -> None:
        """All that ran is in the sums: of many together, for the event loop would read all of this anew for each."""
        for report, outcome, printed_bytes, bytes_in, bytes_out in self.runs:
            self.requests += 1
            self.billed_ms += report.billed_ms
            self.log_bytes += printed_bytes
            self.bytes_in += bytes_in
            self.bytes_out += bytes_out
            if outcome is FunctionFailed:
                self.errors += 1
            if self.requests <= limits.DURATIONS_PENDING_MAX:
                self.durations_us.append(int(report.duration_ms * 1000))
                if report.init_ms is not None:
                    self.inits_us.append(int(report.init_ms * 1000))
        self.runs.clear()


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

    counted: tuple[Subtotal, ...]
    """Added up or not."""
    readings: tuple[Reading, ...]
    unmetered: int = 0
    """Invocations that were not counted, because nobody took for too long."""

    @property
    def subtotals(self) -> tuple[Subtotal, ...]:
        """Added up by whoever asks first, which is a thread: one that took is all there is to them."""
        for subtotal in self.counted:
            subtotal.add_up()
        return self.counted

    def __bool__(self) -> bool:
        return bool(self.counted or self.readings or self.unmetered)


_Key: TypeAlias = tuple[EnvironmentKey, str]
"""Whose invocations, by which ARN."""


class Tally:
    """Counts invocations. At most SUBTOTALS_PENDING_MAX lines between two takes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pages: dict[_Key, Page] = {}
        self._levels: dict[Scope, Level] = {}
        self._readings: tuple[Reading, ...] = ()
        self._unmetered = 0

    def began(self, invocation: Invocation) -> "Page":
        """Its page in the books. It counts as running until it has `ended`."""
        key = invocation.key, invocation.invoked_arn
        page = self._pages.get(key) or self._opened(key, invocation)
        if page.subtotal is None:
            page.opened()
        for level in page.levels:
            level.running = running = level.running + 1
            if running > level.peak:  # noqa: PLR1730 # a call of max for each level takes as long as the rest
                level.peak = running
        return page

    def throttled(self, invocation: Invocation) -> None:
        """It was refused for lack of capacity, and has not run."""
        key = invocation.key, invocation.invoked_arn
        page = self._pages.get(key) or self._opened(key, invocation)
        (page.subtotal or page.opened()).throttles += 1

    def read(self, readings: Iterable[Reading]) -> None:
        """What the levels are that this does not count itself. Those of before are forgotten if nobody took them."""
        self._readings = tuple(readings)

    def take(self) -> Taken:
        """All that was counted since the last take, which is whoever calls' to keep."""
        taken = Taken(
            counted=tuple(self._subtotals()),
            readings=(*self._peaks(), *self._readings),
            unmetered=self._unmetered,
        )
        self._readings = ()
        self._unmetered = 0
        # Those of which something runs: what comes of it is counted there.
        self._pages = {key: page for key, page in self._pages.items() if page.is_running}
        self._levels = {scope: level for scope, level in self._levels.items() if level.running}
        for level in self._levels.values():
            level.peak = level.running
        return taken

    def _subtotals(self) -> Iterator[Subtotal]:
        for page in self._pages.values():
            subtotal = page.taken()
            if subtotal is not None:
                yield subtotal

    def _peaks(self) -> Iterator[Reading]:
        now = self._clock.now()
        for scope, level in self._levels.items():
            if level.peak:
                yield Reading(
                    scope=scope, metric=Metric.CONCURRENT_EXECUTIONS, at=now, value=level.peak
                )

    def _opened(self, key: _Key, invocation: Invocation) -> "Page":
        """A page for its line; in no books, and told as unmetered when they are taken, if there is no room."""
        line = _line(invocation)
        if len(self._pages) >= limits.SUBTOTALS_PENDING_MAX:
            self._unmetered += 1
            return Page(line, self._clock, ())
        levels = tuple(self._levels.setdefault(scope, Level()) for scope in line.levels())
        page = self._pages[key] = Page(line, self._clock, levels)
        return page


class Page:
    """A line in the books, the same for an invocation from its begin to its end, whoever takes meanwhile."""

    __slots__ = ("_clock", "_line", "levels", "subtotal")

    def __init__(self, line: Line, clock: Clock, levels: tuple[Level, ...]) -> None:
        self.levels = levels
        """Where its invocations count as running; nowhere if it is in no books."""
        self._line = line
        self._clock = clock
        self.subtotal: Subtotal | None = None
        """What it adds up to since the last take; None when nothing was counted."""

    @property
    def is_running(self) -> bool:
        """Whether all of its levels are in use, as they are while one of its invocations runs."""
        return all(level.running for level in self.levels)

    def ended(self) -> None:
        """An invocation runs no more. Called once for each that began."""
        for level in self.levels:
            level.running -= 1

    def environment_created(self) -> None:
        """An environment was made for an invocation, or a prepared one was bound to its tenant."""
        (self.subtotal or self.opened()).environments += 1

    def provisioned(self) -> None:
        """One runs in an environment that was held ready."""
        (self.subtotal or self.opened()).provisioned += 1

    def spilled_over(self) -> None:
        """None that was held ready was free for one."""
        (self.subtotal or self.opened()).spilled_over += 1

    def ran(self, invocation: Invocation, answer: Answer) -> None:
        """One has run, whatever came of it. Called once for each that did."""
        outcome, printed = answer.outcome, answer.printed
        subtotal = self.subtotal or self.opened()
        runs = subtotal.runs
        runs.append(
            (
                answer.report,
                type(outcome),
                len(printed.text) + printed.dropped_bytes,
                len(invocation.payload),
                len(outcome.payload),
            )
        )
        if len(runs) >= limits.RUNS_PENDING_MAX:
            subtotal.add_up()

    def opened(self) -> Subtotal:
        """A new subtotal, from now on."""
        self.subtotal = subtotal = Subtotal(self._line, self._clock.now())
        return subtotal

    def taken(self) -> Subtotal | None:
        """What it added up to, if anything was counted. Nothing is added to that any more."""
        subtotal, self.subtotal = self.subtotal, None
        if subtotal is not None:
            subtotal.peak = self.levels[-1].peak
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
