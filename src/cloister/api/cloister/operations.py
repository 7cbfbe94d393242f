"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from types import NoneType
from typing import Final

from cloister.api.cloister import shapes
from cloister.api.operation import (
    Binding,
    Body,
    ErrorShape,
    Kind,
    Layout,
    Location,
    Member,
    Operation,
    Rule,
    Shape,
)

DELETE_TENANT_LIMITS: Final[Operation[shapes.DeleteTenantLimitsRequest, None]] = Operation(
    name="DeleteTenantLimits",
    method="DELETE",
    path="/2026-11-01/tenant-limits",
    status=204,
    input=shapes.DeleteTenantLimitsRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.QUERY, "FunctionName", Kind.STRING),
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=("ResourceNotFoundException", "ServiceException", "ValidationException"),
)
DESCRIBE_SYSTEM: Final[Operation[shapes.DescribeSystemRequest, shapes.DescribeSystemResponse]] = (
    Operation(
        name="DescribeSystem",
        method="GET",
        path="/2026-11-01/system",
        status=200,
        input=shapes.DescribeSystemRequest,
        output=shapes.DescribeSystemResponse,
        request=Layout(body=Body.NONE),
        response=Layout(body=Body.MEMBERS),
        errors=("ServiceException", "ValidationException"),
    )
)
EVICT_TENANT: Final[Operation[shapes.EvictTenantRequest, shapes.EvictTenantResponse]] = Operation(
    name="EvictTenant",
    method="POST",
    path="/2026-11-01/tenant/evict",
    status=200,
    input=shapes.EvictTenantRequest,
    output=shapes.EvictTenantResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("ServiceException", "ValidationException"),
)
GET_TENANT: Final[Operation[shapes.GetTenantRequest, shapes.GetTenantResponse]] = Operation(
    name="GetTenant",
    method="GET",
    path="/2026-11-01/tenant",
    status=200,
    input=shapes.GetTenantRequest,
    output=shapes.GetTenantResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
            Binding("usage_since", Location.QUERY, "UsageSince", Kind.TIMESTAMP),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("ResourceNotFoundException", "ServiceException", "ValidationException"),
)
GET_TENANT_LIMITS: Final[Operation[shapes.GetTenantLimitsRequest, shapes.TenantLimits]] = Operation(
    name="GetTenantLimits",
    method="GET",
    path="/2026-11-01/tenant-limits",
    status=200,
    input=shapes.GetTenantLimitsRequest,
    output=shapes.TenantLimits,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.QUERY, "FunctionName", Kind.STRING),
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("ResourceNotFoundException", "ServiceException", "ValidationException"),
)
GET_USAGE: Final[Operation[shapes.GetUsageRequest, shapes.GetUsageResponse]] = Operation(
    name="GetUsage",
    method="GET",
    path="/2026-11-01/usage",
    status=200,
    input=shapes.GetUsageRequest,
    output=shapes.GetUsageResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("since", Location.QUERY, "Since", Kind.TIMESTAMP),
            Binding("until", Location.QUERY, "Until", Kind.TIMESTAMP),
            Binding("by", Location.QUERY, "By", Kind.STRING),
            Binding("function_name", Location.QUERY, "FunctionName", Kind.STRING),
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("next_token", Location.QUERY, "NextToken", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "ValidationException"),
)
LIST_ENVIRONMENTS: Final[
    Operation[shapes.ListEnvironmentsRequest, shapes.ListEnvironmentsResponse]
] = Operation(
    name="ListEnvironments",
    method="GET",
    path="/2026-11-01/environments",
    status=200,
    input=shapes.ListEnvironmentsRequest,
    output=shapes.ListEnvironmentsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("contains", Location.QUERY, "Contains", Kind.STRING),
            Binding("function_name", Location.QUERY, "FunctionName", Kind.STRING),
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
            Binding("state", Location.QUERY, "State", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("next_token", Location.QUERY, "NextToken", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "ValidationException"),
)
LIST_TENANTS: Final[Operation[shapes.ListTenantsRequest, shapes.ListTenantsResponse]] = Operation(
    name="ListTenants",
    method="GET",
    path="/2026-11-01/tenants",
    status=200,
    input=shapes.ListTenantsRequest,
    output=shapes.ListTenantsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("contains", Location.QUERY, "Contains", Kind.STRING),
            Binding("usage_since", Location.QUERY, "UsageSince", Kind.TIMESTAMP),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("next_token", Location.QUERY, "NextToken", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "ValidationException"),
)
PUT_TENANT_LIMITS: Final[Operation[shapes.PutTenantLimitsRequest, shapes.TenantLimits]] = Operation(
    name="PutTenantLimits",
    method="PUT",
    path="/2026-11-01/tenant-limits",
    status=200,
    input=shapes.PutTenantLimitsRequest,
    output=shapes.TenantLimits,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "ValidationException",
    ),
)
SEARCH_FUNCTIONS: Final[
    Operation[shapes.SearchFunctionsRequest, shapes.SearchFunctionsResponse]
] = Operation(
    name="SearchFunctions",
    method="GET",
    path="/2026-11-01/functions",
    status=200,
    input=shapes.SearchFunctionsRequest,
    output=shapes.SearchFunctionsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("contains", Location.QUERY, "Contains", Kind.STRING),
            Binding("sort_by", Location.QUERY, "SortBy", Kind.STRING),
            Binding("descending", Location.QUERY, "Descending", Kind.BOOLEAN),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("next_token", Location.QUERY, "NextToken", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "ValidationException"),
)
SEARCH_LOG_EVENTS: Final[
    Operation[shapes.SearchLogEventsRequest, shapes.SearchLogEventsResponse]
] = Operation(
    name="SearchLogEvents",
    method="GET",
    path="/2026-11-01/log-events",
    status=200,
    input=shapes.SearchLogEventsRequest,
    output=shapes.SearchLogEventsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("log_group_name", Location.QUERY, "LogGroupName", Kind.STRING),
            Binding("tenant_id", Location.QUERY, "TenantId", Kind.STRING),
            Binding("since", Location.QUERY, "Since", Kind.TIMESTAMP),
            Binding("filter_pattern", Location.QUERY, "FilterPattern", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("next_token", Location.QUERY, "NextToken", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "ValidationException",
    ),
)
STOP_ENVIRONMENT: Final[
    Operation[shapes.StopEnvironmentRequest, shapes.StopEnvironmentResponse]
] = Operation(
    name="StopEnvironment",
    method="POST",
    path="/2026-11-01/environments/{EnvironmentId}/stop",
    status=200,
    input=shapes.StopEnvironmentRequest,
    output=shapes.StopEnvironmentResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("environment_id", Location.URI, "EnvironmentId", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("ResourceNotFoundException", "ServiceException", "ValidationException"),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (
    DELETE_TENANT_LIMITS,
    DESCRIBE_SYSTEM,
    EVICT_TENANT,
    GET_TENANT,
    GET_TENANT_LIMITS,
    GET_USAGE,
    LIST_ENVIRONMENTS,
    LIST_TENANTS,
    PUT_TENANT_LIMITS,
    SEARCH_FUNCTIONS,
    SEARCH_LOG_EVENTS,
    STOP_ENVIRONMENT,
)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "InvalidParameterValueException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "ResourceConflictException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "ResourceNotFoundException": ErrorShape(
        status=404, message="message", members=frozenset(["Type", "message"])
    ),
    "ServiceException": ErrorShape(
        status=500, message="message", members=frozenset(["Type", "message"])
    ),
    "ValidationException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
}
_ENVIRONMENT_ID_RULE: Final = Rule(length_max=32, length_min=32, pattern="[0-9a-f]+")
_ENVIRONMENT_STATE_RULE: Final = Rule(enum=("STARTING", "PREPARED", "IDLE", "BUSY", "DESTROYED"))
_FILTER_PATTERN_RULE: Final = Rule(length_max=1024, length_min=0)
_FUNCTION_NAME_RULE: Final = Rule(length_max=64, length_min=1, pattern="[a-zA-Z0-9-_]+")
_FUNCTION_ORDER_RULE: Final = Rule(enum=("NAME", "RUNTIME", "MEMORY_SIZE", "LAST_MODIFIED"))
_GRACE_SECONDS_RULE: Final = Rule(value_max=900, value_min=0)
_LOG_GROUP_NAME_RULE: Final = Rule(length_max=512, length_min=1, pattern="[\\.\\-_/#A-Za-z0-9]+")
_MAX_CONCURRENCY_RULE: Final = Rule(value_max=10000, value_min=0)
_MAX_ITEMS_RULE: Final = Rule(value_max=1000, value_min=1)
_NEXT_TOKEN_RULE: Final = Rule(length_max=2048, length_min=1)
_PERIOD_RULE: Final = Rule(enum=("HOUR", "DAY"))
_REQUESTS_PER_SECOND_RULE: Final = Rule(value_max=1000000, value_min=0)
_SEARCH_TEXT_RULE: Final = Rule(length_max=256, length_min=1)
_TENANT_ID_RULE: Final = Rule(length_max=256, length_min=1, pattern="[a-zA-Z0-9\\._:\\/=+\\-@ ]+")
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {
    shapes.DeleteTenantLimitsRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
    ),
    shapes.EvictTenantRequest: (
        Member("tenant_id", "tenantId", _TENANT_ID_RULE, required=True),
        Member("function_name", "functionName", _FUNCTION_NAME_RULE),
        Member("grace_seconds", "graceSeconds", _GRACE_SECONDS_RULE),
    ),
    shapes.GetTenantLimitsRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
    ),
    shapes.GetTenantRequest: (Member("tenant_id", "tenantId", _TENANT_ID_RULE, required=True),),
    shapes.GetUsageRequest: (
        Member("by", "by", _PERIOD_RULE),
        Member("function_name", "functionName", _FUNCTION_NAME_RULE),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
    ),
    shapes.ListEnvironmentsRequest: (
        Member("contains", "contains", _SEARCH_TEXT_RULE),
        Member("function_name", "functionName", _FUNCTION_NAME_RULE),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("state", "state", _ENVIRONMENT_STATE_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
    ),
    shapes.ListTenantsRequest: (
        Member("contains", "contains", _SEARCH_TEXT_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
    ),
    shapes.PutTenantLimitsRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("max_concurrency", "maxConcurrency", _MAX_CONCURRENCY_RULE),
        Member("requests_per_second", "requestsPerSecond", _REQUESTS_PER_SECOND_RULE),
    ),
    shapes.SearchFunctionsRequest: (
        Member("contains", "contains", _SEARCH_TEXT_RULE),
        Member("sort_by", "sortBy", _FUNCTION_ORDER_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
    ),
    shapes.SearchLogEventsRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("filter_pattern", "filterPattern", _FILTER_PATTERN_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
    ),
    shapes.StopEnvironmentRequest: (
        Member("environment_id", "environmentId", _ENVIRONMENT_ID_RULE, required=True),
        Member("grace_seconds", "graceSeconds", _GRACE_SECONDS_RULE),
    ),
}
