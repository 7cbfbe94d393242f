"""What stands in a ledger, read as the server reads it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cloister.telemetry.metric import Metric, Scope
from cloister.telemetry.metric_data import (
    ListedScope,
    MetricQuery,
    ScopeFilter,
    Statistics,
    active_scopes,
    statistics,
)
from cloister.telemetry.usage import Step, UsageQuery, UsageRow, all_usage
from tests.support import ACCOUNT, MovingClock


def usage_of(path: Path, clock: MovingClock, **chosen: object) -> list[UsageRow]:
    query = UsageQuery(
        account=ACCOUNT,
        since=clock.now() - timedelta(days=2),
        until=clock.now() + timedelta(seconds=1),
        step=Step.HOUR,
    )
    return [*all_usage(path, replace(query, **chosen))]  # type: ignore[arg-type] # each keyword has its own type


def metric_of(
    path: Path,
    clock: MovingClock,
    metric: Metric,
    scope: Scope,
    *,
    period: timedelta = timedelta(minutes=1),
    span: timedelta = timedelta(hours=1),
) -> list[Statistics]:
    query = MetricQuery(
        metric=metric,
        scope=scope,
        since=clock.now() - span,
        until=clock.now() + timedelta(minutes=1),
        period=period,
    )
    return statistics(path, query)


def scopes_of(path: Path, clock: MovingClock) -> list[Scope]:
    """All that ever had points and has not been forgotten."""
    return active_scopes(
        path,
        ACCOUNT,
        ScopeFilter(values={}, needed=frozenset()),
        since=clock.now() - timedelta(days=100),
        after=ListedScope(),
        limit=1000,
    )
