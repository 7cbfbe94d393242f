"""Environments that owners have held ready: made before anybody comes, replaced as they go, and no one's twice."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from cloister.domain import limits
from cloister.domain.egress import Egress, EgressPolicy
from cloister.domain.environment import EnvironmentState
from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Answer
from cloister.pool.environment import Environment
from cloister.pool.provision import Provided, ProvisionFailure
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import Lab, MovingClock, a_pool, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

TELLS = """
    import os, uuid
    started = uuid.uuid4().hex
    count = 0
    def handler(event, context):
        global count
        count += 1
        how = os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
        return {"count": count, "tenant": context.tenant_id, "started": started, "how": how}
"""
FAILS = "raise RuntimeError('at import')"


@pytest.fixture
def moving() -> MovingClock:
    return MovingClock()


@pytest_asyncio.fixture(loop_scope="session")
async def quiet(driver: NamespaceDriver, lab: Lab, moving: MovingClock) -> AsyncIterator[Lab]:
    """A pool that makes nothing ahead but what owners ask for, by a clock that stands still."""
    async with a_pool(driver, lab.code_root, keeps_stock=False, clock=moving) as quiet:
        yield quiet


def provide(lab: Lab, *wanted: tuple[FunctionVersion, int]) -> None:
    """For the one function of a test: these and no more."""
    version = wanted[0][0]
    lab.pool.provide(version.account, version.name, [each for each in wanted if each[1]])


async def ready(lab: Lab, version: FunctionVersion, count: int) -> list[Environment]:
    """All environments, once so many are ready and none is on its way."""
    await until(lambda: lab.pool.provided(version).ready == count)
    return [*lab.pool.environments()]


def answers(runs: Sequence[Answer]) -> list[dict[str, object]]:
    return [json.loads(run.outcome.payload) for run in runs]


async def test_the_first_invocations_of_new_tenants_find_init_done_by_provision(
    quiet: Lab,
) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 2))
    prepared = {environment.id for environment in await ready(quiet, version, 2)}

    runs = [await quiet.run(version, tenant) for tenant in ("tenant-A", "tenant-B")]

    assert [run.report.init_ms for run in runs] == [None, None]
    told = answers(runs)
    assert {(each["how"], each["count"]) for each in told} == {("provisioned-concurrency", 1)}
    assert len({each["started"] for each in told}) == 2
    bound = {each.id: each.key.tenant for each in quiet.pool.environments() if each.key}
    assert bound.keys() == prepared
    assert {*bound.values()} == {"tenant-A", "tenant-B"}


async def test_what_a_tenant_takes_is_replaced_and_never_handed_to_another(quiet: Lab) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 1))

    told = []
    for tenant in ("tenant-A", "tenant-B", "tenant-C"):
        await ready(quiet, version, 1)
        told += answers([await quiet.run(version, tenant)])

    assert len({each["started"] for each in told}) == 3
    assert {each["count"] for each in told} == {1}
    assert len(await ready(quiet, version, 1)) == 4, "three that are bound, and the next one"


async def test_a_provision_stays_however_long_nobody_comes(quiet: Lab, moving: MovingClock) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 2))
    before = {each.id for each in await ready(quiet, version, 2)}
    moving.advance(limits.STOCK_KEEP + limits.ENVIRONMENT_IDLE_KEEP)

    quiet.pool.reap()

    assert {each.id for each in quiet.pool.environments()} == before


async def test_what_is_hours_old_is_replaced(quiet: Lab, moving: MovingClock) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 1))
    [old] = await ready(quiet, version, 1)
    moving.advance(limits.ENVIRONMENT_AGE_MAX + timedelta(seconds=1))

    quiet.pool.reap()

    assert old.state is EnvironmentState.DESTROYED or old not in quiet.pool.environments()
    [new] = await ready(quiet, version, 1)
    assert new.id != old.id


async def test_what_is_lost_is_replaced(quiet: Lab) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 1))
    [lost] = await ready(quiet, version, 1)

    await quiet.pool.stop(lost, grace=timedelta())

    [replacement] = await ready(quiet, version, 1)
    assert replacement.id != lost.id


async def test_less_and_nothing_are_provided_at_once(quiet: Lab) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 3))
    await ready(quiet, version, 3)

    provide(quiet, (version, 1))
    left = len([*quiet.pool.environments()])
    provide(quiet, (version, 0))

    assert left == 1
    assert [*quiet.pool.environments()] == []
    assert quiet.pool.provided(version) == Provided(0, 0, None)


async def test_a_provision_that_moves_leaves_nothing_of_the_version_before(quiet: Lab) -> None:
    first, second = quiet.version(TELLS), quiet.version(TELLS)
    provide(quiet, (first, 2))
    await ready(quiet, first, 2)

    provide(quiet, (second, 2))

    environments = await ready(quiet, second, 2)
    assert {each.version.revision for each in environments} == {second.revision}


async def test_a_version_that_is_retired_has_no_provision_any_more(quiet: Lab) -> None:
    version = quiet.version(TELLS)
    provide(quiet, (version, 1))
    await ready(quiet, version, 1)

    quiet.pool.retire(version.account, version.name, version.revision)
    quiet.pool.reap()

    assert [*quiet.pool.environments()] == []
    assert [*quiet.pool.provisions] == []


async def test_an_init_that_keeps_failing_is_given_up_told_and_tried_again_later(
    quiet: Lab, moving: MovingClock
) -> None:
    version = quiet.version(FAILS)
    provide(quiet, (version, 2))
    await until(lambda: quiet.pool.provided(version).failure is not None)
    [provision] = quiet.pool.provisions
    attempts = provision.failures

    quiet.pool.reap()
    await until(lambda: [*quiet.pool.environments()] == [])
    rested = provision.failures
    moving.advance(limits.PROVISION_RETRY)
    quiet.pool.reap()
    await until(lambda: provision.failures > rested)

    assert quiet.pool.provided(version) == Provided(2, 0, ProvisionFailure.INIT)
    assert attempts == rested == limits.PROVISION_ATTEMPTS_MAX


async def test_environments_that_end_of_themselves_are_not_made_for_ever(quiet: Lab) -> None:
    version = quiet.version("""
        import os, threading
        threading.Timer(0.003, os._exit, [0]).start()
        def handler(event, context): ...
    """)
    provide(quiet, (version, 1))

    await until(lambda: quiet.pool.provided(version).failure is not None)

    assert quiet.pool.provided(version) == Provided(1, 0, ProvisionFailure.INIT)
    assert [*quiet.pool.environments()] == []


async def test_asking_anew_tries_anew(quiet: Lab) -> None:
    version = quiet.version(FAILS)
    provide(quiet, (version, 1))
    await until(lambda: quiet.pool.provided(version).failure is not None)

    provide(quiet, (version, 1))

    assert quiet.pool.provided(version) == Provided(1, 0, None)
    await until(lambda: quiet.pool.provided(version).failure is not None)


async def test_an_init_that_takes_its_time_keeps_no_other_function_waiting(quiet: Lab) -> None:
    slow = quiet.version("import time; time.sleep(600)", name="slow")
    quick = quiet.version(TELLS, name="quick")

    provide(quiet, (slow, 1))
    provide(quiet, (quick, 1))

    await until(lambda: quiet.pool.provided(quick).ready == 1)
    assert quiet.pool.provided(slow) == Provided(1, 0, None)


async def test_no_more_is_provided_than_the_function_may_have(quiet: Lab) -> None:
    version = replace(quiet.version(TELLS), reserved_concurrency=1)
    provide(quiet, (version, 5))

    # Two and a half environments for each unit of concurrency.
    await ready(quiet, version, 2)
    quiet.pool.reap()
    await asyncio.sleep(0)

    assert quiet.pool.provided(version) == Provided(5, 2, None)


async def test_without_tenants_what_is_provided_serves_again_and_again_and_stays(
    quiet: Lab, moving: MovingClock
) -> None:
    version = quiet.version(TELLS, isolated=False)
    provide(quiet, (version, 2))
    provided = {each.id for each in await ready(quiet, version, 2)}

    async with contextlib.AsyncExitStack() as leases:
        both = [await leases.enter_async_context(quiet.lease(version, None)) for _ in range(2)]
        runs = [await quiet.run(version, None)]
        at_work = quiet.pool.provided(version)
    runs += [await quiet.run(version, None) for _ in range(3)]
    moving.advance(limits.ENVIRONMENT_IDLE_KEEP + timedelta(seconds=1))
    quiet.pool.reap()

    assert {each.id for each in both} == provided
    assert at_work == Provided(2, 2, None)
    assert answers(runs)[0]["how"] == "on-demand", "the third at once"
    assert {each.id for each in quiet.pool.environments()} == provided


async def test_what_is_held_ready_serves_before_what_came_on_demand(quiet: Lab) -> None:
    version = quiet.version(TELLS, isolated=False)
    provide(quiet, (version, 1))
    [provided] = await ready(quiet, version, 1)
    async with contextlib.AsyncExitStack() as longer, quiet.lease(version, None) as first:
        second = await longer.enter_async_context(quiet.lease(version, None))

    # The one on demand has come back last.
    run = await quiet.run(version, None)

    assert first.id == provided.id != second.id
    assert answers([run])[0]["how"] == "provisioned-concurrency"


async def test_what_is_to_be_made_in_a_tenants_network_is_not_provided(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root, egress=EgressPolicy.INTERNET) as networked:
        version = replace(networked.version(TELLS), egress=Egress.INTERNET)
        provide(networked, (version, 1))

        told = networked.pool.provided(version)

        assert told == Provided(1, 0, ProvisionFailure.TENANT_NETWORK)
        assert [*networked.pool.environments()] == []
