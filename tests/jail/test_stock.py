"""Prepared environments: init has run, nobody was served, and each is bound to one tenant, once."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from cloister.domain import limits
from cloister.domain.environment import EnvironmentKey, EnvironmentState
from cloister.domain.errors import BrokenPromise
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import TenantId
from cloister.pool.environment import Environment
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import Lab, MovingClock, a_pool, redeployed, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNTER = """
    import os, uuid
    started = uuid.uuid4().hex
    count = 0
    def handler(event, context):
        global count
        count += 1
        return {"count": count, "tenant": context.tenant_id, "started": started}
"""


@pytest.fixture
def moving() -> MovingClock:
    return MovingClock()


@pytest_asyncio.fixture(loop_scope="session")
async def stocked(driver: NamespaceDriver, lab: Lab, moving: MovingClock) -> AsyncIterator[Lab]:
    """A pool that keeps stock, by a clock that stands still."""
    async with a_pool(driver, lab.code_root, keeps_stock=True, clock=moving) as stocked:
        yield stocked


def _prepared(lab: Lab) -> list[Environment]:
    return [
        environment
        for environment in lab.pool.environments()
        if environment.key is None and environment.state is EnvironmentState.IDLE
    ]


async def _stock(lab: Lab, version: FunctionVersion, count: int = 1) -> list[Environment]:
    await until(lambda: len(_prepared(lab)) == count)
    return _prepared(lab)


async def test_after_a_first_tenant_the_next_one_finds_an_environment_prepared(
    stocked: Lab,
) -> None:
    version = stocked.version(COUNTER)
    first = await stocked.run(version, "tenant-A")
    (prepared,) = await _stock(stocked, version)

    second = await stocked.run(version, "tenant-B")

    assert first.report.init_ms is not None
    assert second.report.init_ms is None, "init ran before there was a tenant"
    assert prepared.key == EnvironmentKey.of(version, TenantId("tenant-B"))
    assert json.loads(second.outcome.payload)["count"] == 1


async def test_who_takes_the_only_prepared_environment_leaves_another_to_the_next(
    stocked: Lab,
) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    (prepared,) = await _stock(stocked, version)

    await stocked.run(version, "tenant-B")

    (another,) = await _stock(stocked, version)
    assert another is not prepared


async def test_a_prepared_environment_is_bound_once(stocked: Lab) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    (prepared,) = await _stock(stocked, version)
    await stocked.run(version, "tenant-B")

    with pytest.raises(BrokenPromise, match="never bound again"):
        prepared.bind(EnvironmentKey.of(version, TenantId("tenant-C")))


async def test_a_prepared_environment_is_of_its_version_only(stocked: Lab) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    (prepared,) = await _stock(stocked, version)

    with pytest.raises(BrokenPromise, match="one version only"):
        prepared.bind(EnvironmentKey.of(redeployed(version), TenantId("tenant-B")))


async def test_no_two_tenants_get_the_same_prepared_environment(stocked: Lab) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    await _stock(stocked, version)

    runs = await asyncio.gather(*(stocked.run(version, f"tenant-{n}") for n in range(5)))

    answers = [json.loads(run.outcome.payload) for run in runs]
    assert len({answer["started"] for answer in answers}) == 5
    assert {answer["count"] for answer in answers} == {1}


async def test_a_retired_revision_keeps_no_stock(stocked: Lab) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    await _stock(stocked, version)

    stocked.pool.retire(version.account, version.name, version.revision)

    assert list(stocked.pool.environments()) == []


async def test_stock_goes_when_no_new_tenant_came_for_long(
    stocked: Lab, moving: MovingClock
) -> None:
    version = stocked.version(COUNTER)
    await stocked.run(version, "tenant-A")
    await _stock(stocked, version)
    moving.advance(limits.STOCK_KEEP + timedelta(seconds=1))

    stocked.pool.reap()

    assert _prepared(stocked) == []


async def test_where_memory_is_short_nothing_is_prepared(
    driver: NamespaceDriver, lab: Lab, moving: MovingClock
) -> None:
    is_short = [False]
    async with a_pool(
        driver,
        lab.code_root,
        keeps_stock=True,
        clock=moving,
        is_memory_short=lambda: is_short[0],
    ) as stocked:
        version = stocked.version(COUNTER)
        await stocked.run(version, "tenant-A")
        await _stock(stocked, version)

        is_short[0] = True
        stocked.pool.reap()
        left = _prepared(stocked)
        is_short[0] = False
        stocked.pool.reap()
        await stocked.run(version, "tenant-B")

        assert left == []
        assert len(await _stock(stocked, version)) == 1


async def test_a_function_whose_init_fails_is_not_prepared_over_and_over(stocked: Lab) -> None:
    version = stocked.version("raise RuntimeError('at import')")

    failed = await stocked.run(version, "tenant-A")
    await until(lambda: list(stocked.pool.environments()) == [])

    assert b"at import" in failed.outcome.payload


async def test_many_new_tenants_at_once_leave_more_than_one_prepared(stocked: Lab) -> None:
    version = stocked.version(COUNTER)
    for number in range(25):
        await stocked.run(version, f"tenant-{number}")

    # 25 in a window of 10 s, while the clock stands still: three for the second to come.
    assert len(await _stock(stocked, version, 3)) == 3


async def test_functions_without_tenants_keep_no_stock(stocked: Lab) -> None:
    version = stocked.version(COUNTER, isolated=False)

    await stocked.run(version, None)
    await asyncio.sleep(0)

    assert len(list(stocked.pool.environments())) == 1
