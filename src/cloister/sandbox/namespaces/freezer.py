"""When a sandbox stops and goes on: a grace after its answer it is frozen, and one timer serves all that rest."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from enum import Enum, auto

from cloister.domain import limits
from cloister.kernel.files import write_kernel_file
from cloister.sandbox.namespaces.agenda import Agenda
from cloister.sandbox.namespaces.airings import Airings
from cloister.sandbox.namespaces.cgroups import Freezer

FREEZE: Mapping[str, str] = {"v1": "FROZEN", "v2": "1"}
THAW: Mapping[str, str] = {"v1": "THAWED", "v2": "0"}
GRACE_S = limits.FREEZE_GRACE.total_seconds()
AIRED_AFTER_S = limits.AIRED_AFTER.total_seconds()
AIRED_LATER_AFTER_S = limits.AIRED_LATER_AFTER.total_seconds()
EARLY_S = 0.001
"""By which a timer may come too soon: uvloop's are of whole milliseconds."""


class Grace:
    """When to look at which sandbox: one that rests then, and long enough, is frozen. One for each driver and loop.

    A busy sandbox is not entered and taken out for each invocation: it is looked at once in a grace, and let be.
    """

    def __init__(self, airings: Airings | None = None) -> None:
        """Without `airings` who is frozen stays so until it is thawed."""
        self.airings = airings
        self._loop = asyncio.get_running_loop()
        self._agenda: Agenda[GracefulFreezer] = Agenda()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, freezer: "GracefulFreezer") -> float:
        """When the grace of one that rests from now on is over: `freezer.look` is called then, or a little sooner."""
        due_at = self._loop.time() + GRACE_S
        self._agenda.enter(freezer, due_at)
        if self._timer is None:
            self._await_next()
        return due_at

    def _await_next(self) -> None:
        due_at = self._agenda.next_due_at
        if due_at is not None:
            self._timer = self._loop.call_at(due_at, self._look)

    def _look(self) -> None:
        self._timer = None
        now = self._loop.time() + EARLY_S
        for _ in range(limits.FREEZES_PER_TURN_MAX):
            freezer = self._agenda.take(now)
            if freezer is None:
                break
            later = freezer.look(now)
            if later is not None:
                self._agenda.enter(freezer, later)
        self._await_next()


class _State(Enum):
    AT_WORK = auto()
    IN_GRACE = auto()
    STOPPED = auto()
    AIRED = auto()
    """It was stopped, and goes on for another grace."""
    STAYING = auto()
    """Stopped, and until it is thawed."""


_STOPS: Mapping[_State, _State] = {_State.IN_GRACE: _State.STOPPED, _State.AIRED: _State.STAYING}
"""What becomes of whom at the end of a grace."""


class GracefulFreezer:
    """Stops one sandbox and has it go on. Without a freezer, it is never stopped.

    To stop a process and to wake it adds a third to a short invocation (tests/performance/bench_jail.py), so nothing
    is done between two that follow each other within the grace. The file is opened for each word: thousands rest at
    once, and descriptors bound how many there can be.
    """

    def __init__(
        self,
        freezer: Freezer | None,
        grace: Grace,
        *,
        on_frozen: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_frozen` is called each time that it is stopped."""
        self._freezer = freezer
        self._grace = grace
        self._on_frozen = on_frozen
        self._state = _State.AT_WORK
        self._due_at = 0.0
        """When its last grace is over."""
        self._rests = 0

    @property
    def can_stop(self) -> bool:
        return self._freezer is not None

    @property
    def airing_due_at(self) -> float | None:
        if self._state is not _State.STOPPED:
            return None
        is_soon = self._rests <= limits.AIRED_SOON_MAX
        return self._due_at + (AIRED_AFTER_S if is_soon else AIRED_LATER_AFTER_S)

    @property
    def is_aired(self) -> bool:
        return self._state is _State.AIRED

    def freeze(self) -> None:
        """None of the sandbox's processes runs once the grace has passed, unless `thaw` comes first."""
        if self._freezer is not None and self._state is _State.AT_WORK:
            self._begin_grace(_State.IN_GRACE)

    def thaw(self) -> None:
        """They go on where they were stopped, or were not stopped at all."""
        was_stopped = self._state in _STOPS.values()
        self._state = _State.AT_WORK
        if was_stopped:
            self._write(THAW)

    def air(self) -> None:
        """They go on for another grace, if they are stopped and were not aired since."""
        if self._state is _State.STOPPED:
            self._write(THAW)
            self._begin_grace(_State.AIRED)

    def look(self, now: float) -> float | None:
        """Stopped, if the grace is over; else when it will be. None where there is nothing more to look for."""
        state = _STOPS.get(self._state)
        if state is None:
            return None
        if self._due_at > now:
            return self._due_at
        self._state = state
        self._write(FREEZE)
        self._on_frozen()
        if state is _State.STOPPED:
            self._rests += 1
            if self._grace.airings is not None:
                self._grace.airings.add(self)
        return None

    def close(self) -> None:
        """Whatever the sandbox is, it stays. Idempotent."""
        self._state = _State.AT_WORK
        self._freezer = None

    def _begin_grace(self, state: _State) -> None:
        self._state = state
        self._due_at = self._grace.begin(self)

    def _write(self, words: Mapping[str, str]) -> None:
        if self._freezer is None:
            return
        # The group may be gone, and the file with it: the sandbox's end is on its way here.
        with contextlib.suppress(OSError):
            write_kernel_file(self._freezer.file, words[self._freezer.version])
