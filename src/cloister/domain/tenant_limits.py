"""What a tenant of a function may do at most: what AWS has for functions only."""

from dataclasses import dataclass

from cloister.domain.ids import AccountId, FunctionName, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantLimits:
    """Of one tenant of a function, or of every one without limits of its own. None is not limited."""

    account: AccountId
    function: FunctionName
    tenant: TenantId | None
    max_concurrency: int | None
    """Invocations at once; 0 lets none run."""
    requests_per_second: float | None
    """Invocations begun, on average over a second; 0 lets none run."""
