"""Functions as their owners change them: acknowledged once durable, Pending or InProgress until settled."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from cloister.control.catalogue import Catalogue
from cloister.control.code_signing import CodeSigning
from cloister.control.configuration import (
    ConfigurationChange,
    Machine,
    changed,
    check_architecture,
    check_isolation,
    check_new_name,
    created,
)
from cloister.control.deployments import Deployments
from cloister.control.egress import check_egress
from cloister.control.layers import Layers
from cloister.control.revisions import new_revision
from cloister.control.settling import Settling
from cloister.control.snap_start import check_snap_start
from cloister.control.tags import check_tag_count
from cloister.control.versions import next_version
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import ResourceConflict
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    TenantIsolation,
    UpdateStatus,
)
from cloister.domain.ids import FunctionName, RevisionId
from cloister.domain.package import PackageSource
from cloister.domain.release import PublishedVersion, Release
from cloister.store.functions import FunctionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFunction:
    """CreateFunction."""

    name: FunctionName
    configuration: ConfigurationChange
    source: PackageSource
    tenant_isolation: TenantIsolation | None = None
    publish: bool = False
    """Whether it gets a version 1 at once."""
    code_signing_config_arn: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """UpdateFunctionCode."""

    source: PackageSource
    architecture: str | None = None
    publish: bool = False
    """Whether a version is published with the change."""


class Functions:
    """The functions of one home, made, changed and deleted.

    A write is conditional on the revision that was read. A cancelled call may still be committed: what it began is
    then settled at the next start.
    """

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        deployments: Deployments,
        settling: Settling,
        layers: Layers,
        signing: CodeSigning,
        home: Home,
        clock: Clock,
        machine: Callable[[], Machine],
        retire: Callable[[Release], None],
        compatibility: Compatibility,
    ) -> None:
        """`machine` tells what this machine can run. `retire` is called with a function as it was, once it is changed
        or deleted, and with its versions when they go with it.
        """
        self._store = store
        self._catalogue = catalogue
        self._deployments = deployments
        self._settling = settling
        self._layers = layers
        self._signing = signing
        self._home = home
        self._clock = clock
        self._machine = machine
        self._compatibility = compatibility
        self._retire = retire

    async def create(self, new: NewFunction) -> Release:
        """Durable on return and Pending; Active soon after. What is returned is version 1 if one was to be published.

        Raises ResourceConflict for a name that is taken, and what is wrong with the configuration or the package.
        """
        check_new_name(new.name)
        check_tag_count(new.tags)
        check_isolation(new.tags, self._machine())
        check_egress(new.tags, self._machine().egress)
        configuration = created(new.name, new.configuration, self._machine())
        check_snap_start(configuration, new.tenant_isolation, self._compatibility)
        if self._catalogue.stored(new.name) is not None:
            raise ResourceConflict(f"Function already exist: {new.name}")
        if new.code_signing_config_arn is not None:
            await self._signing.require(new.code_signing_config_arn)
        async with self._deployed(new.source, new.name, new.code_signing_config_arn) as code:
            configuration = await self._layered(configuration, new.configuration.layers, code)
            function, version = self._pending(new, configuration, code), None
            if new.publish:
                function, version = next_version(function, self._clock)
            await self._store.create(function, published=version)
        self._settling.soon(function, version)
        return version or function

    async def update_configuration(
        self,
        reference: FunctionReference,
        change: ConfigurationChange,
        *,
        revision: RevisionId | None,
    ) -> Function:
        """Durable on return and InProgress; Successful soon after. Raises as `update_code` does."""
        before = self._catalogue.changeable(reference, revision)
        configuration = changed(before.configuration, change, self._machine())
        check_snap_start(configuration, before.tenant_isolation, self._compatibility)
        async with self._deployments.undisturbed():
            if change.layers is not None:
                configuration = await self._layered(configuration, change.layers, before.code)
            after = self._updated(before, configuration, before.code)
            await self._commit(before, after)
        self._deployments.remove_unused_soon()
        return after

    async def update_code(
        self, reference: FunctionReference, change: CodeChange, *, revision: RevisionId | None
    ) -> Release:
        """Durable on return and InProgress; Successful soon after. What is returned is the version that was published
        with the change, if it was asked for, or the last one if that is the same.

        Raises as Catalogue.changeable does, and what is wrong with the package.
        """
        before = self._catalogue.changeable(reference, revision)
        configuration = self._configured_for(before, change)
        async with self._deployed_to(before, change) as code:
            after, version = self._updated(before, configuration, code), None
            repeated = self._catalogue.repeated(after)
            if change.publish and repeated is None:
                after, version = next_version(after, self._clock)
            await self._commit(before, after, published=version)
        self._deployments.remove_unused_soon()
        return (version or repeated or after) if change.publish else after

    async def try_code(
        self, reference: FunctionReference, change: CodeChange, *, revision: RevisionId | None
    ) -> Function:
        """The function as `update_code` would make it, or what that would raise. Nothing is changed."""
        before = self._catalogue.changeable(reference, revision)
        configuration = self._configured_for(before, change)
        async with self._deployed_to(before, change) as code:
            would_be = replace(before, configuration=configuration, code=code)
        self._deployments.remove_unused_soon()
        return would_be

    async def delete(self, reference: FunctionReference) -> None:
        """Gone on return, with its versions and aliases. Raises ResourceNotFound."""
        function = self._catalogue.function(reference)
        releases = self._catalogue.releases(function)
        if not await self._store.delete(function.account, function.region, function.name):
            raise self._catalogue.not_found(reference)
        self._retire(function)
        for version in releases.versions.values():
            self._retire(version)
        self._deployments.remove_unused_soon()

    @asynccontextmanager
    async def _deployed(
        self, source: PackageSource, name: FunctionName, signing: str | None
    ) -> AsyncIterator[Code]:
        """As Deployments.added, for a function under that code signing configuration."""
        await self._signing.check_deployment(signing, name)
        async with self._deployments.added(source) as code:
            yield code

    @asynccontextmanager
    async def _deployed_to(self, before: Function, change: CodeChange) -> AsyncIterator[Code]:
        """As Deployments.added, for a function that has layers and a code signing configuration already."""
        signing = before.code_signing_config_arn
        async with self._deployed(change.source, before.name, signing) as code:
            await self._layers.check_sizes(code, before.configuration.layers)
            yield code

    async def _layered(
        self, configuration: Configuration, arns: Sequence[str] | None, code: Code
    ) -> Configuration:
        """With the layers that were asked for, if any were. Raises as Layers does."""
        if arns is None:
            return configuration
        layers = self._layers.used(arns)
        await self._layers.check_sizes(code, layers)
        return replace(configuration, layers=layers)

    def _configured_for(self, before: Function, change: CodeChange) -> Configuration:
        if change.architecture is None:
            return before.configuration
        check_architecture(change.architecture, self._machine())
        return replace(before.configuration, architecture=change.architecture)

    def _pending(self, new: NewFunction, configuration: Configuration, code: Code) -> Function:
        return Function(
            account=self._home.account,
            region=self._home.region,
            name=new.name,
            configuration=configuration,
            code=code,
            tenant_isolation=new.tenant_isolation,
            revision_id=new_revision(self._clock),
            environment_revision=new_revision(self._clock),
            last_modified=self._clock.now(),
            tags=new.tags,
            code_signing_config_arn=new.code_signing_config_arn,
        )

    def _updated(self, before: Function, configuration: Configuration, code: Code) -> Function:
        return replace(
            before,
            configuration=configuration,
            code=code,
            revision_id=new_revision(self._clock),
            environment_revision=new_revision(self._clock),
            last_modified=self._clock.now(),
            last_update_status=UpdateStatus.IN_PROGRESS,
        )

    async def _commit(
        self, before: Function, after: Function, *, published: PublishedVersion | None = None
    ) -> None:
        if not await self._store.replace(after, expected=before.revision_id, published=published):
            if self._catalogue.stored(before.name) is None:
                raise self._catalogue.not_found(FunctionReference(before.name, None))
            raise self._catalogue.in_progress(before)
        self._retire(before)
        self._settling.soon(after, published)
