"""Layers as their owners publish them, and as functions come to use them: at most five, none of them twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cloister.control.deployments import Deployments
from cloister.control.revisions import check_revision, new_revision, rewrite
from cloister.domain import limits
from cloister.domain.arn import Home
from cloister.domain.clock import Clock
from cloister.domain.errors import InvalidParameterValue, ResourceConflict, ResourceNotFound
from cloister.domain.function import Code, Layer
from cloister.domain.ids import RevisionId
from cloister.domain.layer import (
    Grant,
    LayerName,
    LayerReference,
    LayerVersion,
    layer_arn,
    parse_layer_reference,
)
from cloister.domain.package import PackageSource
from cloister.store.layers import LayerStore

_POLICY_API = "GetLayerPolicy"
"""What AWS's text on a stale revision of a layer's policy names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLayerVersion:
    """PublishLayerVersion."""

    name: LayerName
    source: PackageSource
    description: str = ""
    license_info: str | None = None
    runtimes: tuple[str, ...] | None = None
    architectures: tuple[str, ...] | None = None


class Layers:
    """The layers of one home."""

    def __init__(
        self, *, store: LayerStore, deployments: Deployments, home: Home, clock: Clock
    ) -> None:
        self._store = store
        self._deployments = deployments
        self._home = home
        self._clock = clock

    async def publish(self, new: NewLayerVersion) -> LayerVersion:
        """A new version, durable on return. Raises what is wrong with the package."""
        async with self._deployments.added(new.source) as code:
            return await self._store.publish(self._draft(new, code))

    def all(self) -> list[LayerVersion]:
        """Every version of every layer, in no order."""
        return self._store.list(self._home.account, self._home.region)

    def versions(self, name: LayerName) -> list[LayerVersion]:
        """In no order; none where there is no such layer."""
        return [version for version in self.all() if version.name == name]

    def get(self, reference: LayerReference) -> LayerVersion:
        """Raises ResourceNotFound, and InvalidParameterValue for a number that no version can have."""
        _check_number(reference)
        version = self._stored(reference)
        if version is None:
            raise ResourceNotFound("The resource you requested does not exist.")
        return version

    async def delete(self, reference: LayerReference) -> None:
        """Gone on return, also if it was not there; functions that use it keep it."""
        _check_number(reference)
        version = self._stored(reference)
        if version is not None:
            await self._store.delete(version)
            self._deployments.remove_unused_soon()

    async def allow(
        self, reference: LayerReference, grant: Grant, *, revision: RevisionId | None
    ) -> LayerVersion:
        """The version with the grant in its policy.

        Raises ResourceNotFound, ResourceConflict for a statement's id that is taken, PreconditionFailed.
        """

        async def attempt(version: LayerVersion) -> LayerVersion | None:
            if grant.statement_id in {known.statement_id for known in version.grants}:
                raise ResourceConflict(
                    f"The statement id ({grant.statement_id}) provided already exists. "
                    "Please provide a new statement id, or remove the existing statement."
                )
            check_revision(revision, version, api=_POLICY_API)
            return await self._with_grants(version, (*version.grants, grant))

        return await rewrite(lambda: self._of_policy(reference), attempt)

    async def forbid(
        self, reference: LayerReference, statement_id: str, *, revision: RevisionId | None
    ) -> None:
        """The grant of that statement is gone. Raises ResourceNotFound, also for no such statement."""

        async def attempt(version: LayerVersion) -> LayerVersion | None:
            check_revision(revision, version, api=_POLICY_API)
            kept = tuple(known for known in version.grants if known.statement_id != statement_id)
            if len(kept) == len(version.grants):
                raise ResourceNotFound(f"Statement {statement_id} is not found in resource policy.")
            return await self._with_grants(version, kept)

        await rewrite(lambda: self._of_policy(reference), attempt)

    def policy(self, reference: LayerReference) -> LayerVersion:
        """A version that has grants. Raises ResourceNotFound for one that has none as well."""
        version = self._of_policy(reference)
        if not version.grants:
            raise ResourceNotFound("No policy is associated with the given resource.")
        return version

    def used(self, arns: Sequence[str]) -> tuple[Layer, ...]:
        """The versions that a function names, in its order.

        Raises InvalidParameterValue for too many, one that is not there, and two of one layer, and what
        parse_layer_reference raises. Called while the deployments' turn is held, or they may go meanwhile.
        """
        if len(arns) > limits.FUNCTION_LAYERS_MAX:
            raise InvalidParameterValue(
                f"Cannot reference more than {limits.FUNCTION_LAYERS_MAX} layers."
            )
        layers: dict[LayerName, Layer] = {}
        for arn in arns:
            version = self._named(arn)
            if (other := layers.get(version.name)) is not None:
                raise InvalidParameterValue(
                    "Two different versions of the same layer are not allowed to be referenced in the same "
                    f"function. {other.arn} and {arn} are versions of the same layer."
                )
            layers[version.name] = Layer(arn=arn, code=version.code)
        return tuple(layers.values())

    async def check_sizes(self, code: Code, layers: Sequence[Layer]) -> None:
        """Return if they are together within what a function may unzip to. Raises InvalidParameterValue."""
        if not layers:
            return
        size_bytes = await self._deployments.unzipped_bytes(
            [code, *(layer.code for layer in layers)]
        )
        if size_bytes > limits.PACKAGE_UNZIPPED_BYTES_MAX:
            raise InvalidParameterValue(
                "Function code combined with layers exceeds the maximum allowed size of "
                f"{limits.PACKAGE_UNZIPPED_BYTES_MAX} bytes. The actual size is {size_bytes} bytes."
            )

    def _named(self, arn: str) -> LayerVersion:
        try:
            version = self._stored(parse_layer_reference(arn, self._home))
        except ResourceNotFound as error:
            raise InvalidParameterValue(
                "Layers are not in the same region as the function. "
                f"Layers are expected to be in region {self._home.region}."
            ) from error
        if version is None:
            raise InvalidParameterValue(f"Layer version {arn} does not exist.")
        return version

    def _stored(self, reference: LayerReference) -> LayerVersion | None:
        home = self._home
        return self._store.get(
            home.account, home.region, name=reference.name, number=reference.number or 0
        )

    def _of_policy(self, reference: LayerReference) -> LayerVersion:
        version = self._stored(reference)
        if version is None:
            arn = layer_arn(self._home, reference.name, reference.number)
            raise ResourceNotFound(f"Layer version {arn} does not exist.")
        return version

    async def _with_grants(
        self, version: LayerVersion, grants: tuple[Grant, ...]
    ) -> LayerVersion | None:
        after = replace(version, grants=grants, revision_id=new_revision(self._clock))
        replaced = await self._store.replace(after, expected=version.revision_id)
        return after if replaced else None

    def _draft(self, new: NewLayerVersion, code: Code) -> LayerVersion:
        return LayerVersion(
            account=self._home.account,
            region=self._home.region,
            name=new.name,
            number=0,
            description=new.description,
            license_info=new.license_info,
            runtimes=new.runtimes,
            architectures=new.architectures,
            code=code,
            created_at=self._clock.now(),
            revision_id=new_revision(self._clock),
        )


def _check_number(reference: LayerReference) -> None:
    if reference.number is not None and reference.number < 1:
        raise InvalidParameterValue("Layer Version Cannot be less than 1")
