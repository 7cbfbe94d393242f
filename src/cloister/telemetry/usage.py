"""Usage as it is read: pages of rows by hour or day, out of the ledger's file, whether a server runs or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from cloister.domain import limits
from cloister.domain.ids import AccountId, TenantId
from cloister.telemetry.epoch import HOUR, epoch, moment_at, start_of
from cloister.telemetry.ledger import SQL
from cloister.telemetry.metric import ANY
from cloister.telemetry.sqlite_file import reading


class Step(Enum):
    """How long a period is. Days are UTC's."""

    HOUR = timedelta(hours=1)
    DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """What one tenant used of one function, with one memory size and architecture, in one period."""

    period: datetime
    """Its start."""
    function: str
    tenant: str
    """Empty for functions that do not isolate tenants."""
    memory_mb: int
    architecture: str
    requests: int
    errors: int
    """Of the requests: those whose function failed."""
    billed_ms: int
    environments: int
    """Created."""
    peak_concurrency: int
    log_bytes: int
    bytes_in: int
    bytes_out: int

    @property
    def gb_seconds(self) -> float:
        return self.memory_mb * self.billed_ms / 1024 / 1000

    @property
    def environments_gb(self) -> float:
        """Memory of the environments created."""
        return self.memory_mb * self.environments / 1024


class RowKey(NamedTuple):
    """Where a page ends; the first one begins behind this."""

    period: int = 0
    """Epoch seconds."""
    function: str = ""
    tenant: str = ""
    memory_mb: int = 0
    architecture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageQuery:
    """Which usage. None is all of them."""

    account: str
    since: datetime
    until: datetime
    step: Step
    function: str | None = None
    tenant: str | None = None
    after: RowKey = field(default_factory=RowKey)
    limit: int = limits.USAGE_PAGE_MAX


def usage_page(path: Path, query: UsageQuery) -> list[UsageRow]:
    """At most `limit` rows in the order of their keys, behind `after`. Blocks."""
    parameters = {
        "account": query.account,
        "since": start_of(query.since, HOUR),
        "until": epoch(query.until),
        "period": int(query.step.value.total_seconds()),
        "function": query.function,
        "tenant": query.tenant,
        **{f"after_{name}": value for name, value in query.after._asdict().items()},
        "limit": query.limit,
    }
    with reading(path) as connection:
        rows = connection.execute(SQL["usage_by_period"], parameters).fetchall()
    return [UsageRow(**{**row, "period": moment_at(row["period"])}) for row in map(dict, rows)]


def all_usage(path: Path, query: UsageQuery) -> Iterator[UsageRow]:
    """Every row that matches, read page by page."""
    page = usage_page(path, query)
    while page:
        yield from page
        query = replace(query, after=key_of(page[-1]))
        page = usage_page(path, query)


def usage_of_tenants(
    path: Path, account: AccountId, tenants: Iterable[TenantId], *, since: datetime
) -> dict[TenantId, list[UsageRow]]:
    """What each has used since the start of that hour: a row, of all functions, for each memory size and architecture.

    Blocks.
    """
    found: dict[TenantId, list[UsageRow]] = {}
    with reading(path) as connection:
        for tenant in tenants:
            parameters = {"account": account, "tenant": tenant, "since": start_of(since, HOUR)}
            rows = connection.execute(SQL["usage_of_tenant"], parameters)
            found[tenant] = [
                UsageRow(**row, period=since, function=ANY, tenant=tenant)
                for row in map(dict, rows)
            ]
    return found


def tenants_with_usage(
    path: Path, account: str, *, contains: str, after: str, limit: int
) -> list[str]:
    """At most `limit` tenants that used anything, by id, behind `after`. Blocks.

    Only those with `contains`, which is in lower case, in their ids, in whatever case.
    """
    parameters = {"account": account, "contains": contains, "after": after, "limit": limit}
    with reading(path) as connection:
        return [tenant for (tenant,) in connection.execute(SQL["tenants_with_usage"], parameters)]


def last_used_hours(
    path: Path, account: AccountId, tenants: Iterable[TenantId]
) -> dict[TenantId, datetime]:
    """The start of the last hour in which each of them used anything; those that never did are left out. Blocks."""
    found: dict[TenantId, datetime] = {}
    with reading(path) as connection:
        for tenant in tenants:
            parameters = {"account": account, "tenant": tenant}
            (hour,) = connection.execute(SQL["last_used_hour"], parameters).fetchone()
            if hour is not None:
                found[tenant] = moment_at(hour)
    return found


def key_of(row: UsageRow) -> RowKey:
    """Its place among all rows."""
    return RowKey(epoch(row.period), row.function, row.tenant, row.memory_mb, row.architecture)
