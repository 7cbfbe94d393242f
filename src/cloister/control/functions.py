"""Functions as their owners change them: acknowledged once durable, Pending or InProgress until settled."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Final, Self

import structlog

from cloister.artifacts.packages import PackageStore
from cloister.control.background import Background
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
from cloister.control.snap_start import check_snap_start
from cloister.domain import limits
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import (
    InvalidParameterValue,
    PreconditionFailed,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    FunctionState,
    TenantIsolation,
    UpdateStatus,
)
from cloister.domain.ids import LATEST, FunctionName, RevisionId
from cloister.domain.isolation import Isolation
from cloister.store.functions import FunctionStore

log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFunction:
    """CreateFunction."""

    name: FunctionName
    configuration: ConfigurationChange
    zipped: bytes = field(repr=False)
    tenant_isolation: TenantIsolation | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """UpdateFunctionCode."""

    zipped: bytes = field(repr=False)
    architecture: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Functions by name. `more_after` is the last one's name when there are more behind it."""

    functions: list[Function]
    more_after: FunctionName | None


class Functions:
    """The functions of one home. Used inside `async with`, which owns the work in the background.

    A write is conditional on the revision that was read. A cancelled call may still be committed: what it began is
    then settled at the next start.
    """

    def __init__(
        self,
        *,
        store: FunctionStore,
        packages: PackageStore,
        home: Home,
        clock: Clock,
        architecture: str,
        runtimes: Callable[[], Collection[str]],
        retire: Callable[[Function], None],
        packages_in_use: Callable[[], Collection[str]],
        isolations: Collection[Isolation] = (Isolation.JAIL,),
        compatibility: Compatibility = Compatibility.CLOISTER,
    ) -> None:
        """`architecture`, `runtimes` (`python3.11`) and `isolations` are what this machine can run.

        `store` is loaded: packages of functions that it does not show are taken for unused.
        `retire` is called with a function as it was, once it is changed or deleted. `packages_in_use` gives the
        digests of the packages that environments stand on, those of retired environments included.
        """
        self._store = store
        self._home = home
        self._clock = clock
        self._architecture = architecture
        self._runtimes = runtimes
        self._isolations = isolations
        self._compatibility = compatibility
        self._retire = retire
        self._background = Background()
        self._deployments = Deployments(
            store, packages, in_use=packages_in_use, background=self._background
        )

    async def __aenter__(self) -> Self:
        """What the last run left unfinished is taken up: functions to settle, packages that nobody uses."""
        await self._background.__aenter__()
        for function in self._store.all():
            if _is_unsettled(function):
                self._settle_soon(function)
        self._deployments.remove_unused_soon()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._background.__aexit__(kind, error, trace)

    async def settled(self) -> None:
        """No function that was changed so far is Pending or InProgress any more, and unused packages are gone."""
        await self._background.settled()

    async def create(self, new: NewFunction) -> Function:
        """Durable on return and Pending; Active soon after.

        Raises ResourceConflict for a name that is taken, and what is wrong with the configuration or the package.
        """
        check_new_name(new.name)
        if len(new.tags) > limits.FUNCTION_TAGS_MAX:
            raise InvalidParameterValue(
                f"Tags: {len(new.tags)} are given, and a function takes {limits.FUNCTION_TAGS_MAX} at most."
            )
        check_isolation(new.tags, self._machine())
        configuration = created(new.name, new.configuration, self._machine())
        check_snap_start(configuration, new.tenant_isolation, self._compatibility)
        if self._stored(new.name) is not None:
            raise ResourceConflict(f"Function already exist: {new.name}")
        async with self._deployments.added(new.zipped) as code:
            function = self._pending(new, configuration, code)
            await self._store.create(function)
        self._settle_soon(function)
        return function

    def get(self, reference: FunctionReference) -> Function:
        """The function as last committed. Raises ResourceNotFound, also for a qualifier other than $LATEST."""
        function = self._stored(reference.name)
        if function is None or reference.qualifier not in {None, LATEST}:
            raise self._not_found(reference)
        return function

    def list(self, *, after: FunctionName | None, limit: int) -> Page:
        """At most `limit` functions, and never more than limits.LIST_FUNCTIONS_PAGE_MAX, beginning behind `after`."""
        size = min(limit, limits.LIST_FUNCTIONS_PAGE_MAX)
        found = self._store.list(self._home.account, self._home.region, after=after, limit=size + 1)
        functions = found[:size]
        return Page(functions, functions[-1].name if len(found) > size else None)

    async def update_configuration(
        self,
        reference: FunctionReference,
        change: ConfigurationChange,
        *,
        revision: RevisionId | None,
    ) -> Function:
        """Durable on return and InProgress; Successful soon after. Raises as `update_code` does."""
        before = self._changeable(reference, revision)
        configuration = changed(before.configuration, change, self._machine())
        check_snap_start(configuration, before.tenant_isolation, self._compatibility)
        after = self._updated(before, configuration, before.code)
        await self._commit(before, after)
        return after

    async def update_code(
        self, reference: FunctionReference, change: CodeChange, *, revision: RevisionId | None
    ) -> Function:
        """Durable on return and InProgress; Successful soon after.

        Raises ResourceNotFound, PreconditionFailed when `revision` is given and not the function's,
        ResourceConflict while another change is under way, and what is wrong with the package.
        """
        before = self._changeable(reference, revision)
        configuration = self._configured_for(before, change)
        async with self._deployments.added(change.zipped) as code:
            after = self._updated(before, configuration, code)
            await self._commit(before, after)
        self._deployments.remove_unused_soon()
        return after

    async def try_code(
        self, reference: FunctionReference, change: CodeChange, *, revision: RevisionId | None
    ) -> Function:
        """The function as `update_code` would make it, or what that would raise. Nothing is changed."""
        before = self._changeable(reference, revision)
        configuration = self._configured_for(before, change)
        async with self._deployments.added(change.zipped) as code:
            would_be = replace(before, configuration=configuration, code=code)
        self._deployments.remove_unused_soon()
        return would_be

    async def delete(self, reference: FunctionReference) -> None:
        """Gone on return. Raises ResourceNotFound, and InvalidParameterValue if $LATEST alone is to be deleted."""
        function = self.get(reference)
        if reference.qualifier == LATEST:
            raise InvalidParameterValue(
                "$LATEST version cannot be deleted without deleting the function."
            )
        if not await self._store.delete(function.account, function.region, function.name):
            raise self._not_found(reference)
        self._retire(function)
        self._deployments.remove_unused_soon()

    def _stored(self, name: FunctionName) -> Function | None:
        return self._store.get(self._home.account, self._home.region, name)

    def _not_found(self, reference: FunctionReference) -> ResourceNotFound:
        qualifier = None if reference.qualifier == LATEST else reference.qualifier
        return ResourceNotFound(
            f"Function not found: {self._home.function_arn(reference.name, qualifier)}"
        )

    def _machine(self) -> Machine:
        return Machine(
            architecture=self._architecture,
            runtimes=self._runtimes(),
            isolations=self._isolations,
        )

    def _configured_for(self, before: Function, change: CodeChange) -> Configuration:
        if change.architecture is None:
            return before.configuration
        check_architecture(change.architecture, self._machine())
        return replace(before.configuration, architecture=change.architecture)

    def _changeable(self, reference: FunctionReference, revision: RevisionId | None) -> Function:
        function = self.get(reference)
        if revision is not None and revision != function.revision_id:
            raise PreconditionFailed(
                "The Revision Id provided does not match the latest Revision Id. "
                "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
            )
        if function.state is FunctionState.PENDING:
            raise ResourceConflict(
                "The operation cannot be performed at this time. "
                "The function is currently in the following state: Pending"
            )
        if function.last_update_status is UpdateStatus.IN_PROGRESS:
            raise self._in_progress(function)
        return function

    def _in_progress(self, function: Function) -> ResourceConflict:
        return ResourceConflict(
            "The operation cannot be performed at this time. "
            f"An update is in progress for resource: {self._home.function_arn(function.name)}"
        )

    def _pending(self, new: NewFunction, configuration: Configuration, code: Code) -> Function:
        return Function(
            account=self._home.account,
            region=self._home.region,
            name=new.name,
            configuration=configuration,
            code=code,
            tenant_isolation=new.tenant_isolation,
            revision_id=self._new_revision(),
            environment_revision=self._new_revision(),
            last_modified=self._clock.now(),
            tags=new.tags,
        )

    def _updated(self, before: Function, configuration: Configuration, code: Code) -> Function:
        return replace(
            before,
            configuration=configuration,
            code=code,
            revision_id=self._new_revision(),
            environment_revision=self._new_revision(),
            last_modified=self._clock.now(),
            last_update_status=UpdateStatus.IN_PROGRESS,
        )

    def _new_revision(self) -> RevisionId:
        return RevisionId(self._clock.new_uuid())

    async def _commit(self, before: Function, after: Function) -> None:
        if not await self._store.replace(after, expected=before.revision_id):
            if self._stored(before.name) is None:
                raise self._not_found(FunctionReference(before.name, None))
            raise self._in_progress(before)
        self._retire(before)
        self._settle_soon(after)

    def _settle_soon(self, function: Function) -> None:
        self._background.start("settle a function", self._settle(function))

    async def _settle(self, begun: Function) -> None:
        """The function is Active and Successful, or Failed if its package is lost; or it is gone."""
        key = begun.account, begun.region, begun.name
        while (function := self._store.get(*key)) is not None and _is_unsettled(function):
            outcome = _settled if await self._deployments.has(function.code) else _failed
            after = replace(outcome(function), revision_id=self._new_revision())
            if await self._store.replace(after, expected=function.revision_id):
                log.info("function settled", function=after.name, state=after.state.value)


def _is_unsettled(function: Function) -> bool:
    return (
        function.state is FunctionState.PENDING
        or function.last_update_status is UpdateStatus.IN_PROGRESS
    )


def _settled(function: Function) -> Function:
    return replace(function, state=FunctionState.ACTIVE, last_update_status=UpdateStatus.SUCCESSFUL)


def _failed(function: Function) -> Function:
    if function.state is FunctionState.PENDING:
        return replace(function, state=FunctionState.FAILED)
    return replace(function, last_update_status=UpdateStatus.FAILED)
