"""May this tenant run one more now: the limits that the operator set for it, before those of function and account."""

from collections import Counter
from collections.abc import Callable
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
Place: TypeAlias = tuple[AccountId, FunctionName, TenantId]
"""Whose it is."""


class TenantAdmission:
    """Counts what limited tenants run and begin; those without limits cost it one look-up.

    A new limit counts what is admitted from then on.
    """

    def __init__(self, in_force: InForce, clock: Clock) -> None:
        self._in_force = in_force
        self._running: Counter[Place] = Counter()
        self._buckets: TokenBuckets[Place] = TokenBuckets(clock)

    def take(self, invocation: Invocation) -> Place | None:
        """A place among those that its tenant has running, to be given back; None without a limit. Raises Throttled."""
        tenant = invocation.tenant
        if tenant is None:
            return None
        version = invocation.version
        chosen = self._in_force(version.account, version.name, tenant)
        if chosen is None:
            return None
        place = version.account, version.name, tenant
        if chosen.max_concurrency is not None and self._running[place] >= chosen.max_concurrency:
            raise Throttled(CONCURRENCY)
        if chosen.requests_per_second is not None:
            self._take_token(place, chosen.requests_per_second)
        self._running[place] += 1
        return place

    def give_back(self, place: Place) -> None:
        """Of `take`; once."""
        self._running[place] -= 1
        if not self._running[place]:
            del self._running[place]

    def _take_token(self, place: Place, per_second: float) -> None:
        # A rate below one a second still lets one at a time begin.
        burst = max(1.0, per_second)
        if per_second == 0 or not self._buckets.take(place, per_second=per_second, burst=burst):
            raise Throttled(RATE)
