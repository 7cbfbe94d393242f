"""Environments that owners have held ready for a version or an alias: asked for, arranged with the pool, and shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from cloister.control.accounts import Account
from cloister.control.aliases import UNPUBLISHED, Aliases, check_alias_provision
from cloister.control.catalogue import Catalogue
from cloister.control.revisions import new_revision, rewrite
from cloister.control.snap_start import check_provisionable
from cloister.control.tenancy import Feature, check_tenancy
from cloister.domain.arn import FunctionReference
from cloister.domain.clock import Clock
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import InvalidParameterValue, ProvisionNotFound, ResourceConflict
from cloister.domain.function import Function, FunctionVersion
from cloister.domain.ids import LATEST, AccountId, FunctionName
from cloister.domain.release import (
    Alias,
    AliasName,
    PublishedVersion,
    Releases,
    provisions,
    version_number,
)
from cloister.pool.provision import Provided
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.store.functions import FunctionStore

_NOT_CONFIGURABLE: Final = "The function resource provided must be an alias or a published version."

Provisionable: TypeAlias = PublishedVersion | Alias


class Status(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    READY = "READY"
    FAILED = "FAILED"
    """It was given up; there is an attempt now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionView:
    """What was asked for a qualifier, and what has come of it so far."""

    qualifier: str
    requested: int
    ready: int
    status: Status
    reason: str | None
    changed_at: datetime | None
    """None where nothing is asked for."""


class HoldsReady(Protocol):
    """The pool, as far as it is asked here."""

    def provide(
        self,
        account: AccountId,
        function: FunctionName,
        wanted: Sequence[tuple[FunctionVersion, int]],
    ) -> None: ...

    def provided(self, version: FunctionVersion) -> Provided: ...

    async def take_snapshot(self, version: FunctionVersion) -> Snapshot | InitFailed: ...

    def keep_snapshots(
        self, account: AccountId, function: FunctionName, versions: Sequence[FunctionVersion]
    ) -> None: ...


class Arrangement:
    """Tells the pool what the store has of provisions and snapshots: the last one told is what was committed last."""

    def __init__(self, catalogue: Catalogue, pool: HoldsReady) -> None:
        self._catalogue = catalogue
        self._pool = pool

    def renew(self, name: FunctionName) -> None:
        """After every change of a function, its versions or aliases that may concern what is held ready."""
        function = self._catalogue.stored(name)
        if function is None:
            return
        releases = self._catalogue.releases(function)
        wanted = [
            (releases.versions[number].of(function), count)
            for number, count in provisions(releases).items()
        ]
        self._pool.provide(function.account, name, wanted)
        with_snapshots = [
            version.of(function) for version in releases.versions.values() if version.has_snapshot
        ]
        self._pool.keep_snapshots(function.account, name, with_snapshots)

    def renew_all(self) -> None:
        """Once, when the server starts."""
        # What was told last counts as used last: the pool keeps the snapshots of so many versions only.
        for function in sorted(self._catalogue.all(), key=lambda each: each.last_modified):
            releases = self._catalogue.releases(function)
            has_snapshots = any(version.has_snapshot for version in releases.versions.values())
            if has_snapshots or provisions(releases):
                self.renew(function.name)


class ProvisionedConcurrency:
    """What is provisioned for the versions and aliases of a home's functions."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        aliases: Aliases,
        account: Account,
        arrangement: Arrangement,
        pool: HoldsReady,
        clock: Clock,
        compatibility: Compatibility,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._aliases = aliases
        self._account = account
        self._arrangement = arrangement
        self._pool = pool
        self._clock = clock
        self._compatibility = compatibility

    async def put(self, reference: FunctionReference, units: int) -> ProvisionView:
        """Durable on return, in place of what was asked before; environments are made from then on.

        Raises ResourceNotFound, InvalidParameterValue for what can't have any and for more than can be set apart, and
        ResourceConflict for a version and an alias of it at once.
        """
        if reference.qualifier in {None, LATEST}:
            raise InvalidParameterValue(UNPUBLISHED)
        function = self._catalogue.function(reference)
        feature = Feature.PROVISIONED_CONCURRENCY
        check_tenancy(function.tenant_isolation, feature, self._compatibility)

        async def attempt(before: Provisionable) -> Provisionable | None:
            releases = self._catalogue.releases(function)
            after = self._changed(before, units)
            _check_provisionable(after, releases)
            self._check_left(function, releases, before=before, units=units)
            return await self._replaced(before, after)

        async with self._account.turn:
            after: Provisionable = await rewrite(lambda: self._target(reference), attempt)
        self._arrangement.renew(function.name)
        return self._view(function, after)

    def get(self, reference: FunctionReference) -> ProvisionView:
        """Raises ResourceNotFound for what is not there, ProvisionNotFound, InvalidParameterValue for $LATEST."""
        target = self._target(reference)
        if target.provisioned is None:
            raise ProvisionNotFound("No Provisioned Concurrency Config found for this function")
        return self._view(self._catalogue.function(reference), target)

    def list(self, reference: FunctionReference) -> list[ProvisionView]:
        """Those of a function, in no order. Raises as Catalogue.whole does."""
        function = self._catalogue.whole(reference)
        releases = self._catalogue.releases(function)
        targets: list[Provisionable] = [*releases.versions.values(), *releases.aliases.values()]
        return [self._view(function, each) for each in targets if each.provisioned is not None]

    async def delete(self, reference: FunctionReference) -> None:
        """Nothing is provisioned for it on return, and perhaps never was: AWS does not tell which.

        Raises as `get` does for what is not there.
        """

        async def attempt(before: Provisionable) -> Provisionable | None:
            if before.provisioned is None:
                return before
            return await self._replaced(before, self._changed(before, None))

        await rewrite(lambda: self._target(reference), attempt)
        self._arrangement.renew(reference.name)

    def _target(self, reference: FunctionReference) -> Provisionable:
        """What is meant, as it is stored. Raises as `get` does."""
        qualifier = reference.qualifier
        if qualifier is None or qualifier == LATEST:
            raise InvalidParameterValue(_NOT_CONFIGURABLE)
        number = version_number(qualifier)
        if number is None:
            whole = FunctionReference(reference.name, None)
            return self._aliases.get(whole, AliasName(qualifier))
        releases = self._catalogue.releases(self._catalogue.function(reference))
        if number not in releases.versions:
            raise self._catalogue.not_found(reference)
        return releases.versions[number]

    def _check_left(
        self, function: Function, releases: Releases, *, before: Provisionable, units: int
    ) -> None:
        more = units - (before.provisioned or 0)
        if function.reserved_concurrency is None:
            self._account.check_left(more, what="ConcurrentExecutions")
        elif sum(provisions(releases).values()) + more > function.reserved_concurrency:
            raise InvalidParameterValue(
                "Requested Provisioned Concurrency should not be greater than the "
                "reservedConcurrentExecution for function"
            )

    def _changed(self, before: Provisionable, units: int | None) -> Provisionable:
        return replace(
            before,
            provisioned=units,
            provisioned_at=None if units is None else self._clock.now(),
            revision_id=new_revision(self._clock),
        )

    async def _replaced(self, before: Provisionable, after: Provisionable) -> Provisionable | None:
        """What is stored now; None if somebody else was faster."""
        match after:
            case PublishedVersion():
                done = await self._store.replace_version(after, expected=before.revision_id)
            case Alias():
                done = await self._store.replace_alias(after, expected=before.revision_id)
        return after if done else None

    def _view(self, function: Function, target: Provisionable) -> ProvisionView:
        requested = target.provisioned or 0
        versions = self._catalogue.releases(function).versions
        outcomes = [
            (self._pool.provided(versions[number].of(function)), share)
            for number, share in target.provisions().items()
            if number in versions
        ]
        ready = sum(_part(provided, share) for provided, share in outcomes)
        failure = next((provided.failure for provided, _ in outcomes if provided.failure), None)
        status = Status.FAILED if failure else Status.IN_PROGRESS
        return ProvisionView(
            qualifier=target.name if isinstance(target, Alias) else target.version,
            requested=requested,
            ready=ready,
            status=Status.READY if ready >= requested else status,
            reason=failure if ready < requested else None,
            changed_at=target.provisioned_at,
        )


def _part(provided: Provided, share: int) -> int:
    """Of what a version holds ready, what belongs to one of those who share it."""
    return provided.ready * share // provided.wanted if provided.wanted else 0


def _check_provisionable(target: Provisionable, releases: Releases) -> None:
    if isinstance(target, Alias):
        if target.second_version is not None:
            raise InvalidParameterValue(
                "Alias with weights can not be used with Provisioned Concurrency"
            )
        check_alias_provision(target, releases)
        return
    check_provisionable(target)
    if any(
        alias.provisioned and alias.points_at(target.number) for alias in releases.aliases.values()
    ):
        raise ResourceConflict("Version is pointed by a Provisioned Concurrency alias")
