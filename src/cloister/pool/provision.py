"""What owners have held ready by version, in how many environments, and why it can't be where it can't.

As on AWS it is for good: what is bound or lost is replaced, also when nobody has come for long.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cloister.domain import limits
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, FunctionName, RevisionId


class ProvisionFailure(StrEnum):
    """Why environments of a version are not held ready, as its owner is told. The first is AWS's (lambda-facts 2.8)."""

    INIT = "FUNCTION_ERROR_INIT_FAILURE"
    SANDBOX = "INTERNAL_ERROR: no sandbox could be made, the server's log tells why"
    TENANT_NETWORK = (
        "EGRESS_PER_TENANT: with access to the internet an environment is made in its tenant's network, "
        "and can't be made before there is a tenant"
    )


@dataclass(slots=True)
class Provision:
    """What one version has."""

    version: FunctionVersion
    wanted: int
    """From 1 on."""
    failure: ProvisionFailure | None = None
    """Of the last attempt."""
    failures: int = 0
    """With less than PROVISION_RETRY between them."""
    failed_at: float = -math.inf
    """Of the last one, in seconds of the monotonic clock."""

    @property
    def has_failed(self) -> bool:
        """Whether it is given up but for an attempt now and then."""
        return self.failures >= limits.PROVISION_ATTEMPTS_MAX

    def note(self, failure: ProvisionFailure | None, now_s: float) -> None:
        """What came of an attempt; None is one more that is ready."""
        if failure is not None:
            self.failure, self.failed_at = failure, now_s
            self.failures += 1
        elif not self._rests(now_s):
            # Sooner it proves nothing: an environment may end of itself as soon as it is ready.
            self.failure, self.failures = None, 0

    def target(self, now_s: float) -> int:
        """How many to have ready: none for a while after it was given up."""
        return 0 if self.has_failed and self._rests(now_s) else self.wanted

    def _rests(self, now_s: float) -> bool:
        return now_s - self.failed_at < limits.PROVISION_RETRY.total_seconds()


@dataclass(frozen=True, slots=True)
class Provided:
    """What has come of it."""

    wanted: int
    ready: int
    failure: ProvisionFailure | None
    """Once it is given up."""


class Provisions:
    """Those of all functions."""

    def __init__(self) -> None:
        self._provisions: dict[RevisionId, Provision] = {}
        self.get: Final[Callable[[RevisionId], Provision | None]] = self._provisions.get
        """Of one revision."""
        self._of_functions: dict[tuple[AccountId, FunctionName], int] = {}
        self.unreserved = 0
        """Of the functions that have reserved no concurrency: environments, all together."""

    def __iter__(self) -> Iterator[Provision]:
        return iter([*self._provisions.values()])

    def wanted(self, version: FunctionVersion) -> int:
        """Of one version."""
        provision = self.get(version.revision)
        return provision.wanted if provision else 0

    def wanted_of_function(self, version: FunctionVersion) -> int:
        """Of all versions of this one's function."""
        return self._of_functions.get((version.account, version.name), 0)

    def replace(
        self,
        account: AccountId,
        function: FunctionName,
        wanted: Sequence[tuple[FunctionVersion, int]],
    ) -> list[FunctionVersion]:
        """The function has these and no others. Returns the versions that had none before or have none any more.

        What is asked for anew is tried anew, also where it had been given up.
        """
        before = {
            revision: provision.version
            for revision, provision in self._provisions.items()
            if (provision.version.account, provision.version.name) == (account, function)
        }
        for revision in before:
            del self._provisions[revision]
        for version, count in wanted:
            self._provisions[version.revision] = Provision(version, count)
        self._add_up()
        after = {version.revision: version for version, _ in wanted}
        both = {**before, **after}
        return [both[revision] for revision in before.keys() ^ after.keys()]

    def drop(self, revision: RevisionId) -> None:
        """There is none of this revision."""
        if self._provisions.pop(revision, None) is not None:
            self._add_up()

    def clear(self) -> None:
        """There is none at all."""
        self._provisions.clear()
        self._add_up()

    def _add_up(self) -> None:
        self._of_functions = {}
        for each in self:
            key = each.version.account, each.version.name
            self._of_functions[key] = self._of_functions.get(key, 0) + each.wanted
        self.unreserved = sum(
            each.wanted for each in self if each.version.reserved_concurrency is None
        )
