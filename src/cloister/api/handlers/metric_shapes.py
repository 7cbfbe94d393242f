"""CloudWatch's words for what the ledger holds: dimensions, units and statistics."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from cloister.api.monitoring import shapes
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.ids import AccountId
from cloister.telemetry.histogram import percentiles_ms
from cloister.telemetry.metric import ANY, TIMES, Metric, Scope
from cloister.telemetry.metric_data import ScopeFilter, Statistics
from cloister.telemetry.trimmed import trimmed_named

NAMESPACE: Final = "AWS/Lambda"
DIMENSIONS: Final[Mapping[str, str]] = {
    "FunctionName": "function",
    "Resource": "resource",
    "ExecutedVersion": "version",
    "TenantId": "tenant",
}
"""By which part of a scope each is told. TenantId is not AWS's: it has no metric by tenant (lambda-facts 1.7)."""

_METRICS: Final[Mapping[str | None, Metric]] = {metric.value: metric for metric in Metric}

Reader: TypeAlias = Callable[[Statistics], float | None]

_READERS: Final[Mapping[str, Reader]] = {
    "SampleCount": lambda found: found.samples,
    "Sum": lambda found: found.total,
    "Average": lambda found: found.total / found.samples,
    "Minimum": lambda found: found.least,
    "Maximum": lambda found: found.most,
}
_MEMBERS: Final[Mapping[str, str]] = {
    name: "sample_count" if name == "SampleCount" else name.lower() for name in _READERS
}
"""Of a Datapoint."""
_PERCENTILE: Final = re.compile(r"p(100|[0-9]{1,2}(\.[0-9]{1,10})?)")


def metric_named(namespace: str | None, name: str | None) -> Metric | None:
    """The metric of AWS/Lambda that has the name, if there is one. A name that is none has no data, and no error."""
    return _METRICS.get(name) if namespace == NAMESPACE else None


def unit_of(metric: Metric) -> str:
    return "Milliseconds" if metric in TIMES else "Count"


def scope_of(account: AccountId, dimensions: Iterable[shapes.Dimension] | None) -> Scope | None:
    """What the dimensions choose; None where nothing has just these."""
    given = [(item.name, item.value) for item in dimensions or ()]
    chosen = {DIMENSIONS[name]: value for name, value in given if name in DIMENSIONS}
    # A dimension of another service's, one given twice, or the ledger's own sign for all of them.
    if len(chosen) < len(given) or ANY in chosen.values():
        return None
    return Scope(account, **chosen)


def filter_of(dimensions: Iterable[shapes.DimensionFilter] | None) -> ScopeFilter | None:
    """What ListMetrics is to leave; None where nothing can have such dimensions."""
    values: dict[str, str] = {}
    needed: set[str] = set()
    for item in dimensions or ():
        if item.name not in DIMENSIONS or item.value == ANY:
            return None
        needed.add(DIMENSIONS[item.name])
        if item.value is not None:
            values[DIMENSIONS[item.name]] = item.value
    return ScopeFilter(values=values, needed=frozenset(needed))


def dimensions_of(scope: Scope) -> list[shapes.Dimension]:
    """Those that tell a scope."""
    parts = scope._asdict()
    return [
        shapes.Dimension(name=name, value=parts[part])
        for name, part in DIMENSIONS.items()
        if parts[part] != ANY
    ]


def reader_of(statistic: str) -> Reader:
    """What reads a statistic, or None where a metric has no percentiles. Raises InvalidParameterValue."""
    if statistic in _READERS:
        return _READERS[statistic]
    if match := _PERCENTILE.fullmatch(statistic):
        percent = float(match[1])
        return lambda found: _percentile(found, percent)
    if trimmed := trimmed_named(statistic):
        return lambda found: None if found.histogram is None else trimmed(found.histogram)
    raise InvalidParameterValue(f"The value {statistic} for parameter Stat is not supported.")


def datapoint(
    found: Statistics,
    metric: Metric,
    *,
    names: Iterable[str] | None,
    extended_readers: Mapping[str, Reader],
) -> shapes.Datapoint | None:
    """The statistics of these names; None if there are percentiles asked for that the metric has not."""
    extended = {name: read(found) for name, read in extended_readers.items()}
    known = {name: value for name, value in extended.items() if value is not None}
    if len(known) < len(extended):
        return None
    values = {_MEMBERS[name]: _READERS[name](found) for name in names or ()}
    return shapes.Datapoint(
        timestamp=found.period.timestamp(),
        unit=unit_of(metric),
        extended_statistics=known or None,
        **values,
    )


def _percentile(found: Statistics, percent: float) -> float | None:
    if found.histogram is None:
        return None
    # Which value of its bucket it was, the histogram does not know; that it is one of them, these do.
    [within_1_percent] = percentiles_ms(found.histogram, [percent])
    return min(max(within_1_percent, found.least), found.most)
