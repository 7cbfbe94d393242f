"""CloudWatch's reading operations over the ledger: who measured nothing gets no data, as on AWS, and not an error."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.metric_shapes import (
    NAMESPACE,
    datapoint,
    dimensions_of,
    filter_of,
    metric_named,
    reader_of,
    scope_of,
    unit_of,
)
from cloister.api.monitoring import shapes
from cloister.api.monitoring.operations import GET_METRIC_DATA, GET_METRIC_STATISTICS, LIST_METRICS
from cloister.api.times import moment_of
from cloister.api.tokens import Index, place_of, token_of
from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import (
    CloisterError,
    InvalidParameterCombination,
    InvalidParameterValue,
    MissingParameter,
    NotBuiltYet,
    ValidationFailed,
)
from cloister.domain.ids import AccountId
from cloister.telemetry.metric_data import (
    ListedScope,
    MetricQuery,
    active_scopes,
    metrics_of,
    statistics,
)
from cloister.threads import run_blocking

MINUTE_S: Final = 60
PERIOD_S_MAX: Final = int(limits.METRICS_KEEP.total_seconds())


class Place(NamedTuple):
    """Where a page of GetMetricData ends."""

    query: Index = 0
    datapoint: Index = 0


def metric_handlers(ledger: Path, clock: Clock) -> dict[str, Handler]:
    """Operation name to handler."""

    async def get_metric_data(
        request: shapes.GetMetricDataInput, call: Call
    ) -> shapes.GetMetricDataOutput:
        return await run_blocking(_metric_data, ledger, request, call.principal.account)

    async def get_metric_statistics(
        request: shapes.GetMetricStatisticsInput, call: Call
    ) -> shapes.GetMetricStatisticsOutput:
        points = await run_blocking(_datapoints, ledger, request, call.principal.account)
        return shapes.GetMetricStatisticsOutput(label=request.metric_name, datapoints=points)

    async def list_metrics(
        request: shapes.ListMetricsInput, call: Call
    ) -> shapes.ListMetricsOutput:
        return await run_blocking(
            _listed, ledger, request, account=call.principal.account, now=clock.now()
        )

    return dict(
        [
            handles(GET_METRIC_DATA, get_metric_data),
            handles(GET_METRIC_STATISTICS, get_metric_statistics),
            handles(LIST_METRICS, list_metrics),
        ]
    )


# -- GetMetricStatistics -------------------------------------------------------------------------------


def _datapoints(
    ledger: Path, request: shapes.GetMetricStatisticsInput, account: AccountId
) -> list[shapes.Datapoint]:
    if not (request.statistics or request.extended_statistics):
        raise MissingParameter("Must specify either Statistics or ExtendedStatistics")
    since, until = _span(request.start_time, request.end_time, InvalidParameterValue)
    period = _period(request.period)
    requested = (until - since) // period
    if requested > limits.METRIC_DATAPOINTS_MAX:
        raise InvalidParameterCombination(
            f"You have requested up to {requested} datapoints, which exceeds the limit of "
            f"{limits.METRIC_DATAPOINTS_MAX}. You may reduce the datapoints requested by increasing Period, "
            "or decreasing the time range."
        )
    extended = {name: reader_of(name) for name in request.extended_statistics or ()}
    metric = metric_named(request.namespace, request.metric_name)
    scope = scope_of(account, request.dimensions)
    if metric is None or scope is None or (request.unit or unit_of(metric)) != unit_of(metric):
        return []
    query = MetricQuery(metric=metric, scope=scope, since=since, until=until, period=period)
    points = (
        datapoint(found, metric, names=request.statistics, extended_readers=extended)
        for found in statistics(ledger, query)
    )
    return [point for point in points if point is not None]


# -- GetMetricData -------------------------------------------------------------------------------------


def _metric_data(
    ledger: Path, request: shapes.GetMetricDataInput, account: AccountId
) -> shapes.GetMetricDataOutput:
    queries = request.metric_data_queries
    if len(queries) > limits.METRIC_DATA_QUERIES_MAX:
        raise ValidationFailed(
            f"At most {limits.METRIC_DATA_QUERIES_MAX} MetricDataQueries fit into one request."
        )
    if request.max_datapoints is not None and request.max_datapoints < 1:
        raise ValidationFailed("MaxDatapoints must be 1 or more.")
    room = min(request.max_datapoints or limits.METRIC_DATA_MAX, limits.METRIC_DATA_MAX)
    place = place_of(request.next_token, Place) if request.next_token else Place()
    results: list[shapes.MetricDataResult] = []
    while room > 0 and place.query < len(queries):
        query = queries[place.query]
        times, values = _series(ledger, request, query, account=account)
        end = place.datapoint + room
        is_complete = end >= len(times)
        results.append(
            shapes.MetricDataResult(
                id=query.id,
                label=query.label or _stat(query).metric.metric_name,
                timestamps=times[place.datapoint : end],
                values=values[place.datapoint : end],
                status_code="Complete" if is_complete else "PartialData",
            )
        )
        room -= len(times[place.datapoint : end])
        place = Place(place.query + 1) if is_complete else Place(place.query, end)
    more = token_of(place) if place.query < len(queries) else None
    return shapes.GetMetricDataOutput(metric_data_results=results, next_token=more, messages=[])


def _series(
    ledger: Path,
    request: shapes.GetMetricDataInput,
    query: shapes.MetricDataQuery,
    *,
    account: AccountId,
) -> tuple[list[float], list[float]]:
    """All times and values of one query, in the order that was asked for."""
    stat = _stat(query)
    since, until = _span(request.start_time, request.end_time, ValidationFailed)
    read, period = reader_of(stat.stat), _period(stat.period)
    metric = metric_named(stat.metric.namespace, stat.metric.metric_name)
    scope = scope_of(account, stat.metric.dimensions)
    if metric is None or scope is None or (stat.unit or unit_of(metric)) != unit_of(metric):
        return [], []
    chosen = MetricQuery(metric=metric, scope=scope, since=since, until=until, period=period)
    read_values = ((found.period.timestamp(), read(found)) for found in statistics(ledger, chosen))
    pairs = [(time, value) for time, value in read_values if value is not None]
    if request.scan_by != "TimestampAscending":
        pairs.reverse()
    return [time for time, _ in pairs], [value for _, value in pairs]


def _stat(query: shapes.MetricDataQuery) -> shapes.MetricStat:
    if query.metric_stat is None:
        raise NotBuiltYet("Metric math and Metrics Insights are not built: give a MetricStat.")
    return query.metric_stat


# -- ListMetrics ---------------------------------------------------------------------------------------


def _listed(
    ledger: Path, request: shapes.ListMetricsInput, *, account: AccountId, now: datetime
) -> shapes.ListMetricsOutput:
    after = place_of(request.next_token, ListedScope) if request.next_token else ListedScope()
    chosen = filter_of(request.dimensions)
    if chosen is None or request.namespace not in {None, NAMESPACE}:
        return shapes.ListMetricsOutput(metrics=[])
    keep = limits.METRICS_RECENT if request.recently_active else limits.METRICS_LISTED
    scopes = active_scopes(
        ledger, account, chosen, since=now - keep, after=after, limit=limits.METRIC_SCOPES_PAGE
    )
    metrics = [
        shapes.Metric(namespace=NAMESPACE, metric_name=metric, dimensions=dimensions_of(scope))
        for scope in scopes
        for metric in metrics_of(scope)
        if request.metric_name in {None, metric}
    ]
    is_full = len(scopes) == limits.METRIC_SCOPES_PAGE
    more = token_of(scopes[-1][1:]) if is_full else None
    return shapes.ListMetricsOutput(metrics=metrics, next_token=more)


# -- What they share -----------------------------------------------------------------------------------


def _span(start: float, end: float, error: type[CloisterError]) -> tuple[datetime, datetime]:
    """From the minute that the start is in. Raises `error` for a span that is empty."""
    since, until = moment_of(start).replace(second=0, microsecond=0), moment_of(end)
    if start == end:
        raise error("The parameter StartTime must not equal parameter EndTime.")
    if start > end:
        raise error("The parameter StartTime must be less than the parameter EndTime.")
    return since, until


def _period(seconds: int) -> timedelta:
    """Raises InvalidParameterValue: metrics are kept by the minute."""
    if seconds % MINUTE_S or seconds > PERIOD_S_MAX:
        raise InvalidParameterValue(
            f"The parameter Period must be a multiple of 60, and {PERIOD_S_MAX} at the most."
        )
    return timedelta(seconds=seconds)
