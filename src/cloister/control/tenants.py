"""Tenants, who are nowhere written down as such: known by their environments, their usage or their limits."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cloister.control.environments import Environments, EnvironmentView, Shown, Which
from cloister.domain.arn import Home
from cloister.domain.errors import ResourceNotFound
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.tenant_limits import TenantLimits
from cloister.store.functions import FunctionStore
from cloister.store.tenant_limits import TenantLimitStore
from cloister.telemetry.prices import PriceSheet
from cloister.telemetry.usage import (
    UsageRow,
    last_used_hours,
    tenants_with_usage,
    usage_of_tenants,
)
from cloister.threads import run_blocking


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantView:
    """A tenant as it was at a moment."""

    id: TenantId
    environments: int
    active: int
    """Of its environments: those that run an invocation."""
    last_used_at: datetime | None
    """When its last invocation ended, or the hour of it when no environment is left; None if none ever did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionShare:
    """What a tenant has of one function."""

    function: FunctionName
    environments: int
    active: int
    limits: TenantLimits | None
    """In force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantUsage:
    """What a tenant used of all functions in a time."""

    requests: int
    errors: int
    """Of the requests: those whose function failed."""
    gb_seconds: float
    environments_created: int
    cost: Decimal
    """Exact, by the price sheet."""
    currency: str


class Tenants:
    """Reads the pool and the ledger, and keeps the limits."""

    def __init__(
        self,
        *,
        environments: Environments,
        functions: FunctionStore,
        tenant_limits: TenantLimitStore,
        ledger: Path,
        prices: PriceSheet,
        home: Home,
    ) -> None:
        self._environments = environments
        self._functions = functions
        self._limits = tenant_limits
        self._ledger = ledger
        self._prices = prices
        self._home = home

    async def page(
        self, account: AccountId, *, contains: str = "", after: TenantId | None, limit: int
    ) -> list[TenantView]:
        """At most `limit` by id, behind `after`: all that have environments, limits, or usage that is kept.

        Only those with `contains` in their ids, in whatever case.
        """
        limited = {each.tenant for each in self._limits.of_account(account) if each.tenant}
        text = contains.lower()
        used = await run_blocking(
            tenants_with_usage,
            self._ledger,
            account,
            contains=text,
            after=after or "",
            limit=limit,
        )
        known = {*self._environments.tenants(account), *limited, *map(TenantId, used)}
        wanted = (name for name in known if name > (after or "") and text in name.lower())
        names = heapq.nsmallest(limit, wanted)
        hours = await run_blocking(last_used_hours, self._ledger, account, names)
        # Views of these only: thousands of them would hold the event loop up.
        by_tenant = self._environments.of_tenants(account, frozenset(names))
        return [_tenant(name, by_tenant.get(name, []), hours.get(name)) for name in names]

    async def usage(
        self, account: AccountId, tenants: Sequence[TenantId], *, since: datetime
    ) -> dict[TenantId, TenantUsage]:
        """What each of them has used since the start of that hour.

        Raises InvalidParameterValue for an architecture that the price sheet has no price for.
        """
        used = await run_blocking(usage_of_tenants, self._ledger, account, tenants, since=since)
        return {tenant: self._added_up(rows) for tenant, rows in used.items()}

    async def get(
        self, account: AccountId, tenant: TenantId
    ) -> tuple[TenantView, list[FunctionShare]]:
        """The tenant, and its part of each function. Raises ResourceNotFound if nothing is known of it."""
        environments = self._environments.all(Which(account=account, tenant=tenant))
        own_limits = [each for each in self._limits.of_account(account) if each.tenant == tenant]
        hours = await run_blocking(last_used_hours, self._ledger, account, [tenant])
        if not (environments or own_limits or hours):
            raise ResourceNotFound(f"Tenant not found: {tenant}")
        functions = {each.version.name for each in environments}
        functions |= {each.function for each in own_limits}
        shares = [
            self._share(account, tenant, function=function, environments=environments)
            for function in sorted(functions)
        ]
        return _tenant(tenant, environments, hours.get(tenant)), shares

    async def limit(self, chosen: TenantLimits) -> None:
        """In force and durable on return. Raises ResourceNotFound without such a function, ResourceConflict."""
        if self._functions.get(chosen.account, self._home.region, chosen.function) is None:
            arn = self._home.function_arn(chosen.function)
            raise ResourceNotFound(f"Function not found: {arn}")
        await self._limits.put(chosen)

    def limits(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> TenantLimits:
        """Those in force for the tenant. Raises ResourceNotFound if there are none."""
        found = self._limits.in_force(account, function, tenant)
        if found is None:
            raise _no_limits(function, tenant)
        return found

    async def unlimit(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> None:
        """The tenant has none of its own on return. Raises ResourceNotFound if it had none."""
        if not await self._limits.delete(account, function, tenant):
            raise _no_limits(function, tenant)

    def _added_up(self, rows: Sequence[UsageRow]) -> TenantUsage:
        return TenantUsage(
            requests=sum(row.requests for row in rows),
            errors=sum(row.errors for row in rows),
            gb_seconds=sum(row.gb_seconds for row in rows),
            environments_created=sum(row.environments for row in rows),
            cost=sum((self._prices.cost(row) for row in rows), Decimal(0)),
            currency=self._prices.currency,
        )

    def _share(
        self,
        account: AccountId,
        tenant: TenantId,
        *,
        function: FunctionName,
        environments: list[EnvironmentView],
    ) -> FunctionShare:
        own = [each for each in environments if each.version.name == function]
        return FunctionShare(
            function=function,
            environments=len(own),
            active=_active(own),
            limits=self._limits.in_force(account, function, tenant),
        )


def _no_limits(function: FunctionName, tenant: TenantId | None) -> ResourceNotFound:
    whose = "every tenant" if tenant is None else f"tenant {tenant}"
    return ResourceNotFound(f"There are no limits of function {function} for {whose}.")


def _tenant(
    tenant: TenantId, environments: list[EnvironmentView], hour: datetime | None
) -> TenantView:
    ends = [each.last_used_at for each in environments if each.last_used_at is not None]
    return TenantView(
        id=tenant,
        environments=len(environments),
        active=_active(environments),
        last_used_at=max(ends) if ends else hour,
    )


def _active(environments: list[EnvironmentView]) -> int:
    return sum(1 for each in environments if each.state is Shown.BUSY)
