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
        self._arrivals: deque[float] = deque(maxlen=foresight.arrivals_kept)

    def note(self, now_s: float) -> None:
        """One was wanted."""
        self._arrivals.append(now_s)

    def target(self, now_s: float) -> int:
        """How many to have ready."""
        rule = self._foresight
        if not self._arrivals or now_s - self._arrivals[-1] > rule.keep.total_seconds():
            return 0
        window_s = rule.window.total_seconds()
        recent = sum(1 for arrival in self._arrivals if now_s - arrival <= window_s)
        ahead = math.ceil(recent / window_s * rule.ahead.total_seconds())
        return min(rule.most, max(rule.least, ahead))
