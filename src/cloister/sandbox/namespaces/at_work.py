"""Which sandboxes are at work, and a look at them from time to time: between invocations nobody has to look at any."""

import asyncio
from collections.abc import Callable, Collection

from cloister.domain import limits
from cloister.domain.ids import EnvironmentId


class AtWork:
    """One for each driver, in one event loop. An invocation that ends before the next look costs two calls."""

    def __init__(self, look: Callable[[Collection[EnvironmentId]], None]) -> None:
        """`look` is given those that are at work, each limits.CPU_LOOK_INTERVAL, while there are any."""
        self._look = look
        self._loop = asyncio.get_running_loop()
        self._at_work: set[EnvironmentId] = set()
        self.rests: Callable[[EnvironmentId], None] = self._at_work.discard
        """It has ended its work, or is gone."""
        self._timer: asyncio.TimerHandle | None = None
        self._lately_until = 0.0

    def was_anybody_lately(self) -> bool:
        """Whether anybody was at work in the last limits.LATELY, or a look longer."""
        return self._timer is not None or self._loop.time() < self._lately_until

    def begins(self, sandbox: EnvironmentId) -> None:
        self._at_work.add(sandbox)
        if self._timer is None:
            self._await_next()

    def _await_next(self) -> None:
        due_at = self._loop.time() + limits.CPU_LOOK_INTERVAL.total_seconds()
        self._timer = self._loop.call_at(due_at, self._look_now)

    def _look_now(self) -> None:
        self._timer = None
        if self._at_work:
            self._look(self._at_work)
            self._await_next()
        else:
            self._lately_until = self._loop.time() + limits.LATELY.total_seconds()
