"""Counts as CloudWatch's statistics: number of samples, sum, minimum and maximum, of each metric as AWS defines it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cloister.telemetry.histogram import histogram_of
from cloister.telemetry.metric import NO_TENANT, Metric, Scope
from cloister.telemetry.tally import Subtotal, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Statistics of a metric, to be added to those of its minute."""

    scope: Scope
    metric: Metric
    at: datetime
    samples: int
    total: float
    least: float
    most: float
    histogram: bytes | None = None


def points_of(taken: Taken) -> Iterator[Point]:
    """Every metric that the counts tell something of."""
    for subtotal in taken.subtotals:
        yield from _points(subtotal)
    for reading in taken.readings:
        yield Point(
            scope=reading.scope,
            metric=reading.metric,
            at=reading.at,
            samples=1,
            total=reading.value,
            least=reading.value,
            most=reading.value,
        )


def _points(subtotal: Subtotal) -> Iterator[Point]:
    ran, tried = subtotal.requests, subtotal.requests + subtotal.throttles
    yield from _events(subtotal, Metric.INVOCATIONS, ran, of=ran)
    # With a zero for each that went well, as AWS does: their average is the rate.
    yield from _events(subtotal, Metric.ERRORS, subtotal.errors, of=ran)
    yield from _events(subtotal, Metric.THROTTLES, subtotal.throttles, of=tried)
    if subtotal.line.scope.tenant != NO_TENANT:
        created = subtotal.environments
        yield from _events(subtotal, Metric.TENANT_ENVIRONMENTS_CREATED, created, of=created)
    yield from _times(subtotal, Metric.DURATION, subtotal.durations_us)
    yield from _times(subtotal, Metric.INIT_DURATION, subtotal.inits_us)


def _events(subtotal: Subtotal, metric: Metric, happened: int, *, of: int) -> Iterator[Point]:
    """A one for each that happened and a zero for each that might have; nothing where nothing might have."""
    if of:
        yield Point(
            scope=subtotal.line.scope,
            metric=metric,
            at=subtotal.at,
            samples=of,
            total=happened,
            least=1 if happened == of else 0,
            most=1 if happened else 0,
        )


def _times(subtotal: Subtotal, metric: Metric, values_us: list[int]) -> Iterator[Point]:
    if values_us:
        yield Point(
            scope=subtotal.line.scope,
            metric=metric,
            at=subtotal.at,
            samples=len(values_us),
            total=sum(values_us) / 1000,
            least=min(values_us) / 1000,
            most=max(values_us) / 1000,
            histogram=histogram_of(values_us),
        )
