"""Which functions may have SnapStart, and what becomes of a version whose init was to be run for it."""

from dataclasses import replace
from typing import Final

from cloister.control.tenancy import Feature, check_tenancy
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import Configuration, FunctionState, SnapStart, TenantIsolation
from cloister.domain.release import PublishedVersion
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.telemetry.rendering import printable

_INIT_FAILED: Final = "An error occurred during function initialization."
"""AWS's StateReason, as deployment tools show it; what follows it is ours."""
_AWS_FIRST_RELEASES: Final = {"python3.": 12, "java": 11, "dotnet": 8}
"""docs, snapstart: the runtimes that have it are those from this release on."""


def check_snap_start(
    configuration: Configuration, isolation: TenantIsolation | None, compatibility: Compatibility
) -> None:
    """Return if the function asks for no SnapStart, or may have it. Raises InvalidParameterValue."""
    if configuration.snap_start is SnapStart.NONE:
        return
    check_tenancy(isolation, Feature.SNAP_START, compatibility)
    if compatibility is Compatibility.AWS and not _has_it_on_aws(configuration.runtime):
        raise InvalidParameterValue(
            f"{configuration.runtime} is not supported for SnapStart enabled functions."
        )


def check_provisionable(version: PublishedVersion) -> None:
    """Return if environments of the version may be provisioned. Raises InvalidParameterValue where it has SnapStart.

    docs, snapstart: it does not support provisioned concurrency. AWS's words for that are not known.
    """
    if version.configuration.snap_start is SnapStart.PUBLISHED_VERSIONS:
        raise InvalidParameterValue(
            "Provisioned Concurrency is not supported for function versions with SnapStart."
        )


def after_init(version: PublishedVersion, outcome: Snapshot | InitFailed) -> PublishedVersion:
    """The version as it is once its init was run, or could not be run without a tenant."""
    match outcome:
        case InitFailed(error_type, log_stream):
            group = version.configuration.logging.group
            return replace(
                version,
                state=FunctionState.FAILED,
                state_reason=f"{_INIT_FAILED} {printable(error_type)}: see log stream {log_stream} of {group}.",
                state_reason_code="FunctionError",
            )
        case Snapshot.NO_SANDBOX:
            return replace(
                version,
                state=FunctionState.FAILED,
                state_reason="No sandbox could be made to run init in: publish another version.",
                state_reason_code="InternalError",
            )
        case Snapshot.OF_TENANTS_ONLY:
            return replace(version, state=FunctionState.ACTIVE)
        case Snapshot.TAKEN | Snapshot.NO_ROOM:
            return replace(version, state=FunctionState.ACTIVE, has_snapshot=True)


def _has_it_on_aws(runtime: str) -> bool:
    for family, first in _AWS_FIRST_RELEASES.items():
        release = runtime.removeprefix(family)
        if release != runtime and release.isdecimal():
            return int(release) >= first
    return False
