"""What dispatch counts of invocations that ran in real sandboxes, and of those that did not."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from cloister.control.census import Census
from cloister.domain.errors import Throttled
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import RevisionId
from cloister.domain.invocation import Answer
from cloister.domain.release import Alias, AliasName, Releases
from cloister.invoke.dispatch import Dispatcher
from cloister.sandbox.driver import SandboxDriver
from cloister.telemetry.metric import Metric, Scope
from cloister.telemetry.tally import Subtotal, Tally
from tests.support import ACCOUNT, Lab, a_dispatcher, a_pool, an_invocation, clock, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWERS = (
    "def handler(event, context):\n    print('x' * 10)\n    return event.get('raise') and 1 / 0"
)
WAITS = "import time\ndef handler(event, context):\n    time.sleep(1)"


@pytest.fixture
def tally() -> Tally:
    return Tally(clock)


@pytest.fixture
def dispatcher(lab: Lab, tally: Tally) -> Dispatcher:
    return a_dispatcher(lab.pool, tally=tally)


async def run(
    dispatcher: Dispatcher, version: FunctionVersion, tenant: str, event: object = None
) -> Answer:
    async with dispatcher.dispatch(an_invocation(version, tenant, event)) as answer:
        return answer


def by_tenant(tally: Tally) -> dict[str, Subtotal]:
    return {each.line.scope.tenant: each for each in tally.take().subtotals}


async def test_the_books_hold_what_the_answers_said(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = lab.version(ANSWERS)
    billed: Counter[str] = Counter()
    logged: Counter[str] = Counter()

    for number in range(40):
        tenant = f"tenant-{number % 4}"
        answer = await run(dispatcher, version, tenant, {"raise": number % 10 == 0})
        billed[tenant] += answer.report.billed_ms
        logged[tenant] += len(answer.printed.text)

    books = by_tenant(tally)
    assert all(size >= 10 * len("xxxxxxxxxx\n") for size in logged.values())
    assert {tenant: each.requests for tenant, each in books.items()} == dict.fromkeys(billed, 10)
    assert {tenant: each.billed_ms for tenant, each in books.items()} == billed
    assert {tenant: each.log_bytes for tenant, each in books.items()} == logged
    assert sum(each.errors for each in books.values()) == 4


async def test_an_environment_is_created_once_for_each_tenant(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = lab.version(ANSWERS)

    for tenant in ("blue", "green", "blue"):
        await run(dispatcher, version, tenant)

    books = by_tenant(tally)
    assert {tenant: each.environments for tenant, each in books.items()} == {"blue": 1, "green": 1}
    assert [len(each.inits_us) for each in books.values()] == [1, 1]


async def test_an_environment_from_the_stock_is_created_when_it_gets_its_tenant(
    driver: SandboxDriver, lab: Lab, tally: Tally
) -> None:
    version = lab.version(ANSWERS)

    async with a_pool(driver, lab.code_root, keeps_stock=True) as stocked:
        dispatcher = a_dispatcher(stocked.pool, tally=tally)
        await run(dispatcher, version, "blue")
        await until(lambda: any(each.key is None for each in stocked.pool.environments()))
        await run(dispatcher, version, "green")

    books = by_tenant(tally)
    assert {tenant: each.environments for tenant, each in books.items()} == {"blue": 1, "green": 1}


async def test_what_ran_where_it_was_held_ready_is_told_from_what_spilled_over(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = lab.version(
        "import time\ndef handler(event, context): time.sleep(event['s'])", isolated=False
    )
    lab.pool.provide(version.account, version.name, [(version, 1)])
    await until(lambda: lab.pool.provided(version).ready)

    async def call(seconds: float) -> None:
        async with dispatcher.dispatch(an_invocation(version, None, {"s": seconds})):
            pass

    await call(0)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(call(0.5))

    [subtotal] = tally.take().subtotals
    assert (subtotal.requests, subtotal.provisioned, subtotal.spilled_over) == (4, 2, 2)


async def test_who_is_throttled_has_not_run_and_costs_nothing(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = replace(lab.version(ANSWERS), reserved_concurrency=0)

    with pytest.raises(Throttled):
        await run(dispatcher, version, "blue")

    blue = by_tenant(tally)["blue"]
    assert (blue.throttles, blue.requests, blue.billed_ms, blue.environments) == (1, 0, 0, 0)


async def test_the_peak_is_what_a_tenant_ran_at_once(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = lab.version(WAITS)

    async with asyncio.TaskGroup() as tasks:
        for tenant in ("blue", "blue", "blue", "green"):
            tasks.create_task(run(dispatcher, version, tenant))

    books = by_tenant(tally)
    assert {tenant: each.peak for tenant, each in books.items()} == {"blue": 3, "green": 1}


async def test_the_census_finds_who_runs_and_who_waits(
    lab: Lab, dispatcher: Dispatcher, tally: Tally
) -> None:
    version = lab.version(ANSWERS, name="counted")

    async with dispatcher.dispatch(an_invocation(version, "blue")):
        pass
    tally.take()
    alias = Alias(
        account=ACCOUNT,
        region=version.region,
        function=version.name,
        name=AliasName("live"),
        version=None,
        revision_id=RevisionId("r"),
    )
    releases = Releases(aliases={alias.name: alias})
    await Census(lab.pool, tally, clock, releases=lambda *_: releases).count()

    readings = tally.take().readings
    waiting = [each.value for each in readings if each.scope == Scope(ACCOUNT, "counted")]
    behind = [each.value for each in readings if each.scope.resource == "counted:live"]
    assert waiting == behind == [0, 1]
    assert {each.metric for each in readings} == {
        Metric.ENVIRONMENTS_ACTIVE,
        Metric.ENVIRONMENTS_IDLE,
    }
