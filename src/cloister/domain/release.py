"""What owners set apart from $LATEST: published versions, which never change, and the aliases that point at them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, NewType, TypeAlias

from cloister.domain.egress import Egress
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    FunctionState,
    FunctionVersion,
    TenantIsolation,
    UpdateStatus,
)
from cloister.domain.ids import LATEST, AccountId, FunctionName, Region, RevisionId
from cloister.domain.isolation import Isolation
from cloister.domain.resource_policy import Statement

VersionNumber = NewType("VersionNumber", int)
"""From 1 on, in the order of publication; the number of a deleted version is never given again."""
AliasName = NewType("AliasName", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedVersion:
    """Code and configuration of a function as they were when it was published."""

    account: AccountId
    region: Region
    name: FunctionName
    number: VersionNumber
    configuration: Configuration
    code: Code
    tenant_isolation: TenantIsolation | None
    own_description: str | None
    """Given when it was published; None shows the configuration's."""
    revision_id: RevisionId
    """New with every change that a caller can see: its state, its policy."""
    environment_revision: RevisionId
    last_modified: datetime
    state: FunctionState = FunctionState.PENDING
    state_reason: str | None = None
    """Why it has FAILED, with AWS's code for that below; where there is none, a package is lost."""
    state_reason_code: str | None = None
    has_snapshot: bool = False
    """Whether environments stand ready that have run its init, as SnapStart asks for. Only where it is ACTIVE."""
    policy: tuple[Statement, ...] = ()
    provisioned: int | None = None
    """Environments that its owner has held ready, by PutProvisionedConcurrencyConfig for the version itself."""
    provisioned_at: datetime | None = None
    """When that was asked for last. There is one exactly when there is the other."""

    @property
    def version(self) -> str:
        return str(self.number)

    @property
    def description(self) -> str:
        if self.own_description is None:
            return self.configuration.description
        return self.own_description

    @property
    def last_update_status(self) -> UpdateStatus:
        """A version is never updated: what there was to do ended with its publication."""
        has_failed = self.state is FunctionState.FAILED
        return UpdateStatus.FAILED if has_failed else UpdateStatus.SUCCESSFUL

    def provisions(self) -> Mapping[VersionNumber, int]:
        """As Alias.provisions: what is provisioned for it, it holds ready itself."""
        return {self.number: self.provisioned or 0}

    def is_still(self, function: Function) -> bool:
        """Whether publishing the function now would only repeat this version."""
        return (self.configuration, self.code) == (function.configuration, function.code)

    def of(self, function: Function) -> FunctionVersion:
        """What environments run. What concurrency and isolation it has are its function's, as they are now."""
        return FunctionVersion(
            account=self.account,
            region=self.region,
            name=self.name,
            version=self.version,
            revision=self.environment_revision,
            configuration=self.configuration,
            code=self.code,
            tenant_isolation=self.tenant_isolation,
            reserved_concurrency=function.reserved_concurrency,
            isolation=Isolation.chosen(function.tags),
            egress=Egress.asked(function.tags),
        )


Release: TypeAlias = Function | PublishedVersion
"""What AWS shows as a function's configuration: $LATEST or a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for a version of a function, or for two versions that share its invocations."""

    account: AccountId
    region: Region
    function: FunctionName
    name: AliasName
    version: VersionNumber | None
    """None is $LATEST."""
    description: str = ""
    second_version: VersionNumber | None = None
    second_weight: float | None = None
    """The second version's share of the invocations, 0 to 1. There is one exactly when there is a second version."""
    revision_id: RevisionId
    policy: tuple[Statement, ...] = ()
    provisioned: int | None = None
    """As a version's: held ready for the versions that it points at."""
    provisioned_at: datetime | None = None

    def chosen(self, draw: float) -> VersionNumber | None:
        """The version that an invocation runs, None being $LATEST; `draw` is evenly spread over [0, 1)."""
        if self.second_weight is not None and draw < self.second_weight:
            return self.second_version
        return self.version

    def points_at(self, number: VersionNumber | None) -> bool:
        """Whether it may run this version, None being $LATEST."""
        if number is None:
            return self.version is None
        return number in {self.version, self.second_version}

    def provisions(self) -> Mapping[VersionNumber, int]:
        """What is provisioned for it, by the version that holds it ready: the second has its share of the whole."""
        whole = self.provisioned or 0
        of_second = round(whole * (self.second_weight or 0.0))
        shares = {self.version: whole - of_second, self.second_version: of_second}
        # $LATEST, which is None as well, holds nothing ready.
        return {version: share for version, share in shares.items() if version is not None}


@dataclass(frozen=True, slots=True)
class Releases:
    """The versions and aliases of one function, all of the same moment."""

    versions: Mapping[VersionNumber, PublishedVersion] = field(default_factory=dict)
    aliases: Mapping[AliasName, Alias] = field(default_factory=dict)


def provisions(releases: Releases) -> Mapping[VersionNumber, int]:
    """How many environments each version is to hold ready, for itself and for aliases. Only those that are to."""
    wanted: Counter[VersionNumber] = Counter()
    targets: list[PublishedVersion | Alias] = [
        *releases.versions.values(),
        *releases.aliases.values(),
    ]
    for target in targets:
        wanted.update(target.provisions())
    return +wanted


def set_apart(function: Function, releases: Releases) -> int:
    """The concurrency that others can't have: what the function has reserved, else what is provisioned for it.

    What is provisioned for a function that has reserved some is a part of that.
    """
    if function.reserved_concurrency is not None:
        return function.reserved_concurrency
    return sum(provisions(releases).values())


NO_RELEASES: Final = Releases(MappingProxyType({}), MappingProxyType({}))
"""Of a function that was never published."""


def find(
    function: Function, releases: Releases, qualifier: str | None, *, draw: float = 1.0
) -> Release | None:
    """What a qualifier names: $LATEST, a version, or one that an alias points at. None when there is no such thing.

    `draw` chooses between an alias's versions; 1.0 chooses the first one whatever the weights.
    """
    if qualifier is None or qualifier == LATEST:
        return function
    number = version_number(qualifier)
    if number is None:
        alias = releases.aliases.get(AliasName(qualifier))
        if alias is None:
            return None
        number = alias.chosen(draw)
        if number is None:
            return function
    return releases.versions.get(number)


def version_number(qualifier: str) -> VersionNumber | None:
    """The number that a qualifier is, or None for $LATEST and for an alias's name."""
    if not (qualifier.isascii() and qualifier.isdecimal()) or qualifier.startswith("0"):
        return None
    return VersionNumber(int(qualifier))


def version_label(number: VersionNumber | None) -> str:
    """As AWS writes a version: its number, or $LATEST for None."""
    return LATEST if number is None else str(number)
