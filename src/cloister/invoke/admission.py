"""May it run now: what is provisioned, else the function's reserved concurrency, else what the account has left."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from cloister.domain.errors import Throttled
from cloister.domain.function import FunctionVersion

ACCOUNT_LIMIT = "ConcurrentInvocationLimitExceeded"
RESERVED_LIMIT = "ReservedFunctionConcurrentInvocationLimitExceeded"


Unit: TypeAlias = tuple[dict[str, int], str, bool]
"""A unit of concurrency: the counts that it is in, what it counts for there, and whether it is of nobody's reserve."""


class SetApart(Protocol):
    """Concurrency that is provisioned: a version's own, which others can't use."""

    @property
    def unreserved(self) -> int:
        """Of the functions that have reserved none: all together."""

    def wanted(self, version: FunctionVersion) -> int:
        """Of this version."""

    def wanted_of_function(self, version: FunctionVersion) -> int:
        """Of all versions of its function."""


class Admission:
    """Counts running invocations. `reserved_total` tells how much of the account is set apart for functions."""

    def __init__(
        self,
        *,
        account_concurrency: int,
        reserved_total: Callable[[], int],
        provisions: SetApart,
    ) -> None:
        self._account_concurrency = account_concurrency
        self._reserved_total = reserved_total
        self._provisions = provisions
        self._provisioned: dict[str, int] = {}
        """Running by what is provisioned for their revision. The counters below are of the others."""
        self._running: dict[str, int] = {}
        """By function."""
        self._running_unreserved = 0

    def take(self, version: FunctionVersion) -> Unit:
        """A unit of concurrency, to be given back. Raises Throttled with AWS's reason when there is none."""
        wanted = self._provisions.wanted(version)
        if wanted and self._provisioned.get(version.revision, 0) < wanted:
            running, what, is_unreserved = self._provisioned, str(version.revision), False
        else:
            self._check(version)
            is_unreserved = version.reserved_concurrency is None
            running, what = self._running, version.name
        running[what] = running.get(what, 0) + 1
        self._running_unreserved += is_unreserved
        return running, what, is_unreserved

    def give_back(self, unit: Unit) -> None:
        """Of `take`; once."""
        running, what, is_unreserved = unit
        running[what] -= 1
        self._running_unreserved -= is_unreserved
        if not running[what]:
            del running[what]

    def _check(self, version: FunctionVersion) -> None:
        if version.reserved_concurrency is not None:
            left = version.reserved_concurrency - self._provisions.wanted_of_function(version)
            if self._running.get(version.name, 0) >= left:
                raise Throttled(RESERVED_LIMIT)
            return
        set_apart = self._reserved_total() + self._provisions.unreserved
        if self._running_unreserved >= self._account_concurrency - set_apart:
            raise Throttled(ACCOUNT_LIMIT)
