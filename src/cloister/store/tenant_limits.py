"""Limits of tenants by function: few, durable in the database, and read from memory by every invocation of a tenant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, delete, func, insert, select

from cloister.domain import limits
from cloister.domain.errors import ResourceConflict
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.tenant_limits import TenantLimits
from cloister.store.database import Database
from cloister.store.schema import tenant_limits
from cloister.threads import run_blocking

_Key: TypeAlias = tuple[AccountId, FunctionName, TenantId | None]

EVERY_TENANT = ""
"""In the table, where a key holds no NULL. No tenant is called so."""


class TenantLimitStore(Protocol):
    """What the control plane writes and admission reads. Limits belong to a function's name, and outlive it."""

    async def put(self, chosen: TenantLimits) -> None:
        """In force and durable on return. Raises ResourceConflict when there are TENANT_LIMITS_MAX of others."""

    async def delete(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> bool:
        """True when there were some of exactly this tenant, or of every one; in force no more on return."""

    def in_force(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> TenantLimits | None:
        """The tenant's own, else those for every tenant of the function, without I/O."""

    def of_account(self, account: AccountId) -> list[TenantLimits]:
        """All of them, in no order."""


class SqlTenantLimitStore:
    """A TenantLimitStore in SQL. Another process's writes are not seen."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Never changed, only exchanged: worker threads write while the event loop reads.
        self._limits: Mapping[_Key, TenantLimits] = {}

    async def load(self) -> None:
        """Once, before the first request."""
        await run_blocking(self._load)

    async def put(self, chosen: TenantLimits) -> None:
        await run_blocking(self._put, chosen)

    async def delete(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> bool:
        return await run_blocking(self._delete, (account, function, tenant))

    def in_force(
        self, account: AccountId, function: FunctionName, tenant: TenantId | None
    ) -> TenantLimits | None:
        if not self._limits:
            return None
        own = self._limits.get((account, function, tenant))
        return own or self._limits.get((account, function, None))

    def of_account(self, account: AccountId) -> list[TenantLimits]:
        return [each for each in self._limits.values() if each.account == account]

    def _load(self) -> None:
        with self._database.turn:
            with self._database.reading() as connection:
                rows = connection.execute(select(tenant_limits)).all()
            loaded = [
                replace(
                    msgspec.convert(row, TenantLimits, from_attributes=True),
                    tenant=row.tenant or None,
                )
                for row in rows
            ]
            self._limits = {_key(each): each for each in loaded}

    def _put(self, chosen: TenantLimits) -> None:
        row = msgspec.to_builtins(chosen)
        with self._database.turn:
            with self._database.writing() as connection:
                connection.execute(delete(tenant_limits).where(*_same(_key(chosen))))
                connection.execute(
                    insert(tenant_limits).values({**row, "tenant": chosen.tenant or EVERY_TENANT})
                )
                count = connection.scalar(select(func.count()).select_from(tenant_limits))
                _refuse_more_than_fit(count or 0)
            self._limits = {**self._limits, _key(chosen): chosen}

    def _delete(self, key: _Key) -> bool:
        with self._database.turn:
            with self._database.writing() as connection:
                deleted = connection.execute(delete(tenant_limits).where(*_same(key))).rowcount == 1
            self._limits = {k: v for k, v in self._limits.items() if k != key}
        return deleted


def _key(chosen: TenantLimits) -> _Key:
    return chosen.account, chosen.function, chosen.tenant


def _same(key: _Key) -> tuple[ColumnElement[bool], ...]:
    account, function, tenant = key
    return (
        tenant_limits.c.account == account,
        tenant_limits.c.function == function,
        tenant_limits.c.tenant == (tenant or EVERY_TENANT),
    )


def _refuse_more_than_fit(count: int) -> None:
    if count > limits.TENANT_LIMITS_MAX:
        raise ResourceConflict(
            f"There are limits for {limits.TENANT_LIMITS_MAX} tenants already, the most there may be: "
            "limit every tenant of a function at once by leaving the tenant out"
        )
