"""A deadline that is nearly always met: set and kept again and again, it costs no timer each time."""

import asyncio
from collections.abc import Callable


class Deadline:
    """One at a time, in one event loop. An earlier one's timer runs on, and looks for a later one when it fires."""

    __slots__ = ("_due_at", "_fires_at", "_loop", "_on_passed", "_timer")

    def __init__(self, on_passed: Callable[[], None]) -> None:
        """`on_passed` is called once for each deadline that is neither kept nor replaced in time."""
        self._on_passed = on_passed
        self._loop = asyncio.get_running_loop()
        self._due_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._fires_at = 0.0

    def set(self, due_at: float) -> None:
        """In the loop's time, in place of the one before."""
        self._due_at = due_at
        if self._timer is None or due_at < self._fires_at:
            self._begin(due_at)

    def keep(self) -> None:
        """It does not matter any more. Idempotent."""
        self._due_at = None

    def close(self) -> None:
        """As `keep`, and no timer is left. Idempotent."""
        self._due_at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self, due_at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._fires_at = due_at
        self._timer = self._loop.call_at(due_at, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._due_at is None:
            return
        # Not what the clock says: uvloop's timers are of milliseconds, and may come one early.
        if self._due_at > self._fires_at:
            self._begin(self._due_at)
            return
        self._due_at = None
        self._on_passed()
