"""May this tenant run one more now: the limits that the operator set for it, before those of function and account."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from cloister.domain.clock import Clock
from cloister.domain.errors import Throttled
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.invocation import Invocation
from cloister.domain.tenant_limits import TenantLimits
from cloister.domain.token_buckets import TokenBuckets

CONCURRENCY: Final = "TenantConcurrencyLimitExceeded"
RATE: Final = "TenantInvocationRateLimitExceeded"
"""Not values of the model's ThrottleReason, which knows no tenants; clients show what they don't know as it is."""

InForce: TypeAlias = Callable[[AccountId, FunctionName, TenantId | None], TenantLimits | None]
_Key: TypeAlias = tuple[AccountId, FunctionName, TenantId | None]

_UNLIMITED: Final = contextlib.nullcontext()


class TenantAdmission:
    """Counts what limited tenants run and begin; those without limits cost it one look-up.

    A new limit counts what is admitted from then on.
    """

    def __init__(self, in_force: InForce, clock: Clock) -> None:
        self._in_force = in_force
        self._running: Counter[_Key] = Counter()
        self._buckets: TokenBuckets[_Key] = TokenBuckets(clock)

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
        # A rate below one a second still lets one at a time begin.
        burst = max(1.0, per_second)
        if per_second == 0 or not self._buckets.take(key, per_second=per_second, burst=burst):
            raise Throttled(RATE)
