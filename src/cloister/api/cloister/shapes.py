"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

import msgspec

from cloister.api.operation import REQUIRED, Shape, Timestamp


class Cost(Shape, frozen=True, kw_only=True):
    amount: str | None = None
    unit: str | None = None


class DeleteTenantLimitsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    tenant_id: str | None = None


class DescribeSystemRequest(Shape, frozen=True, kw_only=True):
    pass


class DescribeSystemResponse(Shape, frozen=True, kw_only=True):
    version: str | None = None
    endpoint: str | None = None
    region: str | None = None
    account: str | None = None
    started_at: Timestamp | None = None
    runtimes: list[str] | None = None
    examined_at: Timestamp | None = None
    findings: list[Finding] | None = None


class Environment(Shape, frozen=True, kw_only=True):
    environment_id: str | None = None
    state: str | None = None
    function_name: str | None = None
    version: str | None = None
    tenant_id: str | None = None
    memory_size: int | None = None
    architecture: str | None = None
    created_at: Timestamp | None = None
    age_seconds: float | None = None
    last_used_at: Timestamp | None = None
    invocations: int | None = None
    log_group_name: str | None = None
    log_stream_name: str | None = None
    isolation: Isolation | None = None


class EvictTenantRequest(Shape, frozen=True, kw_only=True):
    tenant_id: str = REQUIRED
    function_name: str | None = None
    grace_seconds: int | None = None


class EvictTenantResponse(Shape, frozen=True, kw_only=True):
    environments: list[Environment] | None = None


class Finding(Shape, frozen=True, kw_only=True):
    section: str | None = None
    name: str | None = None
    verdict: str | None = None
    found: str | None = None
    lost: str | None = None
    advice: str | None = None


class FunctionSummary(Shape, frozen=True, kw_only=True):
    function_name: str | None = None
    description: str | None = None
    runtime: str | None = None
    memory_size: int | None = None
    isolates_tenants: bool | None = None
    last_modified: Timestamp | None = None


class GetTenantLimitsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    tenant_id: str | None = None


class GetTenantRequest(Shape, frozen=True, kw_only=True):
    tenant_id: str = REQUIRED
    usage_since: Timestamp | None = None


class GetTenantResponse(Shape, frozen=True, kw_only=True):
    tenant_id: str | None = None
    environments: int | None = None
    active_environments: int | None = None
    last_used_at: Timestamp | None = None
    functions: list[TenantFunction] | None = None
    usage: TenantUsage | None = None


class GetUsageRequest(Shape, frozen=True, kw_only=True):
    since: Timestamp | None = None
    until: Timestamp | None = None
    by: str | None = None
    function_name: str | None = None
    tenant_id: str | None = None
    max_items: int | None = None
    next_token: str | None = None


class GetUsageResponse(Shape, frozen=True, kw_only=True):
    usage: list[UsageRow] | None = None
    next_token: str | None = None


class Isolation(Shape, frozen=True, kw_only=True):
    wall: str | None = None
    kernel: str | None = None
    enforced_bounds: list[str] | None = None
    own_uid: bool | None = None
    system_calls: str | None = None
    left_out: list[str] | None = None


class ListEnvironmentsRequest(Shape, frozen=True, kw_only=True):
    contains: str | None = None
    function_name: str | None = None
    tenant_id: str | None = None
    state: str | None = None
    max_items: int | None = None
    next_token: str | None = None


class ListEnvironmentsResponse(Shape, frozen=True, kw_only=True):
    environments: list[Environment] | None = None
    total: int | None = None
    next_token: str | None = None


class ListTenantsRequest(Shape, frozen=True, kw_only=True):
    contains: str | None = None
    usage_since: Timestamp | None = None
    max_items: int | None = None
    next_token: str | None = None


class ListTenantsResponse(Shape, frozen=True, kw_only=True):
    tenants: list[TenantSummary] | None = None
    next_token: str | None = None


class LogEvent(Shape, frozen=True, kw_only=True):
    event_id: str | None = None
    timestamp: Timestamp | None = None
    tenant_id: str | None = None
    log_stream_name: str | None = None
    message: str | None = None


class PutTenantLimitsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    tenant_id: str | None = None
    max_concurrency: int | None = None
    requests_per_second: float | None = None


class SearchFunctionsRequest(Shape, frozen=True, kw_only=True):
    contains: str | None = None
    sort_by: str | None = None
    descending: bool | None = None
    max_items: int | None = None
    next_token: str | None = None


class SearchFunctionsResponse(Shape, frozen=True, kw_only=True):
    functions: list[FunctionSummary] | None = None
    total: int | None = None
    next_token: str | None = None


class SearchLogEventsRequest(Shape, frozen=True, kw_only=True):
    log_group_name: str = REQUIRED
    tenant_id: str | None = None
    since: Timestamp | None = None
    filter_pattern: str | None = None
    max_items: int | None = None
    next_token: str | None = None


class SearchLogEventsResponse(Shape, frozen=True, kw_only=True):
    events: list[LogEvent] | None = None
    next_token: str | None = None


class StopEnvironmentRequest(Shape, frozen=True, kw_only=True):
    environment_id: str = REQUIRED
    grace_seconds: int | None = None


class StopEnvironmentResponse(Shape, frozen=True, kw_only=True):
    environment: Environment | None = None


class TenantFunction(Shape, frozen=True, kw_only=True):
    function_name: str | None = None
    environments: int | None = None
    active_environments: int | None = None
    limits: TenantLimits | None = None


class TenantLimits(Shape, frozen=True, kw_only=True):
    function_name: str | None = None
    tenant_id: str | None = None
    max_concurrency: int | None = None
    requests_per_second: float | None = None


class TenantSummary(Shape, frozen=True, kw_only=True):
    tenant_id: str | None = None
    environments: int | None = None
    active_environments: int | None = None
    last_used_at: Timestamp | None = None
    usage: TenantUsage | None = None


class TenantUsage(Shape, frozen=True, kw_only=True):
    requests: int | None = None
    errors: int | None = None
    gb_seconds: float | None = msgspec.field(default=None, name="GBSeconds")
    environments_created: int | None = None
    cost: Cost | None = None


class UsageRow(Shape, frozen=True, kw_only=True):
    period: Timestamp | None = None
    function_name: str | None = None
    tenant_id: str | None = None
    memory_size: int | None = None
    architecture: str | None = None
    requests: int | None = None
    errors: int | None = None
    billed_milliseconds: int | None = None
    gb_seconds: float | None = msgspec.field(default=None, name="GBSeconds")
    environments_created: int | None = None
    environments_created_gb: float | None = msgspec.field(
        default=None, name="EnvironmentsCreatedGB"
    )
    peak_concurrency: int | None = None
    log_bytes: int | None = None
    bytes_in: int | None = None
    bytes_out: int | None = None
