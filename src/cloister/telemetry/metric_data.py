"""Metrics as they are read out of the ledger: statistics of one metric by period, and what there are metrics of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cloister.telemetry.histogram import merged
from cloister.telemetry.ledger import SQL, epoch, moment, reading
from cloister.telemetry.metric import ANY, LEVELS, Metric, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Of one metric in one period."""

    period: datetime
    """Its start."""
    samples: int
    total: float
    least: float
    most: float
    histogram: bytes | None
    """Of the metrics that are TIMES."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricQuery:
    """Which statistics. In `scope`, ANY adds up whatever is there."""

    metric: Metric
    scope: Scope
    since: datetime
    until: datetime
    period: timedelta
    """Whole minutes."""
    limit: int


@dataclass(frozen=True, slots=True)
class Series:
    """Something that metrics are kept for."""

    id: int
    function: str
    resource: str
    version: str
    tenant: str


class _Merged:
    """SQLite's aggregate of histograms."""

    def __init__(self) -> None:
        self._histogram: bytes | None = None

    def step(self, histogram: bytes | None) -> None:
        self._histogram = merged(self._histogram, histogram)

    def finalize(self) -> bytes | None:
        return self._histogram


def statistics(path: Path, query: MetricQuery) -> list[Statistics]:
    """At most `limit` periods that have samples, oldest first. Blocks."""
    parameters = {
        "metric": query.metric,
        "since": epoch(query.since),
        "until": epoch(query.until),
        "period": int(query.period.total_seconds()),
        "limit": query.limit,
        **_matching(query.metric, query.scope),
    }
    with reading(path) as connection:
        connection.create_aggregate("merge_all_histograms", 1, _Merged)  # type: ignore[arg-type] # typeshed: integers only
        rows = connection.execute(SQL["statistics_by_period"], parameters).fetchall()
    return [Statistics(**{**row, "period": moment(row["period"])}) for row in map(dict, rows)]


def active_series(
    path: Path, scope: Scope, *, since: datetime, after: int, limit: int
) -> list[Series]:
    """At most `limit` of the scope's account and function with points since then and ids above `after`. Blocks."""
    parameters = {
        "account": scope.account,
        "function": None if scope.function == ANY else scope.function,
        "since": epoch(since),
        "after": after,
        "limit": limit,
    }
    with reading(path) as connection:
        return [Series(*row) for row in connection.execute(SQL["active_series"], parameters)]


def _matching(metric: Metric, scope: Scope) -> dict[str, str | None]:
    """Counts are kept by the finest scope and added up here; levels are kept by each scope that they are asked for."""
    if metric in LEVELS:
        return dict(scope._asdict())
    return {name: None if value == ANY else value for name, value in scope._asdict().items()}
