"""Aliases: names that owners move from version to version, and that may share their invocations between two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cloister.control.catalogue import Catalogue
from cloister.control.revisions import check_revision, new_revision, rewrite
from cloister.control.snap_start import check_provisionable
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.errors import InvalidParameterValue, ResourceConflict, ResourceNotFound
from cloister.domain.function import Function
from cloister.domain.ids import LATEST, FunctionName, RevisionId
from cloister.domain.release import (
    Alias,
    AliasName,
    Releases,
    VersionNumber,
    version_label,
    version_number,
)
from cloister.store.functions import FunctionStore

UNPUBLISHED: Final = (
    "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasChange:
    """The members of an alias that were given; None leaves one as it is, or at its default when creating."""

    version: str | None = None
    """A number, or $LATEST."""
    description: str | None = None
    weights: Mapping[str, float] | None = None
    """The second version's share of the invocations by its number; empty for no second version."""


class Aliases:
    """The aliases of a home's functions. Whatever names a function may not name a part of it."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        home: Home,
        clock: Clock,
        moved: Callable[[FunctionName], None],
    ) -> None:
        """`moved` is called with a function one of whose aliases has been changed or deleted."""
        self._moved = moved
        self._store = store
        self._catalogue = catalogue
        self._home = home
        self._clock = clock

    async def create(
        self, reference: FunctionReference, name: AliasName, asked: AliasChange
    ) -> Alias:
        """Durable on return.

        Raises ResourceNotFound for the function or a version, ResourceConflict for a name that is taken, and
        InvalidParameterValue for weights that AWS refuses.
        """

        async def attempt(function: Function) -> Alias | None:
            blank = Alias(
                account=function.account,
                region=function.region,
                function=function.name,
                name=name,
                version=None,
                revision_id=new_revision(self._clock),
            )
            alias = self._changed(function, blank, asked)
            return alias if await self._store.create_alias(alias) else None

        return await rewrite(lambda: self._without(reference, name), attempt)

    def get(self, reference: FunctionReference, name: AliasName) -> Alias:
        """Raises ResourceNotFound for the function or the alias."""
        function = self._catalogue.whole(reference)
        alias = self._catalogue.releases(function).aliases.get(name)
        if alias is None:
            raise ResourceNotFound(f"Cannot find alias arn: {self._arn(function, name)}")
        return alias

    def list(self, reference: FunctionReference, *, version: str | None) -> list[Alias]:
        """The function's aliases, or those that have this version first or second, in no order."""
        function = self._catalogue.whole(reference)
        aliases = self._catalogue.releases(function).aliases.values()
        return [
            alias
            for alias in aliases
            if version is None
            or alias.points_at(None if version == LATEST else version_number(version))
        ]

    async def update(
        self,
        reference: FunctionReference,
        name: AliasName,
        asked: AliasChange,
        *,
        revision: RevisionId | None,
    ) -> Alias:
        """Durable on return. What is provisioned for it moves with it.

        Raises as `create` does, PreconditionFailed for a revision that is not its, and for a provision that can't move
        InvalidParameterValue or ResourceConflict.
        """

        def read() -> Alias:
            function = self._catalogue.whole(reference)
            alias = self._catalogue.releases(function).aliases.get(name)
            if alias is None:
                raise ResourceNotFound(f"Alias not found: {self._arn(function, name)}")
            check_revision(revision, alias)
            return alias

        async def attempt(before: Alias) -> Alias | None:
            function = self._catalogue.function(reference)
            after = self._changed(function, before, asked)
            check_alias_provision(after, self._catalogue.releases(function))
            after = replace(after, revision_id=new_revision(self._clock))
            written = await self._store.replace_alias(after, expected=before.revision_id)
            return after if written else None

        alias = await rewrite(read, attempt)
        self._moved(alias.function)
        return alias

    async def delete(self, reference: FunctionReference, name: AliasName) -> None:
        """The alias is gone on return, and was perhaps never there: AWS does not tell which."""
        function = self._catalogue.whole(reference)
        alias = self._catalogue.releases(function).aliases.get(name)
        if alias is not None:
            await self._store.delete_alias(alias)
            self._moved(function.name)

    def _without(self, reference: FunctionReference, name: AliasName) -> Function:
        """The function, if it has no such alias. Raises ResourceConflict if it has."""
        function = self._catalogue.whole(reference)
        if name in self._catalogue.releases(function).aliases:
            raise ResourceConflict(f"Alias already exists: {self._arn(function, name)}")
        return function

    def _changed(self, function: Function, before: Alias, asked: AliasChange) -> Alias:
        version = self._existing(function, asked.version) if asked.version else before.version
        second, weight = before.second_version, before.second_weight
        if asked.weights is not None:
            second, weight = self._second(function, asked.weights)
        _check_distinct(version, second)
        return replace(
            before,
            version=version,
            description=before.description if asked.description is None else asked.description,
            second_version=second,
            second_weight=weight,
        )

    def _second(
        self, function: Function, weights: Mapping[str, float]
    ) -> tuple[VersionNumber | None, float | None]:
        if len(weights) > 1:
            raise InvalidParameterValue(
                "Number of items in AdditionalVersionWeights cannot be greater than 1"
            )
        if not weights:
            return None, None
        [(label, weight)] = weights.items()
        return self._existing(function, label), weight

    def _existing(self, function: Function, label: str) -> VersionNumber | None:
        """The number of a version that is there, None being $LATEST. Raises ResourceNotFound."""
        if label == LATEST:
            return None
        number = version_number(label)
        if number is None or number not in self._catalogue.releases(function).versions:
            raise self._catalogue.not_found(FunctionReference(function.name, label))
        return number

    def _arn(self, function: Function, name: AliasName) -> str:
        return self._home.function_arn(function.name, name)


def check_alias_provision(alias: Alias, releases: Releases) -> None:
    """Return if the versions that an alias points at may hold ready what is provisioned for it.

    Raises InvalidParameterValue for $LATEST and for a version with SnapStart, ResourceConflict for one that has a
    provision of its own.
    """
    if alias.provisioned is None:
        return
    if alias.version is None:
        raise InvalidParameterValue(UNPUBLISHED)
    for number in alias.provisions().keys() & releases.versions.keys():
        version = releases.versions[number]
        check_provisionable(version)
        if version.provisioned is not None:
            raise ResourceConflict(
                "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
            )


def _check_distinct(first: VersionNumber | None, second: VersionNumber | None) -> None:
    if second is None:
        return
    if first is None:
        raise InvalidParameterValue(
            "$LATEST is not supported for an alias pointing to more than 1 version"
        )
    if first == second:
        label = version_label(second)
        raise InvalidParameterValue(
            f"Invalid function version {label}. "
            f"Function version {label} is already included in routing configuration."
        )
