"""Sandboxes that were frozen go on for a moment, so that they give back memory that they do not need (sharing.c)."""

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Protocol

from cloister.domain import limits
from cloister.sandbox.namespaces.agenda import Agenda

PAUSE_S = limits.AIRING_PAUSE.total_seconds()
PUT_OFF_S_MAX = limits.AIRING_PUT_OFF_MAX.total_seconds()


class Resting(Protocol):
    """One sandbox."""

    @property
    def airing_due_at(self) -> float | None:
        """By the loop's time. None while it does not rest, and when it has been aired in this rest."""

    @property
    def is_aired(self) -> bool:
        """Whether it goes on, to be frozen again."""

    def air(self) -> None:
        """It goes on for another grace."""


class Airings:
    """Whose turn it is, a few at a time. One for each driver and loop.

    It takes milliseconds of the CPU, which is for those who are waited for: nobody goes on while anybody is at work or
    was lately, unless that lasts for limits.AIRING_PUT_OFF_MAX; from then on one at a time does.
    """

    def __init__(self, was_anybody_at_work: Callable[[], bool]) -> None:
        self._was_anybody_at_work = was_anybody_at_work
        self._loop = asyncio.get_running_loop()
        self._agenda: Agenda[Resting] = Agenda()
        self._aired: list[Resting] = []
        """Those whose turn it was last."""
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    def add(self, sandbox: Resting) -> None:
        """It rests from now on."""
        due_at = sandbox.airing_due_at
        if due_at is not None:
            self._agenda.enter(sandbox, due_at)
            self._await_next()

    def _await_next(self) -> None:
        due_at = self._agenda.next_due_at
        if due_at is None:
            return
        turn_at = max(due_at, self._not_before)
        if self._timer is not None:
            if self._timer.when() <= turn_at:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(turn_at, self._take_turn)

    def _take_turn(self) -> None:
        self._timer = None
        now = self._loop.time()
        self._not_before = now + PAUSE_S
        if not any(sandbox.is_aired for sandbox in self._aired):
            self._aired = self._due(now)
            for sandbox in self._aired:
                sandbox.air()
        self._await_next()

    def _due(self, now: float) -> list[Resting]:
        if self._was_anybody_at_work():
            until, count = now - PUT_OFF_S_MAX, 1
        else:
            until, count = now, limits.AIRINGS_AT_ONCE_MAX
        return [*islice(iter(partial(self._next, until), None), count)]

    def _next(self, until: float) -> Resting | None:
        for _ in range(limits.FREEZES_PER_TURN_MAX):
            sandbox = self._agenda.take(until)
            if sandbox is None:
                return None
            # It may have been at work since it was entered.
            due_at = sandbox.airing_due_at
            if due_at is not None and due_at <= until:
                return sandbox
            if due_at is not None:
                self._agenda.enter(sandbox, due_at)
        return None
