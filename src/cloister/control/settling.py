"""What was acknowledged becomes Active or Successful once it is seen to run, or Failed if it can't."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Protocol

import structlog

from cloister.control.background import Background
from cloister.control.revisions import new_revision
from cloister.control.snap_start import after_init
from cloister.domain.clock import Clock
from cloister.domain.function import Function, FunctionState, FunctionVersion, UpdateStatus
from cloister.domain.ids import FunctionName
from cloister.domain.release import PublishedVersion, Release
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.store.functions import FunctionKey, FunctionStore

log: Final = structlog.get_logger(__name__)


class TakesSnapshots(Protocol):
    """The pool, as far as it is asked here."""

    async def take_snapshot(self, version: FunctionVersion) -> Snapshot | InitFailed: ...


class Settling:
    """Settles functions and versions in the background.

    `has` says whether a release's packages are there to run. `settled` is called with the name of a function that has
    a version more with a snapshot.
    """

    def __init__(
        self,
        store: FunctionStore,
        *,
        has: Callable[[Release], Awaitable[bool]],
        pool: TakesSnapshots,
        settled: Callable[[FunctionName], None],
        clock: Clock,
        background: Background,
    ) -> None:
        self._pool = pool
        self._tell_settled = settled
        self._store = store
        self._has = has
        self._clock = clock
        self._background = background

    def take_up(self) -> None:
        """What the last run left unsettled is settled soon."""
        for function in self._store.all():
            self.soon(function, *self._store.releases(*_key(function)).versions.values())

    def soon(self, *releases: Release | None) -> None:
        """Those that are not settled yet are, soon after; None is nothing to settle."""
        for release in releases:
            if isinstance(release, Function) and _is_unsettled(release):
                self._background.start("settle a function", self._settle_function(release))
            elif isinstance(release, PublishedVersion) and release.state is FunctionState.PENDING:
                # Its init may take minutes, or for ever.
                self._background.start_endless("settle a version", self._settle_version(release))

    async def _settle_function(self, begun: Function) -> None:
        """The function is Active and Successful, or Failed if its package is lost; or it is gone."""
        key = _key(begun)
        while (function := self._store.get(*key)) is not None and _is_unsettled(function):
            outcome = _settled if await self._has(function) else _failed
            after = replace(outcome(function), revision_id=new_revision(self._clock))
            if await self._store.replace(after, expected=function.revision_id):
                log.info("function settled", function=after.name, state=after.state.value)

    async def _settle_version(self, begun: PublishedVersion) -> None:
        """As a function; a version that is gone, or was made anew under its function's name, is none of ours."""
        settled: PublishedVersion | None = None
        while (version := self._pending(begun)) is not None:
            # Once only, however often somebody else changes the version meanwhile.
            settled = settled or await self._settled_version(version)
            after = replace(
                version,
                state=settled.state,
                state_reason=settled.state_reason,
                state_reason_code=settled.state_reason_code,
                has_snapshot=settled.has_snapshot,
                revision_id=new_revision(self._clock),
            )
            if await self._store.replace_version(after, expected=version.revision_id):
                self._tell(after)

    async def _settled_version(self, version: PublishedVersion) -> PublishedVersion:
        function = self._store.get(*_key(version))
        if function is None or not await self._has(version):
            return replace(version, state=FunctionState.FAILED)
        runs = version.of(function)
        if not runs.snap_starts:
            return replace(version, state=FunctionState.ACTIVE)
        return after_init(version, await self._pool.take_snapshot(runs))

    def _tell(self, version: PublishedVersion) -> None:
        state = version.state.value
        log.info("version settled", function=version.name, version=version.version, state=state)
        if version.has_snapshot:
            self._tell_settled(version.name)

    def _pending(self, begun: PublishedVersion) -> PublishedVersion | None:
        version = self._store.releases(*_key(begun)).versions.get(begun.number)
        return version if version and version.state is FunctionState.PENDING else None


def _key(release: Release) -> FunctionKey:
    return release.account, release.region, release.name


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
