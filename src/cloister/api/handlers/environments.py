"""Cloister's own operations on environments: which there are, and the end of some before their time."""

from datetime import timedelta

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import EVICT_TENANT, LIST_ENVIRONMENTS, STOP_ENVIRONMENT
from cloister.api.handlers.own_shapes import environment_shape, some_tenant, tenant_or_any
from cloister.api.tokens import place_of, token_of
from cloister.control.environments import Environments, Shown, Which
from cloister.domain import limits
from cloister.domain.ids import AccountId, EnvironmentId, FunctionName


def environment_handlers(environments: Environments) -> dict[str, Handler]:
    """Operation name to handler."""

    async def list_environments(
        request: shapes.ListEnvironmentsRequest, call: Call
    ) -> shapes.ListEnvironmentsResponse:
        size = request.max_items or limits.OWN_PAGE_DEFAULT
        after = place_of(request.next_token, str) if request.next_token else None
        found = environments.page(
            _which(request, call.principal.account),
            after=None if after is None else EnvironmentId(after),
            limit=size,
        )
        return shapes.ListEnvironmentsResponse(
            environments=[environment_shape(each) for each in found.views],
            total=found.total,
            next_token=token_of(found.views[-1].id) if found.has_more else None,
        )

    return dict(
        [
            handles(LIST_ENVIRONMENTS, list_environments),
            *_ending_handlers(environments),
        ]
    )


def _ending_handlers(environments: Environments) -> list[tuple[str, Handler]]:
    async def stop_environment(
        request: shapes.StopEnvironmentRequest, call: Call
    ) -> shapes.StopEnvironmentResponse:
        ended = await environments.stop(
            call.principal.account,
            EnvironmentId(request.environment_id),
            grace=timedelta(seconds=request.grace_seconds or 0),
        )
        return shapes.StopEnvironmentResponse(environment=environment_shape(ended))

    async def evict_tenant(
        request: shapes.EvictTenantRequest, call: Call
    ) -> shapes.EvictTenantResponse:
        which = Which(
            account=call.principal.account,
            function=_function(request.function_name),
            tenant=some_tenant(request.tenant_id),
        )
        grace = timedelta(seconds=request.grace_seconds or 0)
        ended = await environments.evict(which, grace=grace)
        return shapes.EvictTenantResponse(environments=[environment_shape(each) for each in ended])

    return [
        handles(STOP_ENVIRONMENT, stop_environment),
        handles(EVICT_TENANT, evict_tenant),
    ]


def _which(request: shapes.ListEnvironmentsRequest, account: AccountId) -> Which:
    return Which(
        account=account,
        function=_function(request.function_name),
        tenant=tenant_or_any(request.tenant_id),
        state=None if request.state is None else Shown(request.state),
        contains=request.contains or "",
    )


def _function(name: str | None) -> FunctionName | None:
    return None if name is None else FunctionName(name)
