"""When a sandbox stops and goes on: a grace after its answer it is frozen, and one timer serves all that rest."""

import asyncio
import contextlib
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Mapping

from cloister.domain import limits
from cloister.kernel.files import write_kernel_file
from cloister.sandbox.namespaces.cgroups import Freezer

FREEZE: Mapping[str, str] = {"v1": "FROZEN", "v2": "1"}
THAW: Mapping[str, str] = {"v1": "THAWED", "v2": "0"}
GRACE_S = limits.FREEZE_GRACE.total_seconds()
AIRED_AFTER_S = limits.AIRED_AFTER.total_seconds()
AIRING_PAUSE_S = limits.AIRING_PAUSE.total_seconds()
EARLY_S = 0.001
"""By which a timer may come too soon: uvloop's are of whole milliseconds."""


class Airings:
    """Who was frozen goes on for a moment, so that it can give back memory that it does not need (sharing.c).

    That takes milliseconds of the CPU, so one goes on at a time. One for each driver and loop.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[float, GracefulFreezer]] = deque()
        """By the loop's time. Each sandbox comes a few times in its life (limits.AIRINGS_MAX)."""
        self._timer: asyncio.TimerHandle | None = None

    def add(self, freezer: "GracefulFreezer") -> None:
        """It has just been frozen."""
        due_at = self._loop.time() + AIRED_AFTER_S
        self._waiting.append((due_at, freezer))
        if self._timer is None:
            self._timer = self._loop.call_at(due_at, self._air)

    def _air(self) -> None:
        self._timer = None
        _, freezer = self._waiting.popleft()
        freezer.air()
        if self._waiting:
            due_at, _ = self._waiting[0]
            self._timer = self._loop.call_at(
                max(due_at, self._loop.time() + AIRING_PAUSE_S), self._air
            )


class Grace:
    """When to look at which sandbox: one that rests then, and long enough, is frozen. One for each driver and loop.

    A busy sandbox is not entered and taken out for each invocation: it is looked at once in a grace, and let be.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._looks: list[tuple[float, int, GracefulFreezer]] = []
        """A heap, by the loop's time and by order of coming: freezers have no order."""
        self._watched: set[GracefulFreezer] = set()
        """Those of the heap."""
        self._number = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self.airings = Airings()

    def begin(self, freezer: "GracefulFreezer") -> float:
        """When the grace of one that rests from now on is over: `freezer.look` is called then, or a little sooner."""
        due_at = self._loop.time() + GRACE_S
        if freezer not in self._watched:
            self._watched.add(freezer)
            heapq.heappush(self._looks, (due_at, next(self._number), freezer))
            if self._timer is None:
                self._timer = self._loop.call_at(due_at, self._look)
        return due_at

    def _look(self) -> None:
        self._timer = None
        now = self._loop.time() + EARLY_S
        for _ in range(limits.FREEZES_PER_TURN_MAX):
            if not self._looks or self._looks[0][0] > now:
                break
            _, _, freezer = heapq.heappop(self._looks)
            later = freezer.look(now)
            if later is None:
                self._watched.remove(freezer)
            else:
                heapq.heappush(self._looks, (later, next(self._number), freezer))
        if self._looks:
            self._timer = self._loop.call_at(self._looks[0][0], self._look)


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
        self._airings_left = limits.AIRINGS_MAX
        self._is_frozen = False
        self._due_at: float | None = None
        """When it is to be stopped. None while it is at work, and once it is stopped."""

    @property
    def can_stop(self) -> bool:
        return self._freezer is not None

    def freeze(self) -> None:
        """None of the sandbox's processes runs once the grace has passed, unless `thaw` comes first."""
        if self._freezer is not None and self._due_at is None and not self._is_frozen:
            self._due_at = self._grace.begin(self)

    def thaw(self) -> None:
        """They go on where they were stopped, or were not stopped at all."""
        self._due_at = None
        if self._is_frozen:
            self._is_frozen = False
            self._write(THAW)

    def air(self) -> None:
        """They go on for another grace, if they are stopped."""
        if self._is_frozen:
            self.thaw()
            self.freeze()

    def look(self, now: float) -> float | None:
        """Stopped, if the grace is over; else when it will be. None where there is nothing more to look for."""
        if self._due_at is None or self._due_at > now:
            return self._due_at
        self._due_at = None
        self._is_frozen = True
        self._write(FREEZE)
        self._on_frozen()
        if self._airings_left > 0:
            self._airings_left -= 1
            self._grace.airings.add(self)
        return None

    def close(self) -> None:
        """Whatever the sandbox is, it stays. Idempotent."""
        self._due_at = None
        self._freezer = None

    def _write(self, words: Mapping[str, str]) -> None:
        if self._freezer is None:
            return
        # The group may be gone, and the file with it: the sandbox's end is on its way here.
        with contextlib.suppress(OSError):
            write_kernel_file(self._freezer.file, words[self._freezer.version])
