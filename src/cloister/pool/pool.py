"""Warm environments by key. At most one lease on each; the rest are kept idle, evicted or reaped."""

import asyncio
import contextlib
from collections import Counter, OrderedDict, defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

import structlog

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.demand import Demand
from cloister.domain.egress import Egress, EgressPolicy
from cloister.domain.environment import EnvironmentKey, EnvironmentState
from cloister.domain.errors import EnvironmentStartFailed, Throttled
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, EnvironmentId, FunctionName, RevisionId
from cloister.pool.environment import Environment, cpu_quota
from cloister.pool.network import network_of
from cloister.pool.stock import FORESIGHT
from cloister.sandbox.driver import SandboxDriver, SandboxFailed, SandboxSpec
from cloister.telemetry.journal import OpensLog, unkept
from cloister.telemetry.subject import about_environment

ENVIRONMENT_ID_BYTES = 16

log = structlog.get_logger()


@dataclass(slots=True)
class Fleet:
    """The environments of one function."""

    environments: dict[EnvironmentId, Environment] = field(default_factory=dict)
    idle: OrderedDict[EnvironmentId, Environment] = field(default_factory=OrderedDict)
    """Those that nobody holds, the longest unused first."""
    idle_by_key: dict[EnvironmentKey, list[EnvironmentId]] = field(default_factory=dict)
    starting: int = 0
    """Sandboxes that were asked for and have no environment yet."""
    preparing: int = 0
    """Of those, the ones that nobody waits for: they give way to whom somebody waits for."""
    prepared: dict[RevisionId, list[Environment]] = field(default_factory=dict)
    """Those that have run init and served nobody, by revision."""
    demands: dict[RevisionId, Demand] = field(default_factory=dict)
    retiring: set[EnvironmentId] = field(default_factory=set)
    """Leased ones that are destroyed when they come back: their revision is not the function's any more."""

    retired: set[RevisionId] = field(default_factory=set)
    """Revisions that were retired while sandboxes were starting, which may be theirs."""

    @property
    def size(self) -> int:
        return len(self.environments) + self.starting

    def enter(self, environment: Environment) -> None:
        """It has come to be. If its revision is over meanwhile, whoever waits for it is the last that it serves."""
        self.environments[environment.id] = environment
        if environment.version.revision in self.retired:
            self.retiring.add(environment.id)

    def unbound(self) -> Environment | None:
        """One that is nobody's yet, prepared or being prepared."""
        return next((each for each in self.environments.values() if each.key is None), None)


class Pool:
    """All environments of this process. `async with` it: afterwards none is left.

    `code_tree` gives the directory of a package by its digest.
    """

    def __init__(
        self,
        *,
        driver: SandboxDriver,
        code_tree: Callable[[str], Path],
        clock: Clock,
        account_concurrency: int = limits.ACCOUNT_CONCURRENCY_DEFAULT,
        keeps_stock: bool = True,
        egress: EgressPolicy = EgressPolicy.NONE,
        opens_log: OpensLog = unkept,
    ) -> None:
        self._driver = driver
        self._code_tree = code_tree
        self._clock = clock
        self._account_concurrency = account_concurrency
        self._keeps_stock = keeps_stock
        self._egress = egress
        self._opens_log = opens_log
        self._is_stock_low = asyncio.Event()
        self._versions_wanted: dict[RevisionId, FunctionVersion] = {}
        self._fleets: defaultdict[tuple[AccountId, FunctionName], Fleet] = defaultdict(Fleet)
        self._packages: Counter[str] = Counter()
        self._starts = asyncio.Semaphore(limits.ENVIRONMENT_STARTS_PARALLEL_MAX)
        self._tasks = asyncio.TaskGroup()
        self._background: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._background = [
            self._tasks.create_task(work)
            for work in (self._reap_for_ever(), self._stock_for_ever())
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._background:
            task.cancel()
        for environment in list(self.environments()):
            self._remove(environment)
        await self._tasks.__aexit__(None, None, None)

    def environments(self) -> Iterator[Environment]:
        """Every environment that is there, leased or idle."""
        for fleet in self._fleets.values():
            yield from fleet.environments.values()

    def packages_in_use(self) -> Collection[str]:
        """The digests of the packages that sandboxes stand on, those on their way in or out included."""
        return self._packages.keys()

    @contextlib.asynccontextmanager
    async def lease(
        self, version: FunctionVersion, key: EnvironmentKey
    ) -> AsyncIterator[Environment]:
        """An environment of exactly this key, for the caller alone until the block ends.

        The one used last if any is idle, else a new one. Raises Throttled when the function has as many as it may
        and none of them is idle, EnvironmentStartFailed when no sandbox can be made.
        """
        environment = self._take_idle(key)
        if environment is None:
            self._note_demand(version)
            environment = self._take_prepared(version, key) or await self._start(version, key)
        try:
            yield environment
        finally:
            self._give_back(environment)

    def retire(self, account: AccountId, function: FunctionName, revision: RevisionId) -> None:
        """No environment of this revision serves a later invocation: the idle ones go now, the leased when done."""
        fleet = self._fleets.get((account, function))
        if fleet is not None:
            fleet.demands.pop(revision, None)
            if fleet.starting:
                fleet.retired.add(revision)
        for environment in list(fleet.environments.values()) if fleet else ():
            if environment.version.revision != revision or fleet is None:
                continue
            if environment.id in fleet.idle or environment.key is None:
                self._remove(environment)
            else:
                fleet.retiring.add(environment.id)

    async def stop(self, environment: Environment, *, grace: timedelta) -> None:
        """It serves nobody any more, and nothing of it is left on return. What runs in it may go on for the grace.

        Its invocation is told then that the runtime was killed. Nothing happens when it is gone already.
        """
        fleet = self._fleets.get((environment.version.account, environment.version.name))
        runs_one = environment.key is not None and environment.state is EnvironmentState.BUSY
        if runs_one and fleet is not None and environment.id in fleet.environments:
            fleet.retiring.add(environment.id)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace.total_seconds()):
                    await environment.ended()
        self._remove(environment)
        await environment.destroy()

    def reap(self) -> None:
        """Idle environments that are unused for too long, or too old, are on their way out afterwards."""
        now = self._clock.monotonic()
        for fleet in list(self._fleets.values()):
            for environment in list(fleet.idle.values()):
                unused_s = now - environment.last_used_at
                age_s = now - environment.started_at
                if (
                    unused_s > limits.ENVIRONMENT_IDLE_KEEP.total_seconds()
                    or age_s > limits.ENVIRONMENT_AGE_MAX.total_seconds()
                ):
                    self._remove(environment)
            self._shrink_stock(fleet, now)

    async def _reap_for_ever(self) -> None:
        while True:
            await asyncio.sleep(limits.REAP_INTERVAL.total_seconds())
            self.reap()

    # -- Leasing ---------------------------------------------------------------------------------------

    def _fleet(self, version: FunctionVersion) -> Fleet:
        return self._fleets[version.account, version.name]

    def _take_idle(self, key: EnvironmentKey) -> Environment | None:
        fleet = self._fleets[key.account, key.function]
        waiting = fleet.idle_by_key.get(key)
        if not waiting:
            return None
        environment = fleet.idle.pop(waiting.pop())
        if not waiting:
            del fleet.idle_by_key[key]
        return environment

    def _give_back(self, environment: Environment) -> None:
        fleet = self._fleets.get((environment.version.account, environment.version.name))
        key = environment.key
        if fleet is None:
            # It was stopped while it was leased, and was the last one of its function.
            return
        if key is not None and environment.is_usable and environment.id not in fleet.retiring:
            fleet.idle[environment.id] = environment
            fleet.idle_by_key.setdefault(key, []).append(environment.id)
        else:
            self._remove(environment)

    def _remove(self, environment: Environment) -> None:
        """It is nobody's from now on, and is destroyed beside."""
        fleet = self._fleets.get((environment.version.account, environment.version.name))
        if fleet is None or fleet.environments.pop(environment.id, None) is None:
            return
        fleet.retiring.discard(environment.id)
        _forget(fleet, environment)
        self._tasks.create_task(self._destroy(environment))
        self._forget_if_empty(environment.version)

    async def _destroy(self, environment: Environment) -> None:
        await environment.destroy()
        self._forget_packages(environment.version)

    # -- Starting --------------------------------------------------------------------------------------

    async def _start(self, version: FunctionVersion, key: EnvironmentKey) -> Environment:
        with self._counted_as_starting(version) as fleet:
            self._make_room(fleet, version)
            async with self._starts:
                environment = await self._make(version, key)
            fleet.enter(environment)
        return environment

    @contextlib.contextmanager
    def _counted_as_starting(self, version: FunctionVersion) -> Iterator[Fleet]:
        """The fleet that the new environment belongs to. It is there until the block ends, whatever leaves it."""
        fleet = self._fleet(version)
        fleet.starting += 1
        try:
            yield fleet
        finally:
            fleet.starting -= 1
            if not fleet.starting:
                fleet.retired.clear()
            self._forget_if_empty(version)

    def _forget_if_empty(self, version: FunctionVersion) -> None:
        """Functions come and go: what is kept of them must not only grow."""
        if not self._fleet(version).size:
            del self._fleets[version.account, version.name]

    def _cap(self, version: FunctionVersion) -> int:
        """How many environments the function may have, active or idle."""
        reserved = version.reserved_concurrency
        concurrency = self._account_concurrency if reserved is None else reserved
        per_concurrency = (
            limits.TENANT_ENVIRONMENTS_PER_CONCURRENCY if version.tenant_isolation else 1
        )
        return int(concurrency * per_concurrency)

    def _make_room(self, fleet: Fleet, version: FunctionVersion) -> None:
        """The fleet is within its cap, the environment that is starting included, or this raises Throttled."""
        reserved = version.reserved_concurrency
        if fleet.size - fleet.preparing <= self._cap(version):
            return
        # Whoever was prepared for nobody in particular goes last: the next new tenant would take it.
        spare = next(iter(fleet.idle.values()), None) or fleet.unbound()
        if spare is None:
            raise Throttled(
                "ConcurrentInvocationLimitExceeded"
                if reserved is None
                else "ReservedFunctionConcurrentInvocationLimitExceeded"
            )
        self._remove(spare)

    async def _make(self, version: FunctionVersion, key: EnvironmentKey | None) -> Environment:
        spec = self._spec(version, key)
        about_environment(spec.id)
        self._packages.update(version.packages)
        try:
            sandbox = await self._driver.create(spec)
        except BaseException as error:
            # Cancelled as well: what has no sandbox needs no package.
            self._forget_packages(version)
            if isinstance(error, SandboxFailed):
                raise EnvironmentStartFailed(str(error)) from error
            raise
        environment = Environment(
            key=key,
            version=version,
            sandbox=sandbox,
            clock=self._clock,
            on_broken=self._lost_while_idle,
            opens_log=self._opens_log,
        )
        try:
            await environment.ready()
        except BaseException:
            # Failed or cancelled: it never was in a fleet, so nobody else would end it.
            self._tasks.create_task(self._destroy(environment))
            raise
        return environment

    # -- Stock -----------------------------------------------------------------------------------------

    def _note_demand(self, version: FunctionVersion) -> None:
        """A new tenant, or one that needs another environment: there will be more."""
        # A prepared environment has no tenant yet, and so none whose network it could be made in.
        is_stocked = version.tenant_isolation is not None and not self._reaches_internet(version)
        if self._keeps_stock and is_stocked:
            demands = self._fleet(version).demands
            demands.setdefault(version.revision, Demand(FORESIGHT)).note(self._clock.monotonic())
            self._versions_wanted[version.revision] = version
            self._is_stock_low.set()

    def _take_prepared(self, version: FunctionVersion, key: EnvironmentKey) -> Environment | None:
        fleet = self._fleet(version)
        ready = fleet.prepared.get(version.revision)
        if not ready:
            return None
        environment = ready.pop()
        environment.bind(key)
        return environment

    async def _stock_for_ever(self) -> None:
        while True:
            await self._is_stock_low.wait()
            self._is_stock_low.clear()
            for revision, version in list(self._versions_wanted.items()):
                await self._fill_stock(version)
                self._versions_wanted.pop(revision, None)

    async def _fill_stock(self, version: FunctionVersion) -> None:
        """As many prepared environments as the demand asks for, one after the other, behind whoever waits for one."""
        while self._lacks_stock(version):
            try:
                environment = await self._make_prepared(version)
            except EnvironmentStartFailed as error:
                log.warning("no stock", function=version.name, reason=str(error))
                return
            if environment is None:
                # Init fails: the next invocation will tell its caller why.
                return
            self._fleet(version).prepared.setdefault(version.revision, []).append(environment)

    async def _make_prepared(self, version: FunctionVersion) -> Environment | None:
        with self._counted_as_starting(version) as fleet:
            fleet.preparing += 1
            try:
                async with self._starts:
                    environment = await self._make(version, None)
            finally:
                fleet.preparing -= 1
            fleet.enter(environment)
            if fleet.size > self._cap(version) or environment.id in fleet.retiring:
                self._remove(environment)
                return None
        try:
            is_ready = await environment.prepare()
        except BaseException:
            self._remove(environment)
            raise
        if not is_ready:
            self._remove(environment)
        return environment if is_ready else None

    def _lacks_stock(self, version: FunctionVersion) -> bool:
        fleet = self._fleets.get((version.account, version.name))
        demand = fleet.demands.get(version.revision) if fleet else None
        if fleet is None or demand is None or fleet.size >= self._cap(version):
            return False
        have = len(fleet.prepared.get(version.revision, ()))
        return have < demand.target(self._clock.monotonic())

    def _shrink_stock(self, fleet: Fleet, now_s: float) -> None:
        for revision, ready in list(fleet.prepared.items()):
            demand = fleet.demands.get(revision)
            for environment in ready[demand.target(now_s) if demand else 0 :]:
                self._remove(environment)

    def _forget_packages(self, version: FunctionVersion) -> None:
        self._packages.subtract(version.packages)
        for digest in version.packages:
            if not self._packages[digest]:
                del self._packages[digest]

    def _lost_while_idle(self, environment: Environment) -> None:
        log.info("environment ended while idle", environment=environment.id)
        if environment.state is EnvironmentState.IDLE:
            self._remove(environment)

    def _reaches_internet(self, version: FunctionVersion) -> bool:
        return self._egress.grant(version.egress) is Egress.INTERNET

    def _spec(self, version: FunctionVersion, key: EnvironmentKey | None) -> SandboxSpec:
        configuration = version.configuration
        tmp_bytes = configuration.ephemeral_storage_mb * limits.MIB
        return SandboxSpec(
            id=EnvironmentId(self._clock.new_token(ENVIRONMENT_ID_BYTES)),
            runtime=configuration.runtime,
            isolation=version.isolation,
            network=network_of(key) if key and self._reaches_internet(version) else None,
            is_strict=version.tenant_isolation is not None,
            code=self._code_tree(version.code.digest),
            layers=tuple(self._code_tree(layer.code.digest) for layer in configuration.layers),
            memory_bytes=configuration.memory_mb * limits.MIB,
            init_cpu_quota=max(limits.INIT_CPU, cpu_quota(configuration.memory_mb)),
            tmp_bytes=tmp_bytes,
            tmp_inodes=configuration.ephemeral_storage_mb * limits.TMP_INODES_PER_MB,
            processes_max=limits.PROCESSES_MAX,
            files_max=limits.FILE_DESCRIPTORS_MAX,
            is_awaited=key is not None,
        )


def _forget(fleet: Fleet, environment: Environment) -> None:
    """It waits for nobody any more, neither for its key nor for a first tenant."""
    key = environment.key
    if key is None:
        ready = fleet.prepared.get(environment.version.revision, [])
        if environment in ready:
            ready.remove(environment)
    elif fleet.idle.pop(environment.id, None) is not None:
        same_key = fleet.idle_by_key[key]
        same_key.remove(environment.id)
        if not same_key:
            del fleet.idle_by_key[key]
