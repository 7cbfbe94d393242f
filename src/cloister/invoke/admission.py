"""May it run now: the function's reserved concurrency, and what the account has left beside all reservations."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator

from cloister.domain.errors import Throttled
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import FunctionName

ACCOUNT_LIMIT = "ConcurrentInvocationLimitExceeded"
RESERVED_LIMIT = "ReservedFunctionConcurrentInvocationLimitExceeded"


class Admission:
    """Counts running invocations. `reserved_total` tells how much of the account is set apart for functions."""

    def __init__(self, *, account_concurrency: int, reserved_total: Callable[[], int]) -> None:
        self._account_concurrency = account_concurrency
        self._reserved_total = reserved_total
        self._running: Counter[FunctionName] = Counter()
        self._running_unreserved = 0

    @contextlib.contextmanager
    def admit(self, version: FunctionVersion) -> Iterator[None]:
        """Holds one unit of concurrency for the block. Raises Throttled with AWS's reason when there is none."""
        is_reserved = version.reserved_concurrency is not None
        self._check(version)
        self._running[version.name] += 1
        self._running_unreserved += not is_reserved
        try:
            yield
        finally:
            self._running[version.name] -= 1
            self._running_unreserved -= not is_reserved
            if not self._running[version.name]:
                del self._running[version.name]

    def _check(self, version: FunctionVersion) -> None:
        if version.reserved_concurrency is not None:
            if self._running[version.name] >= version.reserved_concurrency:
                raise Throttled(RESERVED_LIMIT)
        elif self._running_unreserved >= self._account_concurrency - self._reserved_total():
            raise Throttled(ACCOUNT_LIMIT)
