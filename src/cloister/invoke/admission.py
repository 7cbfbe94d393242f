"""May it run now: what is provisioned, else the function's reserved concurrency, else what the account has left."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

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
        self._provisioned: dict[str, int] = {}
        """Running by what is provisioned for their revision. The counters below are of the others."""
        self._running: dict[str, int] = {}
        """By function."""
        self._running_unreserved = 0

    def admit(self, version: FunctionVersion) -> "_Unit":
        """Holds one unit of concurrency for the block. Entering raises Throttled with AWS's reason without one."""
        return _Unit(self, version)

    def take(self, version: FunctionVersion) -> "_Taken":
        """Of `admit`."""
        wanted = self._provisions.wanted(version)
        if wanted and self._provisioned.get(version.revision, 0) < wanted:
            taken = _Taken(self._provisioned, version.revision, is_unreserved=False)
        else:
            self._check(version)
            is_unreserved = version.reserved_concurrency is None
            taken = _Taken(self._running, version.name, is_unreserved)
        running, what, is_unreserved = taken
        running[what] = running.get(what, 0) + 1
        self._running_unreserved += is_unreserved
        return taken

    def give_back(self, taken: "_Taken") -> None:
        """Of `admit`."""
        running, what, is_unreserved = taken
        running[what] -= 1
        self._running_unreserved -= is_unreserved
        if not running[what]:
            del running[what]

    def _check(self, version: FunctionVersion) -> None:
        if version.reserved_concurrency is not None:
            left = version.reserved_concurrency - self._provisions.wanted_of_function(version)
            if self._running.get(version.name, 0) >= left:
                raise Throttled(RESERVED_LIMIT)
        elif self._running_unreserved >= self._account_concurrency - self._set_apart():
            raise Throttled(ACCOUNT_LIMIT)

    def _set_apart(self) -> int:
        return self._reserved_total() + self._provisions.unreserved


class _Taken(NamedTuple):
    """A unit, by the counts that it is in."""

    running: dict[str, int]
    what: str
    is_unreserved: bool


class _Unit:
    """`with` it. A generator in its place would take half as long again."""

    __slots__ = ("_admission", "_taken", "_version")

    _taken: _Taken

    def __init__(self, admission: Admission, version: FunctionVersion) -> None:
        self._admission = admission
        self._version = version

    def __enter__(self) -> None:
        self._taken = self._admission.take(self._version)

    def __exit__(self, *_: object) -> None:
        self._admission.give_back(self._taken)
