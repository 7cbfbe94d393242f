"""From a function's name and qualifier to the version that runs, or the reason why none does."""

from dataclasses import dataclass
from typing import NamedTuple

from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.errors import ResourceConflict, ResourceNotFound
from cloister.domain.function import Function, FunctionState, FunctionVersion
from cloister.domain.ids import LATEST, FunctionName
from cloister.domain.limits import VERSIONS_CACHED_MAX
from cloister.domain.release import (
    Alias,
    AliasName,
    PublishedVersion,
    Release,
    find,
    version_number,
)
from cloister.domain.resource_policy import Statement
from cloister.store.functions import FunctionStore


class Found(NamedTuple):
    """What a reference leads to. The policy says who may learn of the rest."""

    function: Function | None
    policy: tuple[Statement, ...]
    version: FunctionVersion | ResourceNotFound | ResourceConflict
    """Or why none runs."""


@dataclass(frozen=True, slots=True)
class _Made:
    function: Function
    release: Release
    version: FunctionVersion


class Resolver:
    """Reads the store's memory only: it is called by every invocation."""

    def __init__(self, store: FunctionStore, home: Home, clock: Clock) -> None:
        self._store = store
        self._home = home
        self._clock = clock
        self._made: dict[tuple[FunctionName, str], _Made] = {}
        self._latest: dict[FunctionName, Found] = {}
        """Of names without a qualifier, which lead to one thing for as long as the function is stored as it is."""

    def found(self, reference: FunctionReference) -> Found:
        """Policy and version, of one moment; an alias of two versions chooses anew each time."""
        function = self._store.get(self._home.account, self._home.region, reference.name)
        if reference.qualifier is None:
            known = self._latest.get(reference.name)
            if known is not None and known.function is function:
                return known
        policy = self.policy(reference)
        try:
            found = Found(function, policy, self.version(reference))
        except (ResourceNotFound, ResourceConflict) as refusal:
            return Found(function, policy, refusal)
        if reference.qualifier is None:
            if len(self._latest) >= VERSIONS_CACHED_MAX:
                self._latest.clear()
            self._latest[reference.name] = found
        return found

    def version(self, reference: FunctionReference) -> FunctionVersion:
        """The version to run now; an alias of two chooses anew each time.

        Raises ResourceNotFound, and ResourceConflict while the version is being created.
        """
        key = self._home.account, self._home.region, reference.name
        function = self._store.get(*key)
        if function is None:
            raise self._not_found(reference)
        if reference.qualifier is None:
            release: Release | None = function
        else:
            releases = self._store.releases(*key)
            release = find(function, releases, reference.qualifier, draw=self._clock.draw())
        if release is None:
            raise self._not_found(reference)
        if release.state is not FunctionState.ACTIVE:
            arn = self._home.function_arn(reference.name)
            raise ResourceConflict(
                "The operation cannot be performed at this time. "
                f"The function is currently in the following state: {release.state}: {arn}"
            )
        return self._version(function, release)

    def _version(self, function: Function, release: Release) -> FunctionVersion:
        """Made once for as long as both are as they are: what is stored is never changed, only exchanged."""
        place = function.name, release.version
        made = self._made.get(place)
        if made is not None and made.function is function and made.release is release:
            return made.version
        if len(self._made) >= VERSIONS_CACHED_MAX:
            self._made.clear()
        version = (
            release.of(function) if isinstance(release, PublishedVersion) else release.latest()
        )
        self._made[place] = _Made(function, release, version)
        return version

    def policy(self, reference: FunctionReference) -> tuple[Statement, ...]:
        """Of the function, or of the version or alias that is named: each has its own. Empty where nothing is there."""
        key = self._home.account, self._home.region, reference.name
        qualifier = reference.qualifier
        if qualifier is None or qualifier == LATEST:
            policed: Function | PublishedVersion | Alias | None = self._store.get(*key)
        elif (number := version_number(qualifier)) is not None:
            policed = self._store.releases(*key).versions.get(number)
        else:
            policed = self._store.releases(*key).aliases.get(AliasName(qualifier))
        return policed.policy if policed is not None else ()

    def invoked_arn(self, reference: FunctionReference) -> str:
        """The ARN that the function's context shows: with the qualifier that the caller gave, if any."""
        return self._home.function_arn(reference.name, reference.qualifier)

    def _not_found(self, reference: FunctionReference) -> ResourceNotFound:
        # Invoke names the qualifier also when none was given (recorded 2025-11, lambda-facts 2.1).
        arn = self._home.function_arn(reference.name, reference.qualifier or LATEST)
        return ResourceNotFound(f"Function not found: {arn}")
