"""Where the log writer works: behind all who answer invocations, and beside them for a while when it is late there."""

import asyncio
from typing import Protocol

from cloister.domain import log_limits


class Workplace(Protocol):
    """Where processes are that nobody waits for. No call but `take_in` blocks."""

    def take_in(self, pid: int) -> None:
        """The process is there from now on. Raises OSError if it can't be."""

    def give_way(self) -> None:
        """Whoever is there runs when nobody else wants to: on a busy machine, hardly."""

    def keep_up(self) -> None:
        """Whoever is there runs beside the others."""


class Anywhere:
    """Where a process was started."""

    def take_in(self, pid: int) -> None: ...

    def give_way(self) -> None: ...

    def keep_up(self) -> None: ...


class Pace:
    """`with` it for each piece of work there: one that is late is helped on, and so are those after it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._lateness: asyncio.TimerHandle | None = None
        self._keeps_up_until_s: float | None = None
        """In the loop's time; None while it gives way."""

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._lateness = loop.call_later(log_limits.COMMIT_LATE.total_seconds(), self._help_on)

    def __exit__(self, *_: object) -> None:
        if self._lateness is not None:
            self._lateness.cancel()
        now_s = asyncio.get_running_loop().time()
        if self._keeps_up_until_s is not None and now_s >= self._keeps_up_until_s:
            self._keeps_up_until_s = None
            self._workplace.give_way()

    def _help_on(self) -> None:
        now_s = asyncio.get_running_loop().time()
        self._keeps_up_until_s = now_s + log_limits.KEEP_UP_FOR.total_seconds()
        self._workplace.keep_up()
