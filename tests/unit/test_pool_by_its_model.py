"""The pool under thousands of random steps, against what a plain model of it allows: nothing is mocked but sandboxes.

The model knows who is being served, and that is all it needs: who may be throttled, whom a sandbox may have met,
and what is left when everything is over.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.domain import limits
from cloister.domain.environment import EnvironmentKey
from cloister.domain.errors import EnvironmentStartFailed, SnapStartFailed, Throttled
from cloister.domain.function import (
    Code,
    Configuration,
    FunctionVersion,
    Logging,
    SnapStart,
    TenantIsolation,
)
from cloister.domain.ids import FunctionName, RequestId, RevisionId, TenantId
from cloister.domain.invocation import Invocation, Outcome, Returned
from cloister.pool.pool import Pool
from cloister.pool.snapshots import Snapshot
from tests.support import ACCOUNT, REGION, leased
from tests.unit.simulated_sandboxes import (
    BROKEN_INIT,
    JumpingLoop,
    LoopClock,
    SimulatedDriver,
    SimulatedSandbox,
)

RESERVED = 2
CAP = int(RESERVED * limits.TENANT_ENVIRONMENTS_PER_CONCURRENCY)
TIMEOUT_S = 3
FUNCTIONS = ("f", "g")
SNAPPED = "s"
"""A function whose versions have SnapStart."""
TENANTS = ("A", "B", "C", "D", "E", "F", "G")
LONGEST_S = 2 * TIMEOUT_S + limits.INIT_TIMEOUT.total_seconds() + 60
"""An invocation takes no longer, whatever its function and the pool do."""

T = TypeVar("T")
Act = Literal["return", "raise", "exit", "lie", "say it twice", "hang"]


@dataclass(frozen=True, slots=True)
class Invoke:
    function: str
    tenant: str
    act: Act
    after_s: float


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Deploy:
    function: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Provide:
    """Its owner has so many held ready of what is deployed now."""

    function: str
    count: int


@dataclass(frozen=True, slots=True)
class Evict:
    tenant: str
    grace_s: float


@dataclass(frozen=True, slots=True)
class Lose:
    """A sandbox ends by itself."""

    which: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A caller goes away."""

    which: int


@dataclass(frozen=True, slots=True)
class FailStarts:
    count: int


Step = Invoke | Wait | Deploy | Provide | Evict | Lose | GiveUp | FailStarts

functions = st.sampled_from((*FUNCTIONS, SNAPPED))
provisionable = st.sampled_from(FUNCTIONS)
tenants = st.sampled_from(TENANTS)
numbers = st.integers(0, 50)
acts: st.SearchStrategy[Act] = st.sampled_from(
    ["return", "return", "return", "raise", "exit", "lie", "say it twice", "hang"]
)
invokes = st.builds(Invoke, functions, tenants, acts, st.sampled_from([0.0, 0.001, 0.5]))
steps = st.one_of(
    invokes,
    invokes,
    invokes,
    st.builds(Wait, st.sampled_from([0.0, 0.005, 0.02, 0.1, 1.0, 10.0, 700.0])),
    st.builds(Deploy, functions, st.integers(0, 9).map(lambda n: n == 0)),
    st.builds(Provide, provisionable, st.integers(0, CAP + 1)),
    st.builds(Evict, tenants, st.sampled_from([0.0, 0.1, 5.0])),
    st.builds(Lose, numbers),
    st.builds(GiveUp, numbers),
    st.builds(FailStarts, st.integers(1, 2)),
)


class World:
    """A pool that is driven, with all that was ever started in it."""

    def __init__(self, pool: Pool, driver: SimulatedDriver, loop: JumpingLoop) -> None:
        self._pool = pool
        self._driver = driver
        self._loop = loop
        self._versions = {name: _version(name, number=0) for name in (*FUNCTIONS, SNAPPED)}
        self._numbers = Counter[str]()
        self._owners: dict[str, set[EnvironmentKey]] = {}
        self._served = Counter[str]()
        """Of each function, invocations that hold a place now."""
        self._served_ever = False
        """Whether anybody has come for the function with SnapStart."""
        self._calls: list[asyncio.Task[None]] = []
        self._evictions: list[asyncio.Task[None]] = []
        self._disturbed_at_s = -1.0
        """When something last happened that may end an invocation for no fault of its function."""

    async def take(self, step: Step) -> None:
        if isinstance(step, Evict | Lose | GiveUp | FailStarts):
            self._disturbed_at_s = self._loop.time()
        match step:
            case Invoke():
                self._calls.append(self._loop.create_task(self._invoke(step)))
                # It begins now: a step that comes later can't be before it.
                await asyncio.sleep(0)
            case Wait(seconds):
                await asyncio.sleep(seconds)
            case Deploy(function, is_broken):
                self._deploy(function, is_broken=is_broken)
            case Provide(function, count):
                self._provide(self._versions[function], count)
            case Evict(tenant, grace_s):
                self._evict(tenant, timedelta(seconds=grace_s))
            case Lose(which):
                _nth(self._driver.living, which, SimulatedSandbox.lose)
            case GiveUp(which):
                _nth(self._calls, which, lambda call: call.cancel())
            case FailStarts(count):
                self._driver.failures_ahead += count
        self._check()

    async def finish(self) -> None:
        """Every call and eviction has come to an end by itself."""
        async with asyncio.timeout(LONGEST_S):
            await asyncio.gather(*self._calls, *self._evictions, return_exceptions=True)
        for task in (*self._calls, *self._evictions):
            if not task.cancelled() and (error := task.exception()):
                raise error
        current = {version.revision for version in self._versions.values()}
        there = [*self._pool.environments()]
        # A snapshot that was begun when its version was over already goes with the next look at what is surplus.
        assert {each.version.revision for each in there if each.key is not None} <= current
        # The simulated world's time, like every wait here: whoever failed tries again in it.
        # Whatever kept sandboxes from being made is over.
        self._driver.failures_ahead = 0
        await asyncio.sleep(2 * limits.PROVISION_RETRY.total_seconds())
        assert {each.version.revision for each in self._pool.environments()} <= current
        for version in self._versions.values():
            self._check_provided(version)
        self._check_snapshot(self._versions[SNAPPED])

    def _check_snapshot(self, version: FunctionVersion) -> None:
        """What was used or deployed has one in the end, as far as there is room for it."""
        own = [each for each in self._pool.environments() if each.version is version]
        is_ready = any(each.key is None and each.is_loaded for each in own)
        was_there = self._numbers[SNAPPED] or self._served_ever
        assert is_ready or not was_there or _is_broken(version) or len(own) == CAP

    def _check_provided(self, version: FunctionVersion) -> None:
        """What its owner asks for is there in the end, as far as there is room for it, or he is told why not."""
        provided = self._pool.provided(version)
        own = [each for each in self._pool.environments() if each.version.name == version.name]
        assert provided.ready == provided.wanted or provided.failure or len(own) == CAP

    async def _invoke(self, step: Invoke) -> None:
        version = self._versions[step.function]
        others = self._served[step.function]
        self._served[step.function] += 1
        self._served_ever |= step.function == SNAPPED
        began_s = self._loop.time()
        outcome: Outcome | None = None
        try:
            outcome = await self._run(version, step)
        except Throttled:
            assert others >= CAP, "throttled although a place was free"
        except (EnvironmentStartFailed, SnapStartFailed):
            assert self._disturbed_at_s >= began_s or self._driver.failed
        else:
            if isinstance(outcome, Returned) and step.act == "return":
                assert json.loads(outcome.payload) == step.tenant
            elif step.act == "return" and not _is_broken(version):
                assert self._disturbed_at_s >= began_s, outcome
        finally:
            self._served[step.function] -= 1
        assert self._loop.time() - began_s < LONGEST_S

    async def _run(self, version: FunctionVersion, step: Invoke) -> Outcome:
        tenant = TenantId(step.tenant)
        key = EnvironmentKey.of(version, tenant)
        invocation = Invocation(
            request_id=RequestId("r"),
            version=version,
            invoked_arn="arn",
            tenant=tenant,
            payload=json.dumps({"act": step.act, "after_s": step.after_s}).encode(),
        )
        async with leased(self._pool, version, key) as environment:
            assert environment.key == key
            self._owners.setdefault(environment.id, set()).add(key)
            run = await environment.run(invocation)
        return run.outcome

    def _deploy(self, function: str, *, is_broken: bool) -> None:
        former = self._versions[function]
        self._numbers[function] += 1
        self._versions[function] = _version(
            function, number=self._numbers[function], is_broken=is_broken
        )
        self._pool.retire(former.account, former.name, former.revision)
        if function == SNAPPED:
            version = self._versions[function]
            self._pool.keep_snapshots(version.account, version.name, [version])
            taking = self._loop.create_task(self._take_snapshot(version))
            self._evictions.append(taking)

    async def _take_snapshot(self, version: FunctionVersion) -> None:
        outcome = await self._pool.take_snapshot(version)
        assert outcome is not Snapshot.TAKEN or not _is_broken(version)

    def _provide(self, version: FunctionVersion, count: int) -> None:
        wanted = [(version, count)] if count else []
        self._pool.provide(version.account, version.name, wanted)

    def _evict(self, tenant: str, grace: timedelta) -> None:
        for environment in list(self._pool.environments()):
            if environment.key is not None and environment.key.tenant == tenant:
                stop = self._pool.stop(environment, grace=grace)
                self._evictions.append(self._loop.create_task(stop))

    def _check(self) -> None:
        there = list(self._pool.environments())
        for name in (*FUNCTIONS, SNAPPED):
            assert sum(1 for each in there if each.version.name == name) <= CAP
        assert all(len(keys) == 1 for keys in self._owners.values())
        for sandbox in self._driver.made:
            assert len(sandbox.served.tenants) <= 1, "a sandbox has met two tenants"
            assert sandbox.served.loads <= 1
            assert sandbox.served.restores <= 1
            if SNAPPED in sandbox.code.split("-"):
                assert sandbox.served.restores or not sandbox.served.invocations
            assert not sandbox.served.events_while_frozen
        for environment in there:
            assert environment.key is not None or not environment.invocations


def _version(name: str, *, number: int, is_broken: bool = False) -> FunctionVersion:
    digest = f"{BROKEN_INIT if is_broken else 'code'}-{name}-{number}"
    return FunctionVersion(
        account=ACCOUNT,
        region=REGION,
        name=FunctionName(name),
        version="1" if name == SNAPPED else "$LATEST",
        revision=RevisionId(digest),
        configuration=Configuration(
            runtime="python3.11",
            handler="app.handler",
            role="arn",
            timeout_s=TIMEOUT_S,
            logging=Logging(group=name),
            snap_start=SnapStart.PUBLISHED_VERSIONS,
        ),
        code=Code(digest=digest, size_bytes=0),
        tenant_isolation=TenantIsolation.PER_TENANT,
        reserved_concurrency=RESERVED,
    )


def _is_broken(version: FunctionVersion) -> bool:
    return version.code.digest.startswith(BROKEN_INIT)


def _nth(items: Sequence[T], which: int, do: Callable[[T], object]) -> None:
    if items:
        do(items[which % len(items)])


async def _drive(chosen: Sequence[Step]) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    driver = SimulatedDriver()
    pool = Pool(driver=driver, code_tree=Path, clock=LoopClock(loop))
    async with pool:
        world = World(pool, driver, loop)
        for step in chosen:
            await world.take(step)
        await world.finish()
    assert driver.living == []
    assert not list(pool.environments())
    assert not pool.packages_in_use()


@pytest.mark.timeout(180)  # a hundred lives of a pool, on a machine that may be busy
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=20, max_size=120))
def test_whatever_happens_no_environment_changes_hands_and_nothing_is_left_or_lost(
    chosen: list[Step],
) -> None:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(_drive(chosen))
