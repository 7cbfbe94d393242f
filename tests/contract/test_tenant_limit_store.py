"""The promises of TenantLimitStore: in force at once, there after a restart, bounded."""

from dataclasses import replace

import pytest

from cloister.domain import limits
from cloister.domain.errors import ResourceConflict
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.tenant_limits import TenantLimits
from cloister.store.database import Database
from cloister.store.tenant_limits import SqlTenantLimitStore, TenantLimitStore

ACCOUNT = AccountId("000000000000")
F = FunctionName("f")
BLUE = TenantId("blue/with spaces")
OF_BLUE = TenantLimits(
    account=ACCOUNT, function=F, tenant=BLUE, max_concurrency=3, requests_per_second=0.5
)
OF_EVERY = replace(OF_BLUE, tenant=None, max_concurrency=1, requests_per_second=None)


@pytest.fixture
def store(database: Database) -> TenantLimitStore:
    return SqlTenantLimitStore(database)


async def restarted(database: Database) -> TenantLimitStore:
    store = SqlTenantLimitStore(database)
    await store.load()
    return store


async def test_limits_are_in_force_at_once_and_after_a_restart(
    store: TenantLimitStore, database: Database
) -> None:
    await store.put(OF_BLUE)
    await store.put(OF_EVERY)

    for each in (store, await restarted(database)):
        assert each.in_force(ACCOUNT, F, BLUE) == OF_BLUE
        assert each.in_force(ACCOUNT, F, TenantId("green")) == OF_EVERY
        assert each.in_force(ACCOUNT, F, None) == OF_EVERY
        assert each.in_force(ACCOUNT, FunctionName("g"), BLUE) is None
        assert each.in_force(AccountId("111111111111"), F, BLUE) is None


async def test_new_limits_replace_the_old(store: TenantLimitStore, database: Database) -> None:
    await store.put(OF_BLUE)
    changed = replace(OF_BLUE, max_concurrency=None, requests_per_second=9.0)

    await store.put(changed)

    assert (await restarted(database)).of_account(ACCOUNT) == [changed]


async def test_deleted_limits_are_in_force_no_more(
    store: TenantLimitStore, database: Database
) -> None:
    await store.put(OF_BLUE)
    await store.put(OF_EVERY)

    assert await store.delete(ACCOUNT, F, BLUE)

    assert store.in_force(ACCOUNT, F, BLUE) == OF_EVERY
    assert (await restarted(database)).in_force(ACCOUNT, F, BLUE) == OF_EVERY
    assert not await store.delete(ACCOUNT, F, BLUE)


async def test_there_are_only_so_many_tenants_with_limits(
    store: TenantLimitStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TENANT_LIMITS_MAX", 1)
    await store.put(OF_BLUE)

    with pytest.raises(ResourceConflict, match="There are limits for 1 tenants already"):
        await store.put(OF_EVERY)
    await store.put(replace(OF_BLUE, max_concurrency=4))

    assert store.in_force(ACCOUNT, F, None) is None
    assert len((await restarted(database)).of_account(ACCOUNT)) == 1
