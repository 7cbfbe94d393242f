"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from typing import Final

from cloister.api.monitoring import shapes
from cloister.api.operation import (
    Body,
    ErrorShape,
    Layout,
    Member,
    Operation,
    Rule,
    Shape,
)

GET_METRIC_DATA: Final[Operation[shapes.GetMetricDataInput, shapes.GetMetricDataOutput]] = (
    Operation(
        name="GetMetricData",
        method="POST",
        path="/",
        status=200,
        input=shapes.GetMetricDataInput,
        output=shapes.GetMetricDataOutput,
        request=Layout(body=Body.MEMBERS),
        response=Layout(body=Body.MEMBERS),
        errors=("InvalidNextToken",),
    )
)
GET_METRIC_STATISTICS: Final[
    Operation[shapes.GetMetricStatisticsInput, shapes.GetMetricStatisticsOutput]
] = Operation(
    name="GetMetricStatistics",
    method="POST",
    path="/",
    status=200,
    input=shapes.GetMetricStatisticsInput,
    output=shapes.GetMetricStatisticsOutput,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InternalServiceFault",
        "InvalidParameterCombinationException",
        "InvalidParameterValueException",
        "MissingRequiredParameterException",
    ),
)
LIST_METRICS: Final[Operation[shapes.ListMetricsInput, shapes.ListMetricsOutput]] = Operation(
    name="ListMetrics",
    method="POST",
    path="/",
    status=200,
    input=shapes.ListMetricsInput,
    output=shapes.ListMetricsOutput,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("InternalServiceFault", "InvalidParameterValueException"),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (
    GET_METRIC_DATA,
    GET_METRIC_STATISTICS,
    LIST_METRICS,
)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "ConcurrentModificationException": ErrorShape(
        status=429,
        message="message",
        members=frozenset([]),
        query_code="ConcurrentModificationException",
    ),
    "ConflictException": ErrorShape(status=409, message="Message", members=frozenset(["Message"])),
    "DashboardInvalidInputError": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["dashboardValidationMessages", "message"]),
        query_code="InvalidParameterInput",
    ),
    "DashboardNotFoundError": ErrorShape(
        status=404, message="message", members=frozenset(["message"]), query_code="ResourceNotFound"
    ),
    "InternalServiceFault": ErrorShape(
        status=500,
        message="Message",
        members=frozenset(["Message"]),
        query_code="InternalServiceError",
    ),
    "InvalidFormatFault": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="InvalidFormat"
    ),
    "InvalidNextToken": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="InvalidNextToken"
    ),
    "InvalidParameterCombinationException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidParameterCombination",
    ),
    "InvalidParameterValueException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidParameterValue",
    ),
    "KmsAccessDeniedException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message"])
    ),
    "KmsKeyDisabledException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message"])
    ),
    "KmsKeyNotFoundException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message"])
    ),
    "LimitExceededException": ErrorShape(
        status=400, message="message", members=frozenset([]), query_code="LimitExceededException"
    ),
    "LimitExceededFault": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="LimitExceeded"
    ),
    "MissingRequiredParameterException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="MissingParameter"
    ),
    "ResourceConflict": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="ResourceConflict"
    ),
    "ResourceNotFound": ErrorShape(
        status=404, message="message", members=frozenset(["message"]), query_code="ResourceNotFound"
    ),
    "ResourceNotFoundException": ErrorShape(
        status=404,
        message="message",
        members=frozenset(["ResourceId", "ResourceType"]),
        query_code="ResourceNotFoundException",
    ),
    "ValidationException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="ValidationError"
    ),
}
_ACCOUNT_ID_RULE: Final = Rule(length_max=255, length_min=1)
_DIMENSION_FILTERS_RULE: Final = Rule(length_max=10, element=Rule(structure=shapes.DimensionFilter))
_DIMENSION_NAME_RULE: Final = Rule(length_max=255, length_min=1)
_DIMENSION_VALUE_RULE: Final = Rule(length_max=1024, length_min=1)
_DIMENSIONS_RULE: Final = Rule(length_max=30, element=Rule(structure=shapes.Dimension))
_EXTENDED_STATISTICS_RULE: Final = Rule(length_max=10, length_min=1)
_METRIC_DATA_QUERIES_RULE: Final = Rule(element=Rule(structure=shapes.MetricDataQuery))
_METRIC_EXPRESSION_RULE: Final = Rule(length_max=2048, length_min=1)
_METRIC_ID_RULE: Final = Rule(length_max=255, length_min=1)
_METRIC_NAME_RULE: Final = Rule(length_max=255, length_min=1)
_NAMESPACE_RULE: Final = Rule(length_max=255, length_min=1, pattern="[^:].*")
_PERIOD_RULE: Final = Rule(value_min=1)
_RECENTLY_ACTIVE_RULE: Final = Rule(enum=("PT3H",))
_SCAN_BY_RULE: Final = Rule(enum=("TimestampDescending", "TimestampAscending"))
_STANDARD_UNIT_RULE: Final = Rule(
    enum=(
        "Seconds",
        "Microseconds",
        "Milliseconds",
        "Bytes",
        "Kilobytes",
        "Megabytes",
        "Gigabytes",
        "Terabytes",
        "Bits",
        "Kilobits",
        "Megabits",
        "Gigabits",
        "Terabits",
        "Percent",
        "Count",
        "Bytes/Second",
        "Kilobytes/Second",
        "Megabytes/Second",
        "Gigabytes/Second",
        "Terabytes/Second",
        "Bits/Second",
        "Kilobits/Second",
        "Megabits/Second",
        "Gigabits/Second",
        "Terabits/Second",
        "Count/Second",
        "None",
    )
)
_STATISTIC_RULE: Final = Rule(enum=("SampleCount", "Average", "Sum", "Minimum", "Maximum"))
_STATISTICS_RULE: Final = Rule(length_max=5, length_min=1, element=_STATISTIC_RULE)
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {
    shapes.Dimension: (
        Member("name", "name", _DIMENSION_NAME_RULE, required=True),
        Member("value", "value", _DIMENSION_VALUE_RULE, required=True),
    ),
    shapes.DimensionFilter: (
        Member("name", "name", _DIMENSION_NAME_RULE, required=True),
        Member("value", "value", _DIMENSION_VALUE_RULE),
    ),
    shapes.GetMetricDataInput: (
        Member(
            "metric_data_queries", "metricDataQueries", _METRIC_DATA_QUERIES_RULE, required=True
        ),
        Member("start_time", "startTime", Rule(), required=True),
        Member("end_time", "endTime", Rule(), required=True),
        Member("scan_by", "scanBy", _SCAN_BY_RULE),
    ),
    shapes.GetMetricStatisticsInput: (
        Member("namespace", "namespace", _NAMESPACE_RULE, required=True),
        Member("metric_name", "metricName", _METRIC_NAME_RULE, required=True),
        Member("dimensions", "dimensions", _DIMENSIONS_RULE),
        Member("start_time", "startTime", Rule(), required=True),
        Member("end_time", "endTime", Rule(), required=True),
        Member("period", "period", _PERIOD_RULE, required=True),
        Member("statistics", "statistics", _STATISTICS_RULE),
        Member("extended_statistics", "extendedStatistics", _EXTENDED_STATISTICS_RULE),
        Member("unit", "unit", _STANDARD_UNIT_RULE),
    ),
    shapes.ListMetricsInput: (
        Member("namespace", "namespace", _NAMESPACE_RULE),
        Member("metric_name", "metricName", _METRIC_NAME_RULE),
        Member("dimensions", "dimensions", _DIMENSION_FILTERS_RULE),
        Member("recently_active", "recentlyActive", _RECENTLY_ACTIVE_RULE),
        Member("owning_account", "owningAccount", _ACCOUNT_ID_RULE),
    ),
    shapes.Metric: (
        Member("namespace", "namespace", _NAMESPACE_RULE),
        Member("metric_name", "metricName", _METRIC_NAME_RULE),
        Member("dimensions", "dimensions", _DIMENSIONS_RULE),
    ),
    shapes.MetricDataQuery: (
        Member("id", "id", _METRIC_ID_RULE, required=True),
        Member("metric_stat", "metricStat", Rule(structure=shapes.MetricStat)),
        Member("expression", "expression", _METRIC_EXPRESSION_RULE),
        Member("period", "period", _PERIOD_RULE),
        Member("account_id", "accountId", _ACCOUNT_ID_RULE),
    ),
    shapes.MetricStat: (
        Member("metric", "metric", Rule(structure=shapes.Metric), required=True),
        Member("period", "period", _PERIOD_RULE, required=True),
        Member("stat", "stat", Rule(), required=True),
        Member("unit", "unit", _STANDARD_UNIT_RULE),
    ),
}
