"""Which metrics there are and what each is measured for: CloudWatch's for Lambda, and Cloister's own beside them."""

from enum import StrEnum
from typing import NamedTuple

ANY = "*"
"""In a Scope: all of them together. No function, qualifier or tenant can be called so."""
NO_TENANT = ""
"""The tenant of functions that do not isolate tenants."""


class Metric(StrEnum):
    """AWS's own names (docs, monitoring-metrics-types); the last four are not AWS's."""

    INVOCATIONS = "Invocations"
    ERRORS = "Errors"
    THROTTLES = "Throttles"
    DURATION = "Duration"
    CONCURRENT_EXECUTIONS = "ConcurrentExecutions"
    PROVISIONED_INVOCATIONS = "ProvisionedConcurrencyInvocations"
    PROVISIONED_SPILLOVER = "ProvisionedConcurrencySpilloverInvocations"
    TENANT_ENVIRONMENTS_CREATED = "TenantEnvironmentsCreated"
    INIT_DURATION = "InitDuration"
    ENVIRONMENTS_ACTIVE = "EnvironmentsActive"
    ENVIRONMENTS_IDLE = "EnvironmentsIdle"


LEVELS = frozenset(
    {Metric.CONCURRENT_EXECUTIONS, Metric.ENVIRONMENTS_ACTIVE, Metric.ENVIRONMENTS_IDLE}
)
"""How many there are at once. Kept for each scope by itself: the tenants' peaks do not add up to the function's."""
TIMES = frozenset({Metric.DURATION, Metric.INIT_DURATION})
"""Milliseconds, with percentiles."""


class Scope(NamedTuple):
    """What a metric is measured for, such as one tenant of one function: ANY where it is not told apart."""

    account: str
    function: str = ANY
    resource: str = ANY
    """CloudWatch's dimension: the function's name, with the qualifier that the caller gave."""
    version: str = ANY
    """The one that ran, also behind an alias."""
    tenant: str = ANY
