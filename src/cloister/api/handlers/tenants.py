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
    """The handlers by operation, for Api."""
    of = _TenantHandlers(tenants)
    return dict(
        [
            handles(LIST_TENANTS, of.list_tenants),
            handles(GET_TENANT, of.get_tenant),
            *_limit_handlers(tenants),
        ]
    )


class _TenantHandlers:
    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants

    async def list_tenants(
        self, request: shapes.ListTenantsRequest, call: Call
    ) -> shapes.ListTenantsResponse:
        size = request.max_items or limits.OWN_PAGE_DEFAULT
        after = TenantId(place_of(request.next_token, str)) if request.next_token else None
        account = call.principal.account
        found = await self._tenants.page(
            account, contains=request.contains or "", after=after, limit=size + 1
        )
        shown = found[:size]
        usage = await self._usage(account, shown, since=request.usage_since)
        return shapes.ListTenantsResponse(
            tenants=[tenant_shape(each, usage.get(each.id)) for each in shown],
            next_token=token_of(shown[-1].id) if len(found) > size else None,
        )

    async def get_tenant(
        self, request: shapes.GetTenantRequest, call: Call
    ) -> shapes.GetTenantResponse:
        tenant = some_tenant(request.tenant_id)
        account = call.principal.account
        view, shares = await self._tenants.get(account, tenant)
        usage = await self._usage(account, [view], since=request.usage_since)
        summary = tenant_shape(view, usage.get(tenant))
        return shapes.GetTenantResponse(
            tenant_id=summary.tenant_id,
            environments=summary.environments,
            active_environments=summary.active_environments,
            last_used_at=summary.last_used_at,
            functions=[share_shape(each) for each in shares],
            usage=summary.usage,
        )

    async def _usage(
        self, account: AccountId, views: list[TenantView], *, since: float | None
    ) -> dict[TenantId, TenantUsage]:
        """Of each of the views; of none without a time to begin at."""
        if since is None:
            return {}
        ids = [view.id for view in views]
        return await self._tenants.usage(account, ids, since=moment_of(since))


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
