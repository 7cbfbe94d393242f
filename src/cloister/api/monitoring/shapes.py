"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

from cloister.api.operation import REQUIRED, Shape, Timestamp


class Datapoint(Shape, frozen=True, kw_only=True):
    timestamp: Timestamp | None = None
    sample_count: float | None = None
    average: float | None = None
    sum: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    extended_statistics: dict[str, float] | None = None


class Dimension(Shape, frozen=True, kw_only=True):
    name: str = REQUIRED
    value: str = REQUIRED


class DimensionFilter(Shape, frozen=True, kw_only=True):
    name: str = REQUIRED
    value: str | None = None


class GetMetricDataInput(Shape, frozen=True, kw_only=True):
    metric_data_queries: list[MetricDataQuery] = REQUIRED
    start_time: Timestamp = REQUIRED
    end_time: Timestamp = REQUIRED
    next_token: str | None = None
    scan_by: str | None = None
    max_datapoints: int | None = None
    label_options: LabelOptions | None = None


class GetMetricDataOutput(Shape, frozen=True, kw_only=True):
    metric_data_results: list[MetricDataResult] | None = None
    next_token: str | None = None
    messages: list[MessageData] | None = None


class GetMetricStatisticsInput(Shape, frozen=True, kw_only=True):
    namespace: str = REQUIRED
    metric_name: str = REQUIRED
    dimensions: list[Dimension] | None = None
    start_time: Timestamp = REQUIRED
    end_time: Timestamp = REQUIRED
    period: int = REQUIRED
    statistics: list[str] | None = None
    extended_statistics: list[str] | None = None
    unit: str | None = None


class GetMetricStatisticsOutput(Shape, frozen=True, kw_only=True):
    label: str | None = None
    datapoints: list[Datapoint] | None = None


class LabelOptions(Shape, frozen=True, kw_only=True):
    timezone: str | None = None


class ListMetricsInput(Shape, frozen=True, kw_only=True):
    namespace: str | None = None
    metric_name: str | None = None
    dimensions: list[DimensionFilter] | None = None
    next_token: str | None = None
    recently_active: str | None = None
    include_linked_accounts: bool | None = None
    owning_account: str | None = None


class ListMetricsOutput(Shape, frozen=True, kw_only=True):
    metrics: list[Metric] | None = None
    next_token: str | None = None
    owning_accounts: list[str] | None = None


class MessageData(Shape, frozen=True, kw_only=True):
    code: str | None = None
    value: str | None = None


class Metric(Shape, frozen=True, kw_only=True):
    namespace: str | None = None
    metric_name: str | None = None
    dimensions: list[Dimension] | None = None


class MetricDataQuery(Shape, frozen=True, kw_only=True):
    id: str = REQUIRED
    metric_stat: MetricStat | None = None
    expression: str | None = None
    label: str | None = None
    return_data: bool | None = None
    period: int | None = None
    account_id: str | None = None


class MetricDataResult(Shape, frozen=True, kw_only=True):
    id: str | None = None
    label: str | None = None
    timestamps: list[Timestamp] | None = None
    values: list[float] | None = None
    status_code: str | None = None
    messages: list[MessageData] | None = None


class MetricStat(Shape, frozen=True, kw_only=True):
    metric: Metric = REQUIRED
    period: int = REQUIRED
    stat: str = REQUIRED
    unit: str | None = None
