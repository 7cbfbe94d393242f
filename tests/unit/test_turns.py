"""Whose sandbox is made next: nobody waits behind another's crowd, and what nobody waits for yet waits itself."""

import asyncio
from datetime import timedelta

from cloister.domain import limits
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.pool.turns import Party, Rank, Turns
from tests.support import MovingClock


def a_party(tenant: str) -> Party:
    return AccountId("0"), FunctionName("f"), TenantId(tenant)


CROWD, SINGLE = a_party("crowd"), a_party("single")


class Workshop:
    """Starts that take as long as the test wants, in the order in which they got their places."""

    def __init__(self, *, places: int, clock: MovingClock | None = None) -> None:
        self.turns = Turns(clock or MovingClock(), places=places)
        self.begun: list[Party] = []
        self._ends: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, party: Party, rank: Rank = Rank.WITHIN) -> asyncio.Task[None]:
        """Ask for a place; it has it on return, or waits for it."""
        task = asyncio.create_task(self._start(party, rank))
        self.tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def finish_one(self) -> None:
        """The start that began first is over, and whoever comes next has its place on return."""
        self._ends.pop(0).set()
        for _ in range(3):
            await asyncio.sleep(0)

    async def finish_all(self) -> None:
        while self._ends:
            await self.finish_one()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _start(self, party: Party, rank: Rank) -> None:
        async with self.turns.turn(party, rank):
            self.begun.append(party)
            end = asyncio.Event()
            self._ends.append(end)
            await end.wait()


async def test_who_asks_for_one_waits_for_one_however_many_another_has_asked_for() -> None:
    shop = Workshop(places=1)
    for _ in range(5):
        await shop.ask(CROWD)
    await shop.ask(SINGLE)

    await shop.finish_all()

    assert shop.begun == [CROWD, CROWD, SINGLE, CROWD, CROWD, CROWD]


async def test_a_party_that_asks_for_many_is_within_its_means_again_after_a_while() -> None:
    clock = MovingClock()
    turns = Turns(clock)

    ranks = [turns.rank(CROWD) for _ in range(limits.TENANT_STARTS_BURST + 1)]
    clock.advance(timedelta(seconds=1 / limits.TENANT_STARTS_PER_S))
    later = [turns.rank(CROWD) for _ in range(2)]

    assert ranks == [Rank.WITHIN] * limits.TENANT_STARTS_BURST + [Rank.BEYOND]
    assert later == [Rank.WITHIN, Rank.BEYOND]
    assert turns.rank(SINGLE) is Rank.WITHIN


async def test_who_is_beyond_its_means_comes_after_everybody_within_them() -> None:
    shop = Workshop(places=1)
    await shop.ask(CROWD)
    await shop.ask(CROWD, Rank.BEYOND)
    for tenant in "abc":
        await shop.ask(a_party(tenant))

    await shop.finish_all()

    assert shop.begun[1:] == [a_party("a"), a_party("b"), a_party("c"), CROWD]


async def test_what_is_made_ahead_leaves_half_of_the_places_to_those_who_wait() -> None:
    shop = Workshop(places=4)
    for _ in range(4):
        await shop.ask(CROWD, Rank.AHEAD)

    assert len(shop.begun) == 2

    await shop.ask(SINGLE)
    await shop.ask(SINGLE)

    assert shop.begun[2:] == [SINGLE, SINGLE]
    await shop.finish_all()
    assert len(shop.begun) == 6


async def test_who_goes_away_while_waiting_leaves_its_turn_to_the_next() -> None:
    shop = Workshop(places=1)
    await shop.ask(CROWD)
    waiting = await shop.ask(CROWD)
    await shop.ask(SINGLE)

    waiting.cancel()
    await shop.finish_all()

    assert shop.begun == [CROWD, SINGLE]


async def test_who_goes_away_in_the_moment_of_its_turn_passes_the_place_on() -> None:
    shop = Workshop(places=1)
    await shop.ask(CROWD)
    waiting = await shop.ask(CROWD)
    await shop.ask(SINGLE)

    shop.tasks[0].add_done_callback(lambda _: waiting.cancel())
    shop.tasks[0].cancel()
    for _ in range(4):
        await asyncio.sleep(0)

    assert shop.begun[-1] == SINGLE
    await shop.finish_all()
    assert waiting.cancelled()


async def test_who_goes_away_just_before_its_turn_is_passed_over() -> None:
    shop = Workshop(places=1)
    await shop.ask(CROWD)
    leaving = await shop.ask(SINGLE)
    await shop.ask(CROWD)

    # The place is given up before the task that goes away has run again.
    shop.tasks[0].cancel()
    leaving.cancel()
    await shop.finish_all()
    await shop.ask(SINGLE)

    assert shop.begun == [CROWD, CROWD, SINGLE]
    await shop.finish_all()
