"""What stands for the snapshots of versions: environments that have run init and served nobody, of those used last.

A process that has run an author's code is not forked into other sandboxes (ADR 0033), so that each is for one only.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from cloister.domain import limits
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, FunctionName, RevisionId
from cloister.pool.provision import Provision


class Snapshot(Enum):
    """What has come of a version's first init, where that has not failed."""

    TAKEN = auto()
    OF_TENANTS_ONLY = auto()
    """Its environments are made in their tenants' networks: init runs when there is a tenant."""
    NO_ROOM = auto()
    """The function has as many environments as it may: one of this version is made as soon as there is room."""
    NO_SANDBOX = auto()


@dataclass(frozen=True, slots=True)
class InitFailed:
    """Init has failed, and why is told in a log."""

    error_type: str
    log_stream: str


class Snapshots:
    """The versions that have environments ready however long nobody comes. At most SNAPSHOTS_KEPT_MAX."""

    def __init__(self) -> None:
        self._kept: OrderedDict[RevisionId, Provision] = OrderedDict()
        """The longest unused first."""

    def __iter__(self) -> Iterator[Provision]:
        return iter([*self._kept.values()])

    def get(self, revision: RevisionId) -> Provision | None:
        return self._kept.get(revision)

    def replace(
        self, account: AccountId, function: FunctionName, versions: Sequence[FunctionVersion]
    ) -> None:
        """Of the function these and no others; those that had one keep their place among those of others."""
        wanted = {version.revision for version in versions}
        for revision, kept in [*self._kept.items()]:
            is_its = (kept.version.account, kept.version.name) == (account, function)
            if is_its and revision not in wanted:
                del self._kept[revision]
        for version in versions:
            if (known := self._kept.get(version.revision)) is not None:
                known.version = version
            else:
                self.use(version)

    def use(self, version: FunctionVersion) -> None:
        """Somebody has come for it."""
        if version.revision not in self._kept:
            self._kept[version.revision] = Provision(version, limits.SNAPSHOT_ENVIRONMENTS)
        self._kept.move_to_end(version.revision)
        if len(self._kept) > limits.SNAPSHOTS_KEPT_MAX:
            self._kept.popitem(last=False)

    def drop(self, revision: RevisionId) -> None:
        """There is none of this revision."""
        self._kept.pop(revision, None)

    def clear(self) -> None:
        """There is none at all."""
        self._kept.clear()
