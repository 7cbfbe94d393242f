"""May it run now: what is provisioned, else the function's reserved concurrency, else what the account has left."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol

from cloister.domain.errors import Throttled
from cloister.domain.function import FunctionVersion

ACCOUNT_LIMIT = "ConcurrentInvocationLimitExceeded"
RESERVED_LIMIT = "ReservedFunctionConcurrentInvocationLimitExceeded"


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
        self._provisioned: Counter[str] = Counter()
        """Running by what is provisioned for their revision. The counters below are of the others."""
        self._running: Counter[str] = Counter()
        """By function."""
        self._running_unreserved = 0

    @contextlib.contextmanager
    def admit(self, version: FunctionVersion) -> Iterator[None]:
        """Holds one unit of concurrency for the block. Raises Throttled with AWS's reason when there is none."""
        if self._provisioned[version.revision] < self._provisions.wanted(version):
            running, what, is_unreserved = self._provisioned, str(version.revision), False
        else:
            self._check(version)
            running, what = self._running, str(version.name)
            is_unreserved = version.reserved_concurrency is None
        running[what] += 1
        self._running_unreserved += is_unreserved
        try:
            yield
        finally:
            running[what] -= 1
            self._running_unreserved -= is_unreserved
            if not running[what]:
                del running[what]

    def _check(self, version: FunctionVersion) -> None:
        if version.reserved_concurrency is not None:
            left = version.reserved_concurrency - self._provisions.wanted_of_function(version)
            if self._running[version.name] >= left:
                raise Throttled(RESERVED_LIMIT)
        elif self._running_unreserved >= self._account_concurrency - self._set_apart():
            raise Throttled(ACCOUNT_LIMIT)

    def _set_apart(self) -> int:
        return self._reserved_total() + self._provisions.unreserved
