"""Counts as CloudWatch's statistics: number of samples, sum, minimum and maximum, of each metric as AWS defines it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cloister.domain import limits
from cloister.telemetry.epoch import MINUTE, start_of
from cloister.telemetry.metric import NO_TENANT, Metric, Scope
from cloister.telemetry.tally import Subtotal, Taken


class PointKey(NamedTuple):
    """Whose point it is, and in which minute (epoch seconds)."""

    scope: Scope
    metric: Metric
    minute: int


@dataclass(slots=True)
class Point:
    """Statistics of a metric in a minute, to be added to what is known of it."""

    samples: int
    total: float
    least: float
    most: float
    values_us: list[int] = field(default_factory=list)
    """All of them, of the metrics that have percentiles."""

    def add(self, other: "Point") -> None:
        """The samples of both; of values at most DURATIONS_PENDING_MAX."""
        self.samples += other.samples
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        room = limits.DURATIONS_PENDING_MAX - len(self.values_us)
        self.values_us += other.values_us[:room]


class Gathering:
    """The points of several batches, added up: a tenant that is busy costs a row in some seconds, not in each."""

    def __init__(self) -> None:
        self.points: dict[PointKey, Point] = {}

    def add(self, taken: Taken) -> None:
        """Every metric that the counts tell something of."""
        for key, point in _points_of(taken):
            known = self.points.setdefault(key, point)
            if known is not point:
                known.add(point)


def _points_of(taken: Taken) -> Iterator[tuple[PointKey, Point]]:
    for subtotal in taken.subtotals:
        scope, minute = subtotal.line.scope, start_of(subtotal.at, MINUTE)
        for metric, point in _points(subtotal):
            yield PointKey(scope, metric, minute), point
    for reading in taken.readings:
        key = PointKey(reading.scope, reading.metric, start_of(reading.at, MINUTE))
        yield key, Point(1, reading.value, reading.value, reading.value)


def _points(subtotal: Subtotal) -> Iterator[tuple[Metric, Point]]:
    ran, tried = subtotal.requests, subtotal.requests + subtotal.throttles
    if ran:
        yield Metric.INVOCATIONS, _events(ran, of=ran)
        # With a zero for each that went well, as AWS does: their average is the rate.
        yield Metric.ERRORS, _events(subtotal.errors, of=ran)
    if tried:
        yield Metric.THROTTLES, _events(subtotal.throttles, of=tried)
    if subtotal.provisioned:
        yield Metric.PROVISIONED_INVOCATIONS, _events(subtotal.provisioned, of=subtotal.provisioned)
    if subtotal.spilled_over:
        yield Metric.PROVISIONED_SPILLOVER, _events(subtotal.spilled_over, of=subtotal.spilled_over)
    if subtotal.environments and subtotal.line.scope.tenant != NO_TENANT:
        created = subtotal.environments
        yield Metric.TENANT_ENVIRONMENTS_CREATED, _events(created, of=created)
    if subtotal.durations_us:
        yield Metric.DURATION, _times(subtotal.durations_us)
    if subtotal.inits_us:
        yield Metric.INIT_DURATION, _times(subtotal.inits_us)


def _events(happened: int, *, of: int) -> Point:
    """A one for each that happened, and a zero for each that might have."""
    return Point(of, happened, 1 if happened == of else 0, 1 if happened else 0)


def _times(values_us: list[int]) -> Point:
    return Point(
        samples=len(values_us),
        total=sum(values_us) / 1000,
        least=min(values_us) / 1000,
        most=max(values_us) / 1000,
        # A copy, for it is added to.
        values_us=[*values_us],
    )
