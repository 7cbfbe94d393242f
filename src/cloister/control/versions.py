"""Versions: $LATEST set down under a number for good, listed, and deleted once no alias points at it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cloister.control.catalogue import Catalogue
from cloister.control.deployments import Deployments
from cloister.control.revisions import new_revision, rewrite
from cloister.control.settling import Settling
from cloister.domain.arn import FunctionReference
from cloister.domain.clock import Clock
from cloister.domain.errors import InvalidParameterValue, ResourceConflict
from cloister.domain.function import Function, FunctionState
from cloister.domain.ids import LATEST, RevisionId
from cloister.domain.release import PublishedVersion, Release, VersionNumber, version_number
from cloister.store.functions import FunctionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """PublishVersion."""

    description: str | None = None
    """None takes the configuration's."""
    code_sha256: str | None = None
    """Publish only if this is $LATEST's package."""


class Versions:
    """The versions of a home's functions."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        settling: Settling,
        deployments: Deployments,
        clock: Clock,
        retire: Callable[[Release], None],
    ) -> None:
        """`retire` is called with a version that was deleted."""
        self._store = store
        self._catalogue = catalogue
        self._settling = settling
        self._deployments = deployments
        self._clock = clock
        self._retire = retire

    async def publish(
        self, reference: FunctionReference, asked: Publication, *, revision: RevisionId | None
    ) -> PublishedVersion:
        """A new version, durable and Pending; or the last one, if nothing has changed since it was published.

        Raises as Catalogue.changeable does, and InvalidParameterValue for a package that is not $LATEST's.
        """

        async def attempt(function: Function) -> PublishedVersion | None:
            _check_code(function, asked.code_sha256)
            if (repeated := self._catalogue.repeated(function)) is not None:
                return repeated
            after, version = next_version(function, self._clock, description=asked.description)
            if not await self._store.replace(
                after, expected=function.revision_id, published=version
            ):
                return None
            self._settling.soon(version)
            return version

        return await rewrite(lambda: self._catalogue.changeable(reference, revision), attempt)

    def list(self, reference: FunctionReference) -> list[Release]:
        """$LATEST and the versions, in no order. Raises as Catalogue.whole does."""
        function = self._catalogue.whole(reference)
        return [function, *self._catalogue.releases(function).versions.values()]

    async def delete(self, reference: FunctionReference) -> None:
        """The version is gone on return, and was perhaps never there: AWS does not tell which.

        Raises ResourceNotFound for the function, InvalidParameterValue for $LATEST or an alias, and ResourceConflict
        while an alias points at the version.
        """
        function = self._catalogue.function(reference)
        number = _deletable(reference)
        while (version := self._catalogue.releases(function).versions.get(number)) is not None:
            if await self._store.delete_version(version):
                self._retire(version)
                self._deployments.remove_unused_soon()
            else:
                self._refuse_if_referenced(function, number)

    def _refuse_if_referenced(self, function: Function, number: VersionNumber) -> None:
        aliases = self._catalogue.releases(function).aliases.values()
        if names := sorted(alias.name for alias in aliases if alias.points_at(number)):
            raise ResourceConflict(
                f"Unable to delete version because the following aliases reference it: [{', '.join(names)}]"
            )


def next_version(
    function: Function, clock: Clock, *, description: str | None = None
) -> tuple[Function, PublishedVersion]:
    """The function once it is published, and its new version, which is Pending."""
    number = VersionNumber(function.last_version + 1)
    version = PublishedVersion(
        account=function.account,
        region=function.region,
        name=function.name,
        number=number,
        configuration=function.configuration,
        code=function.code,
        tenant_isolation=function.tenant_isolation,
        own_description=description,
        revision_id=new_revision(clock),
        environment_revision=new_revision(clock),
        last_modified=clock.now(),
        state=FunctionState.PENDING,
    )
    return replace(function, last_version=number, revision_id=new_revision(clock)), version


def _check_code(function: Function, expected: str | None) -> None:
    current = function.code.sha256
    if expected and expected != current:
        raise InvalidParameterValue(
            f"CodeSHA256 ({expected}) is different from current CodeSHA256 in $LATEST ({current}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )


def _deletable(reference: FunctionReference) -> VersionNumber:
    if reference.qualifier in {None, LATEST}:
        raise InvalidParameterValue(
            "$LATEST version cannot be deleted without deleting the function."
        )
    number = version_number(str(reference.qualifier))
    if number is None:
        raise InvalidParameterValue("Deletion of aliases is not currently supported.")
    return number
