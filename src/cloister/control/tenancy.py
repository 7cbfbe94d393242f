"""What AWS refuses functions with tenant isolation: each a row that says its words, and whether it is lifted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import TenantIsolation


class Feature(Enum):
    """What a function with tenant isolation can't have on AWS (lambda-facts 1.9)."""

    EVENT_SOURCE_MAPPING = auto()
    FUNCTION_URL = auto()
    PROVISIONED_CONCURRENCY = auto()
    SNAP_START = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """`is_lifted` where Cloister offers the feature all the same, unless it is to behave as AWS does."""

    message: str
    is_lifted: bool


REFUSALS: Final[Mapping[Feature, Refusal]] = {
    # This text was seen on AWS (lambda-facts 1.5). The others are not known, and follow its form.
    Feature.FUNCTION_URL: Refusal(
        "Function URL is not supported for functions enabled with tenancy configuration",
        is_lifted=False,
    ),
    Feature.EVENT_SOURCE_MAPPING: Refusal(
        "Event source mapping is not supported for functions enabled with tenancy configuration",
        is_lifted=False,
    ),
    Feature.PROVISIONED_CONCURRENCY: Refusal(
        "Provisioned concurrency is not supported for functions enabled with tenancy configuration",
        is_lifted=True,
    ),
    Feature.SNAP_START: Refusal(
        "SnapStart is not supported for functions enabled with tenancy configuration",
        is_lifted=True,
    ),
}
"""A row is lifted by whoever builds what it refuses."""


def check_tenancy(
    isolation: TenantIsolation | None, feature: Feature, compatibility: Compatibility
) -> None:
    """Return if a function of this isolation may have the feature. Raises InvalidParameterValue."""
    refusal = REFUSALS[feature]
    lifted = refusal.is_lifted and compatibility is Compatibility.CLOISTER
    if isolation is not None and not lifted:
        raise InvalidParameterValue(refusal.message)
