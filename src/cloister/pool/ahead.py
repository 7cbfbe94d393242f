"""Environments made before anybody comes for them: as many as demand foretells, and never less than owners ask for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.demand import Demand
from cloister.domain.environment import InitializationType
from cloister.domain.errors import EnvironmentStartFailed
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, FunctionName, RevisionId
from cloister.pool.environment import Environment
from cloister.pool.fleet import Fleet
from cloister.pool.provision import Provided, Provision, ProvisionFailure, Provisions
from cloister.pool.snapshots import InitFailed, Snapshot, Snapshots
from cloister.pool.stock import FORESIGHT

log = structlog.get_logger()


class GaveWay:
    """There is no environment: somebody came who waits for one, or its revision is over."""


class Ahead:
    """What the pool has ready for who has not come yet. It decides how many; the pool makes and removes them."""

    def __init__(
        self,
        *,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        fleet_of: Callable[[FunctionVersion], Fleet | None],
        has_room: Callable[[FunctionVersion], bool],
        may_prepare: Callable[[FunctionVersion], bool],
        make: Callable[
            [FunctionVersion, InitializationType], Awaitable[Environment | GaveWay | InitFailed]
        ],
        remove: Callable[[Environment], None],
        is_memory_short: Callable[[], bool],
    ) -> None:
        """`may_prepare` tells what can be made before its tenant is known. `make` runs init and leaves the environment
        in its fleet, where it waits. `remove` takes it out again.
        """
        self._sees_memory_short = is_memory_short
        self._is_memory_short = False
        self._clock = clock
        self._tasks = tasks
        self._fleet_of = fleet_of
        self._has_room = has_room
        self._may_prepare = may_prepare
        self._make = make
        self._remove = remove
        self.provisions = Provisions()
        """Changed by `provide` and `retire` only."""
        self._snapshots = Snapshots()
        self._snapshot_places = asyncio.Semaphore(limits.SNAPSHOTS_PARALLEL_MAX)
        self._fillers: dict[RevisionId, asyncio.Task[None]] = {}

    def close(self) -> None:
        """Nothing is made any more."""
        self.provisions.clear()
        self._snapshots.clear()
        for filler in self._fillers.values():
            filler.cancel()

    def note_demand(self, fleet: Fleet, version: FunctionVersion) -> None:
        """A new tenant, or one that needs another environment: there will be more."""
        if version.snap_starts:
            self._snapshots.use(version)
        is_taken_away = version.tenant_isolation is not None or version.snap_starts
        if is_taken_away and self._may_prepare(version):
            fleet.demands.setdefault(version.revision, Demand(FORESIGHT)).note(
                self._clock.monotonic()
            )
            self._fill_beside(version)

    def provide(
        self,
        account: AccountId,
        function: FunctionName,
        wanted: Sequence[tuple[FunctionVersion, int]],
    ) -> None:
        """As Pool.provide."""
        for version in self.provisions.replace(account, function, wanted):
            fleet = self._fleet_of(version)
            # Each tells its function how it was begun, which is not so any more.
            for environment in [*fleet.prepared.get(version.revision, ())] if fleet else ():
                self._remove(environment)
        for version, _ in wanted:
            if (fleet := self._fleet_of(version)) is not None:
                self.shrink(fleet)
            self.replenish(version)

    async def take_snapshot(self, version: FunctionVersion) -> Snapshot | InitFailed:
        """As Pool.take_snapshot."""
        if not self._may_prepare(version):
            return Snapshot.OF_TENANTS_ONLY
        try:
            async with self._snapshot_places:
                made = await self._make(version, InitializationType.SNAP_START)
        except EnvironmentStartFailed as error:
            log.warning("no snapshot", function=version.name, reason=str(error))
            return Snapshot.NO_SANDBOX
        match made:
            case InitFailed():
                return made
            case GaveWay():
                return Snapshot.NO_ROOM
            case _:
                return Snapshot.TAKEN

    def keep_snapshots(
        self, account: AccountId, function: FunctionName, versions: Sequence[FunctionVersion]
    ) -> None:
        """As Pool.keep_snapshots."""
        self._snapshots.replace(account, function, versions)
        for version in versions:
            self.replenish(version)

    def provided(self, version: FunctionVersion) -> Provided:
        """As Pool.provided."""
        provision = self.provisions.get(version.revision)
        if provision is None:
            return Provided(0, 0, None)
        fleet = self._fleet_of(version)
        failure = provision.failure if provision.has_failed else None
        if not self._may_prepare(version):
            failure = ProvisionFailure.TENANT_NETWORK
        ready = min(provision.wanted, fleet.held_ready(version) if fleet else 0)
        return Provided(provision.wanted, ready, failure)

    def retire(self, revision: RevisionId) -> None:
        """Nothing of it is made ahead any more, and what is being made is not: its package may go at any time."""
        self.provisions.drop(revision)
        self._snapshots.drop(revision)
        filler = self._fillers.get(revision)
        if filler is not None:
            filler.cancel()

    def lost(self, environment: Environment) -> None:
        """It has ended of itself. Those that do so again and again are not made again and again."""
        provision = self._standing(environment.version.revision)
        if provision is not None and not environment.invocations:
            provision.note(ProvisionFailure.INIT, self._clock.monotonic())

    def taken(self, version: FunctionVersion) -> None:
        """One that was ready is somebody's now: another is made soon, where as many are still wanted."""
        self._fill_beside(version)

    def replenish(self, version: FunctionVersion) -> None:
        """What its owner has held ready is made up for soon. Nothing happens where it is complete."""
        provision = self._standing(version.revision)
        if provision is not None:
            self._fill_beside(provision.version)

    def replenish_all(self) -> None:
        """Whatever was lost unseen, or given up for a while."""
        for provision in (*self.provisions, *self._snapshots):
            self.replenish(provision.version)

    def initialization(self, version: FunctionVersion) -> InitializationType:
        """Of what is made ahead now."""
        if version.snap_starts or self.provisions.get(version.revision) is None:
            return InitializationType.awaited(version)
        return InitializationType.PROVISIONED_CONCURRENCY

    def keeps(self, fleet: Fleet, environment: Environment) -> bool:
        """Whether one that nobody uses stays all the same, because its owner has so many held ready."""
        version = environment.version
        return (
            environment.initialization is InitializationType.PROVISIONED_CONCURRENCY
            and version.tenant_isolation is None
            and fleet.held_ready(version) <= self.provisions.wanted(version)
        )

    def look_at_memory(self) -> None:
        """While the machine is short of it nothing is made that demand foretells, and shrink() leaves none of it."""
        # Files of the kernel's, a few at the most: nothing that the loop could wait for.
        self._is_memory_short = self._sees_memory_short()

    def shrink(self, fleet: Fleet) -> None:
        """No more are prepared than are wanted, and none that is too old."""
        now_s = self._clock.monotonic()
        for revision, ready in list(fleet.prepared.items()):
            surplus = ready[max(self._foretold(fleet, revision), self._wanted(revision)) :]
            old = [
                environment
                for environment in ready
                if now_s - environment.started_at > limits.ENVIRONMENT_AGE_MAX.total_seconds()
            ]
            for environment in {*surplus, *old}:
                self._remove(environment)

    def _fill_beside(self, version: FunctionVersion) -> None:
        # A task for each: an init that takes minutes must not keep other functions waiting.
        if version.revision not in self._fillers and self._lacks(version):
            self._fillers[version.revision] = self._tasks.create_task(self._fill_once(version))

    async def _fill_once(self, version: FunctionVersion) -> None:
        try:
            # Whoever has just come is served first: what is made for the next one takes the same processors.
            await asyncio.sleep(limits.STOCK_PAUSE.total_seconds())
            await self._fill(version)
        except Exception:  # what is made ahead must not take down with it the pool that serves
            log.exception("no stock", function=version.name)
        finally:
            # In the same turn as the last look at what is lacking: nothing is lost between the two.
            del self._fillers[version.revision]

    async def _fill(self, version: FunctionVersion) -> None:
        """As many as are wanted, one after the other, behind whoever waits for one."""
        while self._lacks(version):
            made = await self._made(version)
            if isinstance(made, GaveWay):
                return
            failure = made if isinstance(made, ProvisionFailure) else None
            provision = self._standing(version.revision)
            if provision is not None:
                provision.note(failure, self._clock.monotonic())
            elif failure is not None:
                # The next invocation will tell its caller why.
                return

    async def _made(self, version: FunctionVersion) -> Environment | ProvisionFailure | GaveWay:
        kind = self.initialization(version)
        try:
            made = await self._make(version, kind)
        except EnvironmentStartFailed as error:
            log.warning("no stock", function=version.name, reason=str(error))
            return ProvisionFailure.SANDBOX
        match made:
            case InitFailed():
                return ProvisionFailure.INIT
            case Environment(key=None) if kind is not self.initialization(version):
                # Its owner has decided otherwise meanwhile, and it tells its function what is not so any more.
                self._remove(made)
                return made
            case _:
                return made

    def _lacks(self, version: FunctionVersion) -> bool:
        fleet = self._fleet_of(version) or Fleet()
        return (
            fleet.held_ready(version) < self._target(fleet, version.revision)
            and self._may_prepare(version)
            and self._has_room(version)
        )

    def _target(self, fleet: Fleet, revision: RevisionId) -> int:
        """How many to make now."""
        provision = self._standing(revision)
        asked = provision.target(self._clock.monotonic()) if provision else 0
        return max(self._foretold(fleet, revision), asked)

    def _foretold(self, fleet: Fleet, revision: RevisionId) -> int:
        demand = fleet.demands.get(revision)
        if demand is None or self._is_memory_short:
            return 0
        return demand.target(self._clock.monotonic())

    def _wanted(self, revision: RevisionId) -> int:
        """By its owner, whether it can be had now or not."""
        provision = self._standing(revision)
        return provision.wanted if provision else 0

    def _standing(self, revision: RevisionId) -> Provision | None:
        """What is to be ready however long nobody comes; of snapshots nothing while memory is short."""
        provision = self.provisions.get(revision)
        if provision is None and not self._is_memory_short:
            return self._snapshots.get(revision)
        return provision
