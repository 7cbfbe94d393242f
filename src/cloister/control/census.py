"""How many environments there are and how many of them run, read for the metrics again and again while it is open."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Self

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.environment import EnvironmentState
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import LATEST, AccountId, FunctionName, Region
from cloister.domain.release import Releases, VersionNumber
from cloister.pool.environment import Environment
from cloister.pool.pool import Pool
from cloister.telemetry.metric import NO_TENANT, Metric, Scope
from cloister.telemetry.tally import Reading, Tally
from cloister.threads import run_blocking


class Seen(NamedTuple):
    """What counts of one environment."""

    account: str
    function: str
    version: str
    tenant: str
    is_active: bool
    aliases: tuple[str, ...] = ()
    """Those that may run its version now."""


class Census:
    """`async with` it: every CENSUS_INTERVAL the tally is told the levels of environments."""

    def __init__(
        self,
        pool: Pool,
        tally: Tally,
        clock: Clock,
        *,
        releases: Callable[[AccountId, Region, FunctionName], Releases],
    ) -> None:
        """`releases` tells of a function which aliases it has now."""
        self._releases = releases
        self._pool = pool
        self._tally = tally
        self._clock = clock
        self._tasks = asyncio.TaskGroup()
        self._counting: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._counting = self._tasks.create_task(self._count_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._counting.cancel()
        await self._tasks.__aexit__(None, None, None)

    async def count(self) -> None:
        """The tally has the levels of now on return."""
        seen = [self._seen(environment) for environment in self._pool.environments()]
        # In a thread: for thousands of tenants it takes as many invocations' time.
        self._tally.read(await run_blocking(readings, seen, self._clock.now()))

    async def _count_for_ever(self) -> None:
        while True:
            await asyncio.sleep(limits.CENSUS_INTERVAL.total_seconds())
            await self.count()

    def _seen(self, environment: Environment) -> Seen:
        version, key = environment.version, environment.key
        aliases = self._releases(version.account, version.region, version.name).aliases.values()
        return Seen(
            version.account,
            version.name,
            version.version,
            # One that is prepared for any tenant counts as an idle one of its function.
            tenant=NO_TENANT if key is None or key.tenant is None else key.tenant,
            is_active=key is not None and environment.state is EnvironmentState.BUSY,
            aliases=tuple(alias.name for alias in aliases if alias.points_at(_number(version))),
        )


def readings(seen: Iterable[Seen], at: datetime) -> list[Reading]:
    """The levels of the account, its functions, their versions and aliases; of tenants only if they are few enough.

    An alias of two versions has the environments of both, since it may run either.
    """
    environments = Counter(seen)
    tenants = {each[:4] for each in environments if each.tenant != NO_TENANT}
    tells_tenants = len(tenants) <= limits.CENSUS_TENANTS_MAX
    active: Counter[Scope] = Counter()
    idle: Counter[Scope] = Counter()
    for each, count in environments.items():
        for scope in _scopes(each, tells_tenants=tells_tenants):
            active[scope] += count if each.is_active else 0
            idle[scope] += 0 if each.is_active else count
    return [
        Reading(scope=scope, metric=metric, at=at, value=value)
        for metric, counts in (
            (Metric.ENVIRONMENTS_ACTIVE, active),
            (Metric.ENVIRONMENTS_IDLE, idle),
        )
        for scope, value in counts.items()
    ]


def _number(version: FunctionVersion) -> VersionNumber | None:
    """As aliases name it: None is $LATEST."""
    return None if version.version == LATEST else VersionNumber(int(version.version))


def _scopes(seen: Seen, *, tells_tenants: bool) -> Iterator[Scope]:
    yield Scope(seen.account)
    yield Scope(seen.account, seen.function)
    yield Scope(seen.account, seen.function, version=seen.version)
    for alias in seen.aliases:
        yield Scope(seen.account, seen.function, f"{seen.function}:{alias}")
    if tells_tenants and seen.tenant != NO_TENANT:
        yield Scope(seen.account, seen.function, tenant=seen.tenant)
