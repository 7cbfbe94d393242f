"""The environments there are, as their operator sees them, and how some of them are ended before their time."""

import asyncio
import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cloister.domain.clock import Clock
from cloister.domain.environment import EnvironmentState
from cloister.domain.errors import ResourceNotFound
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, EnvironmentId, FunctionName, TenantId
from cloister.pool.environment import Environment
from cloister.pool.pool import Pool
from cloister.sandbox.driver import Enforcement


class Shown(StrEnum):
    """A state as it is shown. PREPARED has run init and is nobody's yet."""

    STARTING = "STARTING"
    PREPARED = "PREPARED"
    IDLE = "IDLE"
    BUSY = "BUSY"
    DESTROYED = "DESTROYED"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentView:
    """An environment as it was at a moment."""

    id: EnvironmentId
    state: Shown
    version: FunctionVersion
    tenant: TenantId | None
    created_at: datetime
    age: timedelta
    last_used_at: datetime | None
    """None before its first invocation has ended."""
    invocations: int
    log_stream: str
    enforcement: Enforcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Some of an account's environments. None is any."""

    account: AccountId
    function: FunctionName | None = None
    tenant: TenantId | None = None
    state: Shown | None = None
    contains: str = ""
    """In their id, or the name of their function or tenant, in whatever case."""


@dataclass(frozen=True, slots=True)
class EnvironmentPage:
    """Some environments in the order of their ids."""

    views: list[EnvironmentView]
    total: int
    """In all pages."""
    has_more: bool
    """Behind these."""


class Environments:
    """Reads the pool as it is now, and tells it to let go."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    def page(
        self, which: Which, *, after: EnvironmentId | None = None, limit: int
    ) -> EnvironmentPage:
        """At most `limit` in the order of their ids, behind `after`."""
        every = [*self._matching(which)]
        behind = [each for each in every if after is None or each.id > after]
        shown = heapq.nsmallest(limit, behind, key=lambda each: each.id)
        # Views of these only: thousands of them would hold the event loop up.
        return EnvironmentPage(
            [self.view(each) for each in shown], len(every), len(behind) > len(shown)
        )

    def all(self, which: Which) -> list[EnvironmentView]:
        """Every one, in no order."""
        return [self.view(each) for each in self._matching(which)]

    def tenants(self, account: AccountId) -> set[TenantId]:
        """All that have environments."""
        found = self._matching(Which(account=account))
        return {each.key.tenant for each in found if each.key is not None and each.key.tenant}

    def of_tenants(
        self, account: AccountId, tenants: Collection[TenantId]
    ) -> dict[TenantId, list[EnvironmentView]]:
        """Theirs, for each of them that has any."""
        views: dict[TenantId, list[EnvironmentView]] = {}
        for environment in self._matching(Which(account=account)):
            tenant = environment.key.tenant if environment.key is not None else None
            if tenant in tenants and tenant is not None:
                views.setdefault(tenant, []).append(self.view(environment))
        return views

    async def stop(
        self, account: AccountId, environment_id: EnvironmentId, *, grace: timedelta
    ) -> EnvironmentView:
        """Nothing of it is left on return. Raises ResourceNotFound when there is none of this id."""
        for environment in self._matching(Which(account=account)):
            if environment.id == environment_id:
                (view,) = await self._end([environment], grace)
                return view
        raise ResourceNotFound(f"Environment not found: {environment_id}")

    async def evict(self, which: Which, *, grace: timedelta) -> list[EnvironmentView]:
        """Those that were there when it was called; nothing of them is left on return."""
        return await self._end([*self._matching(which)], grace)

    def view(self, environment: Environment) -> EnvironmentView:
        """What is to be seen of it now."""
        now, now_s = self._clock.now(), self._clock.monotonic()
        key = environment.key
        age = timedelta(seconds=now_s - environment.started_at)
        unused = timedelta(seconds=now_s - environment.last_used_at)
        has_ended_one = environment.last_used_at > environment.started_at
        return EnvironmentView(
            id=environment.id,
            state=_shown(environment),
            version=environment.version,
            tenant=key.tenant if key is not None else None,
            created_at=now - age,
            age=age,
            last_used_at=now - unused if has_ended_one else None,
            invocations=environment.invocations,
            log_stream=environment.log_stream,
            enforcement=environment.enforcement,
        )

    def _matching(self, which: Which) -> Iterator[Environment]:
        text = which.contains.lower()
        for environment in self._pool.environments():
            version = environment.version
            tenant = environment.key.tenant if environment.key is not None else None
            if (
                version.account == which.account
                and which.function in {None, version.name}
                and which.tenant in {None, tenant}
                and which.state in {None, _shown(environment)}
                and (
                    not text or text in f"{environment.id}\n{version.name}\n{tenant or ''}".lower()
                )
            ):
                yield environment

    async def _end(self, chosen: Iterable[Environment], grace: timedelta) -> list[EnvironmentView]:
        ended = [*chosen]
        async with asyncio.TaskGroup() as tasks:
            for environment in ended:
                tasks.create_task(self._pool.stop(environment, grace=grace))
        return [self.view(environment) for environment in ended]


def _shown(environment: Environment) -> Shown:
    if environment.state is EnvironmentState.DESTROYED:
        return Shown.DESTROYED
    if environment.key is None:
        is_ready = environment.state is EnvironmentState.IDLE
        return Shown.PREPARED if is_ready else Shown.STARTING
    return Shown(environment.state.upper())
