"""Metrics as they are read out of the ledger: statistics of one metric by period, and what there are metrics of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cloister.domain.ids import LATEST, AccountId
from cloister.telemetry.epoch import epoch, moment_at
from cloister.telemetry.histogram import merged
from cloister.telemetry.ledger import SQL
from cloister.telemetry.metric import ANY, LEVELS, Metric, Scope
from cloister.telemetry.sqlite_file import reading


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
    """Whole minutes, from `since` on."""


class ListedScope(NamedTuple):
    """Where a page of scopes ends; the first one begins behind this."""

    function: str = ""
    resource: str = ""
    version: str = ""
    tenant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFilter:
    """Which scopes. By the names of their parts: those that must have a value, and those that must be told apart."""

    values: Mapping[str, str]
    needed: frozenset[str]


class _Merged:
    """SQLite's aggregate of histograms."""

    def __init__(self) -> None:
        self._histogram: bytes | None = None

    def step(self, histogram: bytes | None) -> None:
        self._histogram = merged(self._histogram, histogram)

    def finalize(self) -> bytes | None:
        return self._histogram


def statistics(path: Path, query: MetricQuery) -> list[Statistics]:
    """Those of the periods that have samples, oldest first. Blocks."""
    parameters = {
        "metric": query.metric,
        "since": epoch(query.since),
        "until": epoch(query.until),
        "period": int(query.period.total_seconds()),
        **_matching(query.metric, query.scope),
    }
    with reading(path) as connection:
        connection.create_aggregate("merge_all_histograms", 1, _Merged)  # type: ignore[arg-type] # typeshed: integers only
        rows = connection.execute(SQL["statistics_by_period"], parameters).fetchall()
    return [Statistics(**{**row, "period": moment_at(row["period"])}) for row in map(dict, rows)]


def active_scopes(
    path: Path,
    account: AccountId,
    chosen: ScopeFilter,
    *,
    since: datetime,
    after: ListedScope,
    limit: int,
) -> list[Scope]:
    """At most `limit` scopes that had points since then, by name, behind `after`. Blocks."""
    parameters: dict[str, str | int | None] = {
        "account": account,
        "since": epoch(since),
        "limit": limit,
    }
    for part, last in after._asdict().items():
        parameters[f"after_{part}"] = last
        parameters[part] = chosen.values.get(part)
        parameters[f"needs_{part}"] = part in chosen.needed
    with reading(path) as connection:
        rows = connection.execute(SQL["active_scopes"], parameters).fetchall()
    return [Scope(account, *row) for row in rows]


def metrics_of(scope: Scope) -> list[Metric]:
    """Those that a scope can have points of."""
    if scope.resource == ANY:
        return [*Metric]
    if scope.version != ANY:
        return [metric for metric in Metric if metric not in LEVELS]
    without = set() if _is_alias(scope) else {Metric.ENVIRONMENTS_ACTIVE, Metric.ENVIRONMENTS_IDLE}
    return [metric for metric in Metric if metric not in without]


def _is_alias(scope: Scope) -> bool:
    """No alias may be called as a version is."""
    _, _, qualifier = scope.resource.partition(":")
    return bool(qualifier) and qualifier != LATEST and not qualifier.isdecimal()


def _matching(metric: Metric, scope: Scope) -> dict[str, str | None]:
    """Counts are kept by the finest scope and added up here; levels are kept by each scope that they are asked for."""
    if metric in LEVELS:
        return dict(scope._asdict())
    return {name: None if value == ANY else value for name, value in scope._asdict().items()}
