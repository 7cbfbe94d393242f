"""Who is due when: each is in it once, however often it is entered."""

import heapq
import itertools
from typing import Generic, TypeVar

T = TypeVar("T")


class Agenda(Generic[T]):
    """By the time of an event loop."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, T]] = []
        """By time and by order of coming: what is due has no order."""
        self._entered: set[T] = set()
        """Those of the heap."""
        self._number = itertools.count()

    def enter(self, what: T, due_at: float) -> None:
        """Nothing happens where it is in it already, for whatever time."""
        if what not in self._entered:
            self._entered.add(what)
            heapq.heappush(self._heap, (due_at, next(self._number), what))

    @property
    def next_due_at(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    def take(self, until: float) -> T | None:
        """What is due first and by then, and is in it no more."""
        if not self._heap or self._heap[0][0] > until:
            return None
        _, _, what = heapq.heappop(self._heap)
        self._entered.remove(what)
        return what
