"""Warm environments by key. At most one lease on each; the rest are kept idle, evicted or reaped."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, Self

import structlog

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.egress import EgressPolicy
from cloister.domain.environment import EnvironmentKey, EnvironmentState, InitializationType
from cloister.domain.errors import EnvironmentStartFailed, Throttled
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, EnvironmentId, FunctionName, RevisionId
from cloister.kernel.pressure import is_memory_short
from cloister.pool.ahead import Ahead, GaveWay
from cloister.pool.blueprint import Blueprints
from cloister.pool.environment import Environment
from cloister.pool.fleet import Fleet
from cloister.pool.provision import Provided
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.pool.turns import Rank, Turns
from cloister.sandbox.driver import SandboxDriver, SandboxFailed
from cloister.telemetry.journal import OpensLog, unkept
from cloister.telemetry.subject import about_environment

log = structlog.get_logger()
ENVIRONMENT_ID_BYTES = 16


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
        is_memory_short: Callable[[], bool] = is_memory_short,
    ) -> None:
        self._driver = driver
        self._blueprints = Blueprints(code_tree=code_tree, egress=egress)
        self._clock = clock
        self._account_concurrency = account_concurrency
        self._keeps_stock = keeps_stock
        self._opens_log = opens_log
        self._fleets: defaultdict[tuple[AccountId, FunctionName], Fleet] = defaultdict(Fleet)
        self._packages: Counter[str] = Counter()
        self._turns = Turns(clock)
        self._tasks = asyncio.TaskGroup()
        self._ahead = Ahead(
            clock=clock,
            tasks=self._tasks,
            fleet_of=self._fleet_there,
            has_room=self._has_room,
            may_prepare=lambda version: not self._blueprints.needs_tenant(version),
            make=self._make_ahead,
            remove=self._remove,
            is_memory_short=is_memory_short,
        )
        self.provisions: Final = self._ahead.provisions
        """What owners have held ready. It is changed by `provide` and `retire` only."""
        self._reaper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._reaper = self._tasks.create_task(self._reap_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ahead.close()
        if self._reaper is not None:
            self._reaper.cancel()
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

    def take_idle(self, version: FunctionVersion, key: EnvironmentKey) -> Environment | None:
        """The environment of exactly this key that was used last, for the caller alone until it gives it back.

        None if none is idle.
        """
        return self._fleets[version.account, version.name].take_idle(key)

    async def obtain(self, version: FunctionVersion, key: EnvironmentKey) -> Environment:
        """As `take_idle`, one that nobody has had.

        Raises Throttled when the function has as many as it may and none of them is idle, EnvironmentStartFailed when
        no sandbox can be made.
        """
        if self._keeps_stock or version.snap_starts:
            self._ahead.note_demand(self._fleet(version), version)
        return await self._obtain(version, key)

    def give_back(self, environment: Environment) -> None:
        """It is idle from now on, or on its way out. Called once for each that was taken or obtained."""
        key = environment.key
        version = environment.version
        fleet = self._fleets.get((version.account, version.name))
        if fleet is None:
            # It was stopped while it was leased, and was the last one of its function.
            return
        if key is not None and environment.is_usable and environment.id not in fleet.retiring:
            fleet.put_idle(key, environment)
        else:
            self._remove(environment)

    def retire(self, account: AccountId, function: FunctionName, revision: RevisionId) -> None:
        """No environment of this revision serves a later invocation: the idle ones go now, the leased when done."""
        fleet = self._fleets.get((account, function))
        self._ahead.retire(revision)
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

    def provide(
        self,
        account: AccountId,
        function: FunctionName,
        wanted: Sequence[tuple[FunctionVersion, int]],
    ) -> None:
        """So many environments of these versions are held ready from soon on, and of no others of the function.

        They stay however long nobody comes; what is bound, or lost, is replaced.
        """
        self._ahead.provide(account, function, wanted)

    def provided(self, version: FunctionVersion) -> Provided:
        """What has come of what `provide` was told of the version."""
        return self._ahead.provided(version)

    async def take_snapshot(self, version: FunctionVersion) -> Snapshot | InitFailed:
        """Run init of a version with SnapStart for the first time. What stands for its snapshot is ready then."""
        return await self._ahead.take_snapshot(version)

    def keep_snapshots(
        self, account: AccountId, function: FunctionName, versions: Sequence[FunctionVersion]
    ) -> None:
        """Of these versions environments with init done are ready from soon on, and of no others of the function.

        They stay however long nobody comes, as long as few enough other versions were used since.
        """
        self._ahead.keep_snapshots(account, function, versions)

    async def stop(self, environment: Environment, *, grace: timedelta) -> None:
        """It serves nobody any more, and nothing of it is left on return. What runs in it may go on for the grace.

        Its invocation is told then that the runtime was killed. Nothing happens when it is gone already.
        """
        fleet = self._fleet_there(environment.version)
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
        self._ahead.look_at_memory()
        for fleet in list(self._fleets.values()):
            for environment in list(fleet.idle.values()):
                unused_s = now - environment.last_used_at
                age_s = now - environment.started_at
                is_unused = unused_s > limits.ENVIRONMENT_IDLE_KEEP.total_seconds()
                is_old = age_s > limits.ENVIRONMENT_AGE_MAX.total_seconds()
                if is_old or (is_unused and not self._ahead.keeps(fleet, environment)):
                    self._remove(environment)
            self._ahead.shrink(fleet)
        self._ahead.replenish_all()

    async def _reap_for_ever(self) -> None:
        while True:
            await asyncio.sleep(limits.REAP_INTERVAL.total_seconds())
            self.reap()

    # -- Leasing ---------------------------------------------------------------------------------------

    def _fleet(self, version: FunctionVersion) -> Fleet:
        return self._fleets[version.account, version.name]

    def _fleet_there(self, version: FunctionVersion) -> Fleet | None:
        """None where the function has no environment."""
        return self._fleets.get((version.account, version.name))

    def _remove(self, environment: Environment) -> None:
        """It is nobody's from now on, and is destroyed beside."""
        fleet = self._fleet_there(environment.version)
        if fleet is None or fleet.environments.pop(environment.id, None) is None:
            return
        fleet.retiring.discard(environment.id)
        fleet.forget(environment)
        self._tasks.create_task(self._destroy(environment))
        self._forget_if_empty(environment.version)
        self._ahead.replenish(environment.version)

    async def _destroy(self, environment: Environment) -> None:
        await environment.destroy()
        self._forget_packages(environment.version)

    # -- Starting --------------------------------------------------------------------------------------

    async def _obtain(self, version: FunctionVersion, key: EnvironmentKey) -> Environment:
        """One that nobody has had: prepared, unless its tenant takes many at a time, or made now."""
        party = key.account, key.function, key.tenant
        rank = self._turns.rank(party)
        if rank is Rank.WITHIN and (ready := self._fleet(version).take_prepared(version.revision)):
            ready.bind(key)
            self._ahead.taken(version)
            return ready
        with self._counted_as_starting(version) as fleet:
            self._make_room(fleet, version)
            async with self._turns.turn(party, rank):
                environment = await self._make(
                    version, key, InitializationType.awaited(version), is_awaited=True
                )
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

    def _has_room(self, version: FunctionVersion) -> bool:
        """For one that nobody waits for: nothing is evicted for its sake."""
        fleet = self._fleet_there(version)
        return (fleet.size if fleet else 0) < self._cap(version)

    def _make_room(self, fleet: Fleet, version: FunctionVersion) -> None:
        """The fleet is within its cap, the environment that is starting included, or this raises Throttled."""
        reserved = version.reserved_concurrency
        if fleet.size - fleet.preparing <= self._cap(version):
            return
        spare = fleet.spare()
        if spare is None:
            raise Throttled(
                "ConcurrentInvocationLimitExceeded"
                if reserved is None
                else "ReservedFunctionConcurrentInvocationLimitExceeded"
            )
        self._remove(spare)

    async def _make(
        self,
        version: FunctionVersion,
        key: EnvironmentKey | None,
        initialization: InitializationType,
        *,
        is_awaited: bool,
    ) -> Environment:
        spec = self._blueprints.of(version, key, is_awaited=is_awaited)
        environment_id = EnvironmentId(self._clock.new_token(ENVIRONMENT_ID_BYTES))
        about_environment(environment_id)
        self._packages.update(version.packages)
        try:
            sandbox = await self._driver.create(environment_id, spec)
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
            initialization=initialization,
        )
        try:
            await environment.ready()
        except BaseException:
            # Failed or cancelled: it never was in a fleet, so nobody else would end it.
            self._tasks.create_task(self._destroy(environment))
            raise
        return environment

    # -- Made ahead ------------------------------------------------------------------------------------

    async def _make_ahead(
        self, version: FunctionVersion, initialization: InitializationType
    ) -> Environment | GaveWay | InitFailed:
        """One that waits for its first tenant, or, where there are none, for an invocation."""
        has_key = version.tenant_isolation is None and not version.snap_starts
        key = EnvironmentKey.of(version, None) if has_key else None
        with self._counted_as_starting(version) as fleet:
            fleet.preparing += 1
            try:
                async with self._turns.turn((version.account, version.name, None), Rank.AHEAD):
                    environment = await self._make(version, key, initialization, is_awaited=False)
            finally:
                fleet.preparing -= 1
            fleet.enter(environment)
        # Only now: inside of the block it counts as starting as well.
        if fleet.size > self._cap(version) or environment.id in fleet.retiring:
            self._remove(environment)
            return GaveWay()
        return await self._prepare(environment)

    async def _prepare(self, environment: Environment) -> Environment | GaveWay | InitFailed:
        try:
            failure = await environment.prepare()
        except BaseException:
            self._remove(environment)
            raise
        fleet = self._fleet_there(environment.version)
        if fleet is None or environment.id not in fleet.environments:
            # It was retired or stopped meanwhile, whatever came of init.
            return GaveWay()
        if failure is not None:
            self._remove(environment)
            return failure
        if environment.key is None:
            fleet.prepared.setdefault(environment.version.revision, []).append(environment)
        else:
            self.give_back(environment)
        return environment

    def _forget_packages(self, version: FunctionVersion) -> None:
        self._packages.subtract(version.packages)
        for digest in version.packages:
            if not self._packages[digest]:
                del self._packages[digest]

    def _lost_while_idle(self, environment: Environment) -> None:
        log.info("environment ended while idle", environment=environment.id)
        if environment.state is EnvironmentState.IDLE:
            self._ahead.lost(environment)
            self._remove(environment)
