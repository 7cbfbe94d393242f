"""When a sandbox stops and goes on: a grace after its answer it is frozen, and one timer serves all that rest."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Mapping

from cloister.domain import limits
from cloister.kernel.files import write_kernel_file
from cloister.sandbox.namespaces.cgroups import Freezer

FREEZE: Mapping[str, str] = {"v1": "FROZEN", "v2": "1"}
THAW: Mapping[str, str] = {"v1": "THAWED", "v2": "0"}


class Grace:
    """The sandboxes that rest and run still, the longest resting first. One for each driver, in one event loop.

    A busy sandbox comes and goes without a system call or a timer of its own.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._due_at: OrderedDict[GracefulFreezer, float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, freezer: "GracefulFreezer") -> None:
        """`freezer.freeze_now` is called once limits.FREEZE_GRACE has passed, unless `end` comes first."""
        due_at = self._loop.time() + limits.FREEZE_GRACE.total_seconds()
        self._due_at.setdefault(freezer, due_at)
        if self._timer is None:
            self._timer = self._loop.call_at(due_at, self._freeze_due)

    def end(self, freezer: "GracefulFreezer") -> None:
        """It is in use again, or gone."""
        self._due_at.pop(freezer, None)

    def _freeze_due(self) -> None:
        self._timer = None
        now = self._loop.time()
        for _ in range(limits.FREEZES_PER_TURN_MAX):
            freezer, due_at = next(iter(self._due_at.items()), (None, 0.0))
            if freezer is None:
                return
            if due_at > now:
                break
            del self._due_at[freezer]
            freezer.freeze_now()
        if self._due_at:
            self._timer = self._loop.call_at(next(iter(self._due_at.values())), self._freeze_due)


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
        self._is_frozen = False

    @property
    def can_stop(self) -> bool:
        return self._freezer is not None

    def freeze(self) -> None:
        """None of the sandbox's processes runs once the grace has passed, unless `thaw` comes first."""
        if self._freezer is not None and not self._is_frozen:
            self._grace.begin(self)

    def thaw(self) -> None:
        """They go on where they were stopped, or were not stopped at all."""
        self._grace.end(self)
        if self._is_frozen:
            self._is_frozen = False
            self._write(THAW)

    def freeze_now(self) -> None:
        """The grace is over."""
        self._is_frozen = True
        self._write(FREEZE)
        self._on_frozen()

    def close(self) -> None:
        """Whatever the sandbox is, it stays. Idempotent."""
        self._grace.end(self)
        self._freezer = None

    def _write(self, words: Mapping[str, str]) -> None:
        if self._freezer is None:
            return
        # The group may be gone, and the file with it: the sandbox's end is on its way here.
        with contextlib.suppress(OSError):
            write_kernel_file(self._freezer.file, words[self._freezer.version])
