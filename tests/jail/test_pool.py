"""The pool over real sandboxes: who gets which environment, and what becomes of it."""

import asyncio
import json
import sys
from datetime import timedelta

import pytest

from cloister.domain import limits
from cloister.domain.environment import EnvironmentKey, EnvironmentState
from cloister.domain.errors import BrokenPromise, EnvironmentStartFailed, Throttled
from cloister.domain.ids import TenantId
from cloister.pool.environment import Environment
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.orders import Kill
from tests.support import Lab, MovingClock, a_pool, an_invocation, redeployed

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNTER = """
    import json, os
    count = 0
    def handler(event, context):
        global count
        count += 1
        path = "/tmp/tenant_data.json"
        seen = json.load(open(path)) if os.path.exists(path) else []
        seen.append(context.tenant_id)
        json.dump(seen, open(path, "w"))
        return {"count": count, "seen": seen}
"""
SLOW = """
    import time
    def handler(event, context):
        time.sleep(event.get("s", 0.2))
        return "done"
"""


def tenant_of(environment: Environment) -> str | None:
    return environment.key.tenant if environment.key else None


async def test_an_environment_that_rests_keeps_nothing_of_its_last_answer(lab: Lab) -> None:
    # Thousands of them rest, and an answer may have six megabytes.
    run = await lab.run(lab.version("def handler(event, context): return 'x' * 1_000_000"))
    payload = run.outcome.payload
    del run
    # The event loop's turn that brought it ends.
    await asyncio.sleep(0)

    assert len(list(lab.pool.environments())) == 1
    # This function's name for it, and the argument.
    assert sys.getrefcount(payload) == 2


async def test_a_tenant_finds_its_own_environment_again_and_another_finds_nothing_of_it(
    lab: Lab,
) -> None:
    version = lab.version(COUNTER)

    answers = [
        json.loads((await lab.run(version, tenant)).outcome.payload)
        for tenant in ("tenant-A", "tenant-A", "tenant-B")
    ]

    assert answers == [
        {"count": 1, "seen": ["tenant-A"]},
        {"count": 2, "seen": ["tenant-A", "tenant-A"]},
        {"count": 1, "seen": ["tenant-B"]},
    ]


async def test_parallel_invocations_of_one_tenant_get_an_environment_each(lab: Lab) -> None:
    version = lab.version(SLOW)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(lab.run(version))

    assert len(list(lab.pool.environments())) == 3


async def test_a_second_tenant_never_gets_the_first_ones_environment(lab: Lab) -> None:
    version = lab.version(COUNTER)
    async with lab.lease(version, "blue") as blue:
        first = blue.id

    async with lab.lease(version, "green") as green:
        assert first != green.id


async def test_an_environment_refuses_an_invocation_of_another_tenant(lab: Lab) -> None:
    version = lab.version(COUNTER)

    with pytest.raises(BrokenPromise, match="never changes hands"):
        async with lab.lease(version, "blue") as blue:
            await blue.run(an_invocation(version, "green"))


async def test_the_runtime_itself_refuses_an_event_of_another_tenant(lab: Lab) -> None:
    version = lab.version(COUNTER)
    async with lab.lease(version, "blue") as blue:
        await blue.run(an_invocation(version, "blue"))
        # The host's own guard is taken away: as if the pool had mixed up its environments.
        blue.key = EnvironmentKey.of(version, TenantId("green"))

        run = await blue.run(an_invocation(version, "green"))

    assert json.loads(run.outcome.payload)["errorType"] == "Runtime.ExitError"
    assert b"TenantChanged" in run.printed.text


async def test_a_retired_revision_serves_nobody_any_more(lab: Lab) -> None:
    version = lab.version(COUNTER)
    await lab.run(version)
    async with lab.lease(version, "busy") as busy:
        lab.pool.retire(version.account, version.name, version.revision)
        await busy.run(an_invocation(version, "busy"))

    assert list(lab.pool.environments()) == []


async def test_a_new_revision_begins_with_new_environments(lab: Lab) -> None:
    version = lab.version(COUNTER)
    await lab.run(version)

    run = await lab.run(redeployed(version))

    assert json.loads(run.outcome.payload)["count"] == 1


async def test_at_the_cap_the_tenant_unused_longest_makes_room(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root, account_concurrency=2) as small:
        version = small.version(COUNTER)
        cap = int(2 * limits.TENANT_ENVIRONMENTS_PER_CONCURRENCY)
        for number in range(cap):
            await small.run(version, f"tenant-{number}")

        await small.run(version, "tenant-0")
        await small.run(version, "one-more")

        tenants = {tenant_of(environment) for environment in small.pool.environments()}
        assert cap == len(tenants)
        assert "tenant-1" not in tenants
        assert {"tenant-0", "one-more"} <= tenants


async def test_an_environment_that_takes_the_place_of_the_only_one_is_the_pools_own(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root, account_concurrency=1) as small:
        before = small.version(COUNTER, isolated=False)
        await small.run(before, None)
        after = redeployed(before)

        counts = [
            json.loads((await small.run(after, None)).outcome.payload)["count"] for _ in range(2)
        ]

        assert counts == [1, 2], "it was found again"
        assert [e.version.revision for e in small.pool.environments()] == [after.revision]


async def test_nothing_is_kept_of_a_function_whose_environments_do_not_start(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root) as small:
        version = small.version(COUNTER, runtime="python2.7")

        with pytest.raises(EnvironmentStartFailed):
            await small.run(version)

        assert not small.pool._fleets


async def test_at_the_cap_with_none_idle_the_next_is_throttled(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root, account_concurrency=1) as small:
        version = small.version(COUNTER)
        async with small.lease(version, "a"), small.lease(version, "b"):
            with pytest.raises(Throttled) as refusal:
                await small.run(version, "c")

    assert refusal.value.reason == "ConcurrentInvocationLimitExceeded"


async def test_what_is_idle_for_too_long_is_reaped_and_what_was_used_is_not(
    driver: NamespaceDriver, lab: Lab
) -> None:
    clock = MovingClock()
    async with a_pool(driver, lab.code_root, clock=clock) as aging:
        version = aging.version(COUNTER)
        await aging.run(version, "old")
        clock.advance(limits.ENVIRONMENT_IDLE_KEEP)
        await aging.run(version, "new")
        clock.advance(timedelta(seconds=1))

        aging.pool.reap()

        assert [tenant_of(environment) for environment in aging.pool.environments()] == ["new"]


async def test_an_environment_that_dies_while_idle_is_not_leased_again(
    lab: Lab, driver: NamespaceDriver
) -> None:
    version = lab.version(COUNTER)
    await lab.run(version)
    (environment,) = lab.pool.environments()

    driver.order(Kill(environment.id))
    await asyncio.wait_for(environment._sandbox.ended(), 10)
    await asyncio.sleep(0)

    assert environment.state is EnvironmentState.DESTROYED
    assert list(lab.pool.environments()) == []


async def test_a_cancelled_invocation_leaves_no_environment_in_doubt(lab: Lab) -> None:
    version = lab.version(SLOW)
    await lab.run(version, event={"s": 0})
    async with lab.lease(version) as environment:
        running = asyncio.create_task(environment.run(an_invocation(version, event={"s": 5})))
        await asyncio.sleep(0)
        assert environment.state is EnvironmentState.BUSY

        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert list(lab.pool.environments()) == []


async def test_between_invocations_nothing_of_an_environment_runs(lab: Lab) -> None:
    version = lab.version("""
        import threading, time
        ticks = 0
        def tick():
            global ticks
            while True:
                ticks += 1
                time.sleep(0.001)
        threading.Thread(target=tick, daemon=True).start()
        def handler(event, context):
            before, began_s = ticks, time.monotonic()
            while ticks < before + 100:
                time.sleep(0.001)
            return [before, ticks, time.monotonic() - began_s]
    """)
    _, at_rest, _ = json.loads((await lab.run(version)).outcome.payload)

    # The kernel freezes in real time: long enough for ticks to tell that it did not.
    await asyncio.sleep(1)
    woken, after, took_s = json.loads((await lab.run(version)).outcome.payload)

    # As busy as the machine is, the thread ticks as fast while it rests as it does in an invocation, if it may.
    a_second_of_them = (after - woken) / took_s
    assert woken - at_rest < a_second_of_them / 3


async def test_what_an_environment_was_frozen_for_is_not_taken_from_the_next_deadline(
    lab: Lab,
) -> None:
    version = lab.version(
        """
        def handler(event, context):
            return context.get_remaining_time_in_millis()
        """,
        timeout_s=2,
    )
    await lab.run(version)

    # The kernel freezes in real time: longer than the deadline that must not count it.
    await asyncio.sleep(2.1)
    remaining_ms = int((await lab.run(version)).outcome.payload)

    assert 0 < remaining_ms <= 2000


async def test_a_worn_template_is_replaced_and_its_environments_live_on(
    driver: NamespaceDriver, lab: Lab
) -> None:
    # String hashes are drawn once for an interpreter, so they tell which template an environment is a fork of.
    version = lab.version("def handler(event, context):\n    return hash('which template')")
    first = json.loads((await lab.run(version, "tenant-0")).outcome.payload)
    hashes = []
    for number in range(1, 2 * limits.TEMPLATE_FORKS_MAX):
        hashes.append(json.loads((await lab.run(version, f"tenant-{number}")).outcome.payload))
        if hashes[-1] != first:
            break

    again = json.loads((await lab.run(version, "tenant-0")).outcome.payload)

    assert hashes[-1] != first, "another template after so many forks"
    assert again == first, "the environment of the old one still answers"
