"""May this tenant run one more now: the limits that the operator set for it, before those of function and account."""

import contextlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import Throttled
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.invocation import Invocation
from cloister.domain.tenant_limits import TenantLimits

CONCURRENCY: Final = "TenantConcurrencyLimitExceeded"
RATE: Final = "TenantInvocationRateLimitExceeded"
"""Not values of the model's ThrottleReason, which knows no tenants; clients show what they don't know as it is."""

InForce: TypeAlias = Callable[[AccountId, FunctionName, TenantId | None], TenantLimits | None]
_Key: TypeAlias = tuple[AccountId, FunctionName, TenantId | None]

_UNLIMITED: Final = contextlib.nullcontext()


@dataclass(slots=True)
class _Bucket:
    """What is left of a second's invocations, as of `at_s`."""

    tokens: float
    at_s: float


class TenantAdmission:
    """Counts what limited tenants run and begin; those without limits cost it one look-up.

    A new limit counts what is admitted from then on.
    """

    def __init__(self, in_force: InForce, clock: Clock) -> None:
        self._in_force = in_force
        self._clock = clock
        self._running: Counter[_Key] = Counter()
        self._buckets: OrderedDict[_Key, _Bucket] = OrderedDict()

    def admit(self, invocation: Invocation) -> contextlib.AbstractContextManager[None]:
        """Holds one unit of the tenant's concurrency for the block, if it has a limit. Entering raises Throttled."""
        tenant = invocation.tenant
        if tenant is None:
            return _UNLIMITED
        version = invocation.version
        chosen = self._in_force(version.account, version.name, tenant)
        if chosen is None:
            return _UNLIMITED
        return self._limited((version.account, version.name, tenant), chosen)

    @contextlib.contextmanager
    def _limited(self, key: _Key, chosen: TenantLimits) -> Iterator[None]:
        if chosen.max_concurrency is not None and self._running[key] >= chosen.max_concurrency:
            raise Throttled(CONCURRENCY)
        if chosen.requests_per_second is not None:
            self._take_token(key, chosen.requests_per_second)
        self._running[key] += 1
        try:
            yield
        finally:
            self._running[key] -= 1
            if not self._running[key]:
                del self._running[key]

    def _take_token(self, key: _Key, per_second: float) -> None:
        now_s = self._clock.monotonic()
        # A rate below one a second still lets one at a time begin.
        most = max(1.0, per_second)
        bucket = self._buckets.setdefault(key, _Bucket(most, now_s))
        self._buckets.move_to_end(key)
        if len(self._buckets) > limits.TENANT_BUCKETS_MAX:
            self._buckets.popitem(last=False)
        bucket.tokens = min(most, bucket.tokens + (now_s - bucket.at_s) * per_second)
        bucket.at_s = now_s
        if per_second == 0 or bucket.tokens < 1:
            raise Throttled(RATE)
        bucket.tokens -= 1
