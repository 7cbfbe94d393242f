"""GetUsage: the ledger's rows page by page, without prices, which are the operator's own affair."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import GET_USAGE
from cloister.api.handlers.own_shapes import tenant_or_any, usage_shape
from cloister.api.times import moment_of
from cloister.api.tokens import Index, place_of, token_of
from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.ids import AccountId
from cloister.telemetry.usage import RowKey, Step, UsageQuery, key_of, usage_page
from cloister.threads import run_blocking


def usage_handlers(ledger: Path, clock: Clock) -> dict[str, Handler]:
    """Operation name to handler."""

    async def get_usage(request: shapes.GetUsageRequest, call: Call) -> shapes.GetUsageResponse:
        size = request.max_items or limits.OWN_PAGE_DEFAULT
        query = _query(request, call.principal.account, now=clock.now(), limit=size + 1)
        found = await run_blocking(usage_page, ledger, query)
        shown = found[:size]
        return shapes.GetUsageResponse(
            usage=[usage_shape(row) for row in shown],
            next_token=token_of(key_of(shown[-1])) if len(found) > size else None,
        )

    return dict([handles(GET_USAGE, get_usage)])


class _Place(NamedTuple):
    """A RowKey as it travels."""

    period: Index
    function: str
    tenant: str
    memory_mb: Index
    architecture: str


def _place(token: str | None) -> RowKey:
    return RowKey() if token is None else RowKey(*place_of(token, _Place))


def _query(
    request: shapes.GetUsageRequest, account: AccountId, *, now: datetime, limit: int
) -> UsageQuery:
    month = datetime(now.year, now.month, 1, tzinfo=UTC)
    return UsageQuery(
        account=account,
        since=month if request.since is None else moment_of(request.since),
        until=now if request.until is None else moment_of(request.until),
        step=Step[request.by or Step.DAY.name],
        function=request.function_name,
        tenant=tenant_or_any(request.tenant_id),
        after=_place(request.next_token),
        limit=limit,
    )
