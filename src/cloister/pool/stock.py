"""How many prepared environments a function version should have: as many as its next new tenants are likely to need.

A prepared environment has run init and served nobody. AWS's init never learns of a tenant either, so it may be bound
to any one tenant, once.
"""

import math
from collections import deque

from cloister.domain import limits


class Demand:
    """The new tenants of one function version, as far as they tell what comes."""

    def __init__(self) -> None:
        self._arrivals: deque[float] = deque(maxlen=limits.STOCK_ARRIVALS_KEPT)

    def note(self, now_s: float) -> None:
        """A tenant came that no environment was bound to."""
        self._arrivals.append(now_s)

    def target(self, now_s: float) -> int:
        """How many to have ready: what the recent rate brings while one is made, one at least, none after a lull."""
        if not self._arrivals or now_s - self._arrivals[-1] > limits.STOCK_KEEP.total_seconds():
            return 0
        window_s = limits.STOCK_WINDOW.total_seconds()
        recent = sum(1 for arrival in self._arrivals if now_s - arrival <= window_s)
        ahead = math.ceil(recent / window_s * limits.STOCK_AHEAD.total_seconds())
        return min(limits.STOCK_PER_VERSION_MAX, max(1, ahead))
