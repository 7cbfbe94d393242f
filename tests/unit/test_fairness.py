"""Whose environment goes when another needs its place, and whose stock waits for whose: with simulated sandboxes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from cloister.domain.environment import EnvironmentKey
from cloister.domain.function import Code, FunctionVersion
from cloister.domain.ids import RequestId, TenantId
from cloister.domain.invocation import Invocation
from cloister.pool.pool import Pool
from tests.support import a_version, leased
from tests.unit.simulated_sandboxes import (
    ENDLESS_INIT,
    JumpingLoop,
    LoopClock,
    SimulatedDriver,
    SimulatedSandbox,
)

RESERVED = 2
CAP = 5
TAKES_S = 0.1


class World:
    """A pool over simulated sandboxes, and invocations that take a tenth of a second."""

    def __init__(self, pool: Pool, driver: SimulatedDriver) -> None:
        self._pool = pool
        self.driver = driver

    async def invoke(self, version: FunctionVersion, tenant: str) -> None:
        key = EnvironmentKey.of(version, TenantId(tenant))
        invocation = Invocation(
            request_id=RequestId("r"),
            version=version,
            invoked_arn="arn",
            tenant=key.tenant,
            payload=json.dumps({"act": "return", "after_s": TAKES_S}).encode(),
        )
        async with leased(self._pool, version, key) as environment:
            await environment.run(invocation)

    async def invoke_at_once(self, version: FunctionVersion, *tenants: str) -> None:
        await asyncio.gather(*(self.invoke(version, tenant) for tenant in tenants))

    def tenants(self) -> list[str]:
        """Of the environments that there are."""
        keys = [each.key for each in self._pool.environments()]
        return sorted(key.tenant for key in keys if key is not None and key.tenant is not None)


def in_a_world(scene: Callable[[World], Awaitable[None]], *, keeps_stock: bool = False) -> None:
    async def play() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        driver = SimulatedDriver()
        async with Pool(
            driver=driver, code_tree=Path, clock=LoopClock(loop), keeps_stock=keeps_stock
        ) as pool:
            await scene(World(pool, driver))

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())


def a_small_function(tmp_path: Path) -> FunctionVersion:
    return replace(a_version("", tmp_path), reserved_concurrency=RESERVED)


def test_who_has_most_idle_environments_gives_one_up_for_a_new_tenant(tmp_path: Path) -> None:
    version = a_small_function(tmp_path)

    async def scene(world: World) -> None:
        await world.invoke(version, "first")
        await world.invoke_at_once(version, "crowd", "crowd", "crowd")
        await world.invoke(version, "last")
        assert len(world.tenants()) == CAP

        await world.invoke(version, "new")

        assert world.tenants() == ["crowd", "crowd", "first", "last", "new"]

    in_a_world(scene)


def test_where_nobody_has_more_than_one_the_longest_unused_goes(tmp_path: Path) -> None:
    version = a_small_function(tmp_path)

    async def scene(world: World) -> None:
        for tenant in "abcde":
            await world.invoke(version, tenant)
        await world.invoke(version, "a")

        await world.invoke(version, "new")

        assert world.tenants() == ["a", "c", "d", "e", "new"]

    in_a_world(scene)


def test_an_init_that_never_ends_keeps_no_other_functions_stock_waiting(tmp_path: Path) -> None:
    endless = replace(
        a_version("", tmp_path, name="endless"), code=Code(digest=ENDLESS_INIT, size_bytes=0)
    )
    quick = a_version("", tmp_path, name="quick")

    async def scene(world: World) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(world.invoke(endless, "a"))
            await world.invoke(quick, "a")
            # The simulated world's second, which takes no time: stock is made in it.
            await asyncio.sleep(1)

            assert [each for each in world.driver.living if is_prepared(each, quick)]

    in_a_world(scene, keeps_stock=True)


def is_prepared(sandbox: SimulatedSandbox, version: FunctionVersion) -> bool:
    return (
        sandbox.code == version.code.digest
        and bool(sandbox.served.loads)
        and not sandbox.served.tenants
    )
