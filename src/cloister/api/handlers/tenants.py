"""Cloister's own operations on tenants: who they are and what they may do at most."""

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import (
    DELETE_TENANT_LIMITS,
    GET_TENANT,
    GET_TENANT_LIMITS,
    LIST_TENANTS,
    PUT_TENANT_LIMITS,
)
from cloister.api.handlers.own_shapes import (
    limits_shape,
    share_shape,
    some_tenant,
    tenant_or_any,
    tenant_shape,
)
from cloister.api.times import moment_of
from cloister.api.tokens import place_of, token_of
from cloister.control.tenants import Tenants, TenantUsage, TenantView
from cloister.domain import limits
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.tenant_limits import TenantLimits


def tenant_handlers(tenants: Tenants) -> dict[str, Handler]:
    """Operation name to handler."""

    async def list_tenants(
        request: shapes.ListTenantsRequest, call: Call
    ) -> shapes.ListTenantsResponse:
        size = request.max_items or limits.OWN_PAGE_DEFAULT
        after = TenantId(place_of(request.next_token, str)) if request.next_token else None
        account = call.principal.account
        found = await tenants.page(
            account, contains=request.contains or "", after=after, limit=size + 1
        )
        shown = found[:size]
        usage = await _usage(tenants, account, shown, request.usage_since)
        return shapes.ListTenantsResponse(
            tenants=[tenant_shape(each, usage.get(each.id)) for each in shown],
            next_token=token_of(shown[-1].id) if len(found) > size else None,
        )

    async def get_tenant(request: shapes.GetTenantRequest, call: Call) -> shapes.GetTenantResponse:
        tenant = some_tenant(request.tenant_id)
        account = call.principal.account
        view, shares = await tenants.get(account, tenant)
        usage = await _usage(tenants, account, [view], request.usage_since)
        summary = tenant_shape(view, usage.get(tenant))
        return shapes.GetTenantResponse(
            tenant_id=summary.tenant_id,
            environments=summary.environments,
            active_environments=summary.active_environments,
            last_used_at=summary.last_used_at,
            functions=[share_shape(each) for each in shares],
            usage=summary.usage,
        )

    return dict(
        [
            handles(LIST_TENANTS, list_tenants),
            handles(GET_TENANT, get_tenant),
            *_limit_handlers(tenants),
        ]
    )


async def _usage(
    tenants: Tenants, account: AccountId, views: list[TenantView], since: float | None
) -> dict[TenantId, TenantUsage]:
    """Of each of the views; of none without a time to begin at."""
    if since is None:
        return {}
    return await tenants.usage(account, [view.id for view in views], since=moment_of(since))


def _limit_handlers(tenants: Tenants) -> list[tuple[str, Handler]]:
    async def put_limits(request: shapes.PutTenantLimitsRequest, call: Call) -> shapes.TenantLimits:
        chosen = TenantLimits(
            account=call.principal.account,
            function=FunctionName(request.function_name),
            tenant=tenant_or_any(request.tenant_id),
            max_concurrency=request.max_concurrency,
            requests_per_second=request.requests_per_second,
        )
        await tenants.limit(chosen)
        return limits_shape(chosen)

    async def get_limits(request: shapes.GetTenantLimitsRequest, call: Call) -> shapes.TenantLimits:
        function = FunctionName(request.function_name)
        tenant = tenant_or_any(request.tenant_id)
        return limits_shape(tenants.limits(call.principal.account, function, tenant))

    async def delete_limits(request: shapes.DeleteTenantLimitsRequest, call: Call) -> None:
        function = FunctionName(request.function_name)
        tenant = tenant_or_any(request.tenant_id)
        await tenants.unlimit(call.principal.account, function, tenant)

    return [
        handles(PUT_TENANT_LIMITS, put_limits),
        handles(GET_TENANT_LIMITS, get_limits),
        handles(DELETE_TENANT_LIMITS, delete_limits),
    ]
