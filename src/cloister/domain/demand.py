"""How many of a thing that takes time to make should stand ready: as many as are likely wanted meanwhile."""

import math
from collections import deque
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Foresight:
    """How a demand is judged."""

    window: timedelta
    """Over which arrivals are counted."""
    ahead: timedelta
    """Arrivals of so long, at the recent rate, find one ready."""
    keep: timedelta
    """Without an arrival for so long nothing is kept."""
    least: int
    """What is kept as long as anything is."""
    most: int
    arrivals_kept: int


class Demand:
    """The arrivals for one kind of thing, as far as they tell what comes."""

    def __init__(self, foresight: Foresight) -> None:
        self._foresight = foresight
        self._window_s = foresight.window.total_seconds()
        self._keep_s = foresight.keep.total_seconds()
        self._ahead_s = foresight.ahead.total_seconds()
        self._recent: deque[float] = deque(maxlen=foresight.arrivals_kept)
        """Arrivals, the earliest first; those that have left the window go when somebody asks."""
        self._last_s = -math.inf

    def note(self, now_s: float) -> None:
        """One was wanted."""
        self._recent.append(now_s)
        self._last_s = now_s

    def target(self, now_s: float) -> int:
        """How many to have ready. Time never goes back from one call to the next."""
        if now_s - self._last_s > self._keep_s:
            return 0
        # Asked for on the way of every new tenant: to count all of the window each time would be most of that way.
        while self._recent and now_s - self._recent[0] > self._window_s:
            self._recent.popleft()
        ahead = math.ceil(len(self._recent) / self._window_s * self._ahead_s)
        rule = self._foresight
        return min(rule.most, max(rule.least, ahead))
