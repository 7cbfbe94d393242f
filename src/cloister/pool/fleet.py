"""The environments of one function, told apart by whom they wait for: nobody, anybody, or the holder of their key."""

from dataclasses import dataclass, field

from cloister.domain.demand import Demand
from cloister.domain.environment import EnvironmentKey, InitializationType
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import EnvironmentId, RevisionId
from cloister.pool.environment import Environment


@dataclass(slots=True)
class Fleet:
    """The pool's book of one function."""

    environments: dict[EnvironmentId, Environment] = field(default_factory=dict)
    idle: dict[EnvironmentId, Environment] = field(default_factory=dict)
    """Those that nobody holds, the longest unused first."""
    idle_by_key: dict[EnvironmentKey, list[Environment]] = field(default_factory=dict)
    """The same, the longest unused of each key first."""
    crowds: dict[EnvironmentKey, None] = field(default_factory=dict)
    """Keys with more than one idle environment."""
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

    def spare(self) -> Environment | None:
        """The one to do without when another needs its place; None when all are leased.

        Of the tenant with the most idle ones the one that was unused for longest, so that nobody pushes the others
        out by having many. What is prepared, or being prepared, for nobody in particular goes last: the next new
        tenant would take it.
        """
        if self.crowds:
            largest = max(self.crowds, key=lambda key: len(self.idle_by_key[key]))
            return self.idle_by_key[largest][0]
        if self.idle:
            return next(iter(self.idle.values()))
        return next((each for each in self.environments.values() if each.key is None), None)

    def take_idle(self, key: EnvironmentKey) -> Environment | None:
        """The one of this key that came back last, if any is idle. It is the caller's."""
        waiting = self.idle_by_key.get(key)
        if not waiting:
            return None
        environment = waiting.pop()
        self._no_longer_idle(key, environment)
        return environment

    def put_idle(self, key: EnvironmentKey, environment: Environment) -> None:
        """It waits for the next invocation of its key; one that is held ready serves before any other."""
        self.idle[environment.id] = environment
        waiting = self.idle_by_key.get(key)
        if waiting is None:
            self.idle_by_key[key] = [environment]
            return
        on_demand = environment.initialization is InitializationType.ON_DEMAND
        if on_demand and _is_provisioned(waiting[-1]):
            waiting.insert(0, environment)
        else:
            waiting.append(environment)
        self.crowds[key] = None

    def take_prepared(self, revision: RevisionId) -> Environment | None:
        """One that has run init and served nobody, if any is ready. It is the caller's, to bind."""
        ready = self.prepared.get(revision)
        return ready.pop() if ready else None

    def held_ready(self, version: FunctionVersion) -> int:
        """How many count for what is to be held ready of a version.

        Those that are prepared, which a tenant takes away, or whoever comes first for a snapshot. Else nothing is taken
        away: all that were provisioned, those that serve included.
        """
        if version.tenant_isolation is not None or version.snap_starts:
            return len(self.prepared.get(version.revision, ()))
        return sum(
            1
            for environment in self.environments.values()
            if environment.version.revision == version.revision
            and _is_provisioned(environment)
            and environment.is_loaded
        )

    def forget(self, environment: Environment) -> None:
        """It waits for nobody any more, neither for its key nor for a first tenant."""
        key = environment.key
        if key is None:
            ready = self.prepared.get(environment.version.revision, [])
            if environment in ready:
                ready.remove(environment)
        elif environment.id in self.idle:
            self.idle_by_key[key].remove(environment)
            self._no_longer_idle(key, environment)

    def _no_longer_idle(self, key: EnvironmentKey, environment: Environment) -> None:
        """It has left those of its key."""
        del self.idle[environment.id]
        waiting = self.idle_by_key[key]
        if not waiting:
            del self.idle_by_key[key]
        elif len(waiting) == 1:
            del self.crowds[key]


def _is_provisioned(environment: Environment) -> bool:
    return environment.initialization is InitializationType.PROVISIONED_CONCURRENCY
