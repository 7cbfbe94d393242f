"""Environments that are ended before their time: the idle at once, the running after a grace, nobody else's at all."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from cloister.control.environments import Environments, Shown, Which
from cloister.domain.errors import ResourceNotFound
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import EnvironmentId, TenantId
from cloister.domain.invocation import Answer, FunctionFailed, Returned
from cloister.sandbox.driver import SandboxDriver
from tests.support import ACCOUNT, Lab, a_dispatcher, a_pool, an_invocation, clock, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAITS = "import time\ndef handler(event, context):\n    time.sleep(event.get('s', 0))\n    return 1"
AT_ONCE = timedelta(0)
BLUE = TenantId("blue")


@pytest.fixture
def environments(lab: Lab) -> Environments:
    return Environments(lab.pool, clock)


async def invoke(
    lab: Lab, version: FunctionVersion, tenant: str, event: Mapping[str, float] = {}
) -> Answer:
    async with a_dispatcher(lab.pool).dispatch(an_invocation(version, tenant, event)) as answer:
        return answer


async def until_busy(environments: Environments, tenant: str) -> None:
    which = Which(account=ACCOUNT, tenant=TenantId(tenant), state=Shown.BUSY)
    await until(lambda: environments.all(which))


async def test_a_tenants_idle_environments_are_gone_at_once_and_no_others(
    lab: Lab, environments: Environments
) -> None:
    version = lab.version(WAITS)
    for tenant in ("blue", "green"):
        await invoke(lab, version, tenant)

    ended = await environments.evict(Which(account=ACCOUNT, tenant=BLUE), grace=AT_ONCE)

    assert [(each.tenant, each.state, each.invocations) for each in ended] == [
        ("blue", Shown.DESTROYED, 1)
    ]
    assert [each.tenant for each in environments.all(Which(account=ACCOUNT))] == ["green"]


async def test_a_running_invocation_may_end_within_the_grace(
    lab: Lab, environments: Environments
) -> None:
    version = lab.version(WAITS)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(invoke(lab, version, "blue", {"s": 0.5}))
        await until_busy(environments, "blue")

        ended = await environments.evict(
            Which(account=ACCOUNT, tenant=BLUE), grace=timedelta(seconds=10)
        )

    assert running.result().outcome == Returned(b"1")
    assert len(ended) == 1
    assert environments.all(Which(account=ACCOUNT)) == []


async def test_after_the_grace_a_running_invocation_is_told_that_it_was_killed(
    lab: Lab, environments: Environments
) -> None:
    version = lab.version(WAITS)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(invoke(lab, version, "blue", {"s": 9}))
        await until_busy(environments, "blue")

        ended = await environments.evict(
            Which(account=ACCOUNT, tenant=BLUE), grace=timedelta(milliseconds=100)
        )

    outcome = running.result().outcome
    assert isinstance(outcome, FunctionFailed)
    assert outcome.error_type == "Runtime.ExitError"
    assert "signal: killed" in json.loads(outcome.payload)["errorMessage"]
    assert len(ended) == 1


async def test_an_evicted_tenant_begins_anew(lab: Lab, environments: Environments) -> None:
    counts = "count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count"
    version = lab.version(counts)
    for _ in range(2):
        before = await invoke(lab, version, "blue")

    await environments.evict(Which(account=ACCOUNT, tenant=BLUE), grace=AT_ONCE)
    after = await invoke(lab, version, "blue")

    assert (before.outcome, after.outcome) == (Returned(b"2"), Returned(b"1"))


async def test_one_environment_can_be_stopped_and_is_then_unknown(
    lab: Lab, environments: Environments
) -> None:
    await invoke(lab, lab.version(WAITS), "blue")
    (idle,) = environments.page(Which(account=ACCOUNT), limit=10).views

    ended = await environments.stop(ACCOUNT, idle.id, grace=AT_ONCE)

    assert ended.id == idle.id
    with pytest.raises(ResourceNotFound, match=f"Environment not found: {idle.id}"):
        await environments.stop(ACCOUNT, idle.id, grace=AT_ONCE)


async def test_the_last_environment_of_a_function_leaves_nothing_of_it_behind(
    lab: Lab, environments: Environments
) -> None:
    version = lab.version(WAITS)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(invoke(lab, version, "blue", {"s": 9}))
        await until_busy(environments, "blue")
        await environments.evict(Which(account=ACCOUNT, tenant=BLUE), grace=AT_ONCE)

    assert not lab.pool._fleets
    assert not lab.pool.packages_in_use()


async def test_pages_hold_every_environment_once(lab: Lab, environments: Environments) -> None:
    version = lab.version(WAITS)
    for number in range(5):
        await invoke(lab, version, f"tenant-{number}")

    found: list[EnvironmentId] = []
    has_more = True
    while has_more:
        page = environments.page(
            Which(account=ACCOUNT), after=found[-1] if found else None, limit=2
        )
        found += [each.id for each in page.views]
        has_more = page.has_more
        assert page.total == len([*lab.pool.environments()])

    assert found == sorted(each.id for each in lab.pool.environments())
    assert len(found) == 5


async def test_what_is_shown_of_an_environment_is_what_it_is(
    lab: Lab, environments: Environments
) -> None:
    await invoke(lab, lab.version(WAITS, name="shown", memory_mb=256), "blue")
    before = clock.now()

    (shown,) = environments.all(Which(account=ACCOUNT))

    assert (shown.version.name, shown.tenant, shown.state) == ("shown", "blue", Shown.IDLE)
    assert shown.last_used_at is not None
    assert shown.created_at < shown.last_used_at <= before + timedelta(seconds=1)


async def test_a_prepared_environment_is_shown_as_nobodys(driver: SandboxDriver, lab: Lab) -> None:
    async with a_pool(driver, lab.code_root, keeps_stock=True) as stocked:
        environments = Environments(stocked.pool, clock)
        await invoke(stocked, lab.version(WAITS), "blue")
        which = Which(account=ACCOUNT, state=Shown.PREPARED)
        prepared = await until(lambda: environments.all(which))

    assert [(each.tenant, each.invocations) for each in prepared] == [(None, 0)]


async def test_isolation_is_told_as_the_driver_enforces_it(
    lab: Lab, environments: Environments
) -> None:
    await invoke(lab, lab.version(WAITS), "blue")

    (shown,) = environments.all(Which(account=ACCOUNT))

    enforced = shown.enforcement
    assert (enforced.wall, enforced.kernel, enforced.system_calls) == ("jail", "host", "strict")
    assert enforced.left_out == frozenset()
    assert enforced.bounds <= {"cpu", "freezer", "memory", "pids"}


async def test_a_step_that_was_left_out_is_told(lab_without: object) -> None:
    async with lab_without("set no_new_privs") as lab:  # type: ignore[operator] # the fixture's own type is long
        await invoke(lab, lab.version(WAITS), "blue")
        (shown,) = Environments(lab.pool, clock).all(Which(account=ACCOUNT))

    assert shown.enforcement.left_out == {"set no_new_privs"}
