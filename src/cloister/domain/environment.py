"""Who an execution environment may ever serve, and the states it passes through: one key, one table."""

from enum import StrEnum
from typing import NamedTuple

from cloister.domain.errors import broken
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import AccountId, FunctionName, RevisionId, TenantId


class EnvironmentKey(NamedTuple):
    """An environment serves exactly one of these for its whole life."""

    account: AccountId
    function: FunctionName
    version: str
    revision: RevisionId
    tenant: TenantId | None

    @classmethod
    def of(cls, version: FunctionVersion, tenant: TenantId | None) -> "EnvironmentKey":
        """The key for a tenant of this version. Raises BrokenPromise unless isolation and tenant go together."""
        if (tenant is None) != (version.tenant_isolation is None):
            broken("a tenant is there exactly when the function isolates tenants", version.name)
        return cls(version.account, version.name, version.version, version.revision, tenant)


class InitializationType(StrEnum):
    """Why an environment's init ran when it did, in the words of AWS_LAMBDA_INITIALIZATION_TYPE (lambda-facts 2.13)."""

    ON_DEMAND = "on-demand"
    """Somebody came, or was about to come by the platform's own reckoning."""
    PROVISIONED_CONCURRENCY = "provisioned-concurrency"
    """Its owner has it held ready."""
    SNAP_START = "snap-start"
    """Its version was published with SnapStart: an environment that has run init stands for a snapshot of it."""

    @classmethod
    def awaited(cls, version: FunctionVersion) -> "InitializationType":
        """Of one that somebody waits for."""
        return cls.SNAP_START if version.snap_starts else cls.ON_DEMAND


class EnvironmentState(StrEnum):
    """Where an environment is in its life. TRANSITIONS says what may follow."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    DESTROYED = "destroyed"


TRANSITIONS: dict[EnvironmentState, frozenset[EnvironmentState]] = {
    EnvironmentState.STARTING: frozenset({EnvironmentState.IDLE, EnvironmentState.DESTROYED}),
    EnvironmentState.IDLE: frozenset({EnvironmentState.BUSY, EnvironmentState.DESTROYED}),
    EnvironmentState.BUSY: frozenset({EnvironmentState.IDLE, EnvironmentState.DESTROYED}),
    EnvironmentState.DESTROYED: frozenset(),
}
"""Where each state may lead. DESTROYED is final: what served a tenant is never handed on."""
