"""Which functions may have SnapStart: all that run here, or, as on AWS, some runtimes without tenant isolation."""

from typing import Final

from cloister.control.tenancy import Feature, check_tenancy
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import Configuration, SnapStart, TenantIsolation

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


def _has_it_on_aws(runtime: str) -> bool:
    for family, first in _AWS_FIRST_RELEASES.items():
        release = runtime.removeprefix(family)
        if release != runtime and release.isdecimal():
            return int(release) >= first
    return False
