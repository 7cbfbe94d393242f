"""How fast each of many may go on: tokens that come at a rate, kept up to a burst, counted without a timer."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cloister.domain import limits
from cloister.domain.clock import Clock

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class _Bucket:
    """What is left, as of `at_s`."""

    tokens: float
    at_s: float


class TokenBuckets(Generic[K]):
    """One bucket for each key that was seen lately; a new one is full.

    Beyond limits.TENANT_BUCKETS_MAX keys, the one that asked for nothing for longest is forgotten.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[K, _Bucket] = OrderedDict()

    def take(self, key: K, *, per_second: float, burst: float) -> bool:
        """One token of this key's. False if there is none; nothing is taken then."""
        now_s = self._clock.monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now_s))
        self._buckets.move_to_end(key)
        if len(self._buckets) > limits.TENANT_BUCKETS_MAX:
            self._buckets.popitem(last=False)
        bucket.tokens = min(burst, bucket.tokens + (now_s - bucket.at_s) * per_second)
        bucket.at_s = now_s
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
