"""What was acknowledged becomes Active or Successful once its package is seen to be there, or Failed if it is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from cloister.control.background import Background
from cloister.control.revisions import new_revision
from cloister.domain.clock import Clock
from cloister.domain.function import Function, FunctionState, UpdateStatus
from cloister.domain.release import PublishedVersion, Release
from cloister.store.functions import FunctionKey, FunctionStore

log: Final = structlog.get_logger(__name__)


class Settling:
    """Settles functions and versions in the background. `has` says whether its packages are there to run."""

    def __init__(
        self,
        store: FunctionStore,
        *,
        has: Callable[[Release], Awaitable[bool]],
        clock: Clock,
        background: Background,
    ) -> None:
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
                self._background.start("settle a version", self._settle_version(release))

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
        while (version := self._pending(begun)) is not None:
            state = FunctionState.ACTIVE if await self._has(version) else FunctionState.FAILED
            after = replace(version, state=state, revision_id=new_revision(self._clock))
            if await self._store.replace_version(after, expected=version.revision_id):
                log.info("version settled", function=after.name, version=after.version, state=state)

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
