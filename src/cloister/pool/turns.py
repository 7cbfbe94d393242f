"""Whose sandbox is made next, when more are asked for than are made at once: each tenant in turn, not who came first.

Deficit round robin over tenants in which every start costs the same, so that it is a round robin. A tenant that asks
for a hundred environments at once waits for its own, and who comes after it for one waits for one.
"""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from enum import IntEnum
from typing import TypeAlias

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.token_buckets import TokenBuckets

Party: TypeAlias = tuple[AccountId, FunctionName, TenantId | None]
"""A tenant of a function, or a function that knows none."""
_Queue: TypeAlias = OrderedDict[Party, deque[asyncio.Future[None]]]


class Rank(IntEnum):
    """Nobody of a rank gets a place while one of a lower number waits."""

    WITHIN = 0
    """Its party has asked for few environments lately."""
    BEYOND = 1
    """Its party has used up its tokens: it is served as long as it is in nobody's way."""
    AHEAD = 2
    """Nobody waits for it yet."""


class Turns:
    """A bounded number of places to make a sandbox in."""

    def __init__(
        self, clock: Clock, *, places: int = limits.ENVIRONMENT_STARTS_PARALLEL_MAX
    ) -> None:
        self._free = places
        self._kept_free = places - places // 2
        """Of what is AHEAD, so that it keeps nobody waiting."""
        self._queues: dict[Rank, _Queue] = {rank: OrderedDict() for rank in Rank}
        self._tokens: TokenBuckets[Party] = TokenBuckets(clock)

    def rank(self, party: Party) -> Rank:
        """Of one environment that this party needs now. It costs a token."""
        has_token = self._tokens.take(
            party,
            per_second=limits.TENANT_STARTS_PER_S,
            burst=limits.TENANT_STARTS_BURST,
        )
        return Rank.WITHIN if has_token else Rank.BEYOND

    @contextlib.asynccontextmanager
    async def turn(self, party: Party, rank: Rank) -> AsyncIterator[None]:
        """Waits for a place, and holds it until the block ends."""
        if self._is_free_for(rank):
            self._free -= 1
        else:
            await self._wait(self._queues[rank], party)
        try:
            yield
        finally:
            self._give_up_place()

    def _is_free_for(self, rank: Rank) -> bool:
        return self._free > (self._kept_free if rank is Rank.AHEAD else 0)

    async def _wait(self, queue: _Queue, party: Party) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.setdefault(party, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            # Who goes away while waiting is passed over when its turn comes, which may be before this line.
            if not place.cancelled():
                # It was given the place, and goes away in the same moment.
                self._give_up_place()
            raise

    def _give_up_place(self) -> None:
        self._free += 1
        for rank, queue in self._queues.items():
            while queue and self._is_free_for(rank):
                place = self._next(queue)
                if not place.cancelled():
                    self._free -= 1
                    place.set_result(None)

    def _next(self, queue: _Queue) -> asyncio.Future[None]:
        """The first of the party whose turn it is, which comes last among the others then."""
        party, waiting = queue.popitem(last=False)
        place = waiting.popleft()
        if waiting:
            queue[party] = waiting
        return place
