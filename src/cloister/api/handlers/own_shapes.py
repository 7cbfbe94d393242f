"""Environments, tenants, usage and limits as Cloister's own API shows them, and the tenants that it is asked for."""

from cloister.api.cloister import shapes
from cloister.control.environments import EnvironmentView
from cloister.control.tenants import FunctionShare, TenantUsage, TenantView
from cloister.domain.errors import ValidationFailed
from cloister.domain.ids import TenantId, parse_tenant_id
from cloister.domain.tenant_limits import TenantLimits
from cloister.sandbox.driver import Enforcement
from cloister.telemetry.usage import UsageRow


def some_tenant(text: str) -> TenantId:
    """The tenant of this id. Raises ValidationFailed for blanks only, which Invoke takes for none."""
    tenant = parse_tenant_id(text)
    if tenant is None:
        raise ValidationFailed("A tenant ID of blanks only is no tenant's.")
    return tenant


def tenant_or_any(text: str | None) -> TenantId | None:
    """The tenant, or None where none is named. Raises ValidationFailed for blanks only: they must not mean any."""
    return None if text is None else some_tenant(text)


def environment_shape(view: EnvironmentView) -> shapes.Environment:
    configuration = view.version.configuration
    used = view.last_used_at
    return shapes.Environment(
        environment_id=view.id,
        state=view.state,
        function_name=view.version.name,
        version=view.version.version,
        tenant_id=view.tenant,
        memory_size=configuration.memory_mb,
        architecture=configuration.architecture,
        created_at=view.created_at.timestamp(),
        age_seconds=view.age.total_seconds(),
        last_used_at=None if used is None else used.timestamp(),
        invocations=view.invocations,
        log_group_name=configuration.logging.group,
        log_stream_name=view.log_stream,
        isolation=_isolation(view.enforcement),
    )


def tenant_shape(view: TenantView, usage: TenantUsage | None = None) -> shapes.TenantSummary:
    used = view.last_used_at
    return shapes.TenantSummary(
        tenant_id=view.id,
        environments=view.environments,
        active_environments=view.active,
        last_used_at=None if used is None else used.timestamp(),
        usage=None if usage is None else _used(usage),
    )


def share_shape(share: FunctionShare) -> shapes.TenantFunction:
    return shapes.TenantFunction(
        function_name=share.function,
        environments=share.environments,
        active_environments=share.active,
        limits=None if share.limits is None else limits_shape(share.limits),
    )


def limits_shape(chosen: TenantLimits) -> shapes.TenantLimits:
    return shapes.TenantLimits(
        function_name=chosen.function,
        tenant_id=chosen.tenant,
        max_concurrency=chosen.max_concurrency,
        requests_per_second=chosen.requests_per_second,
    )


def usage_shape(row: UsageRow) -> shapes.UsageRow:
    return shapes.UsageRow(
        period=row.period.timestamp(),
        function_name=row.function,
        tenant_id=row.tenant or None,
        memory_size=row.memory_mb,
        architecture=row.architecture,
        requests=row.requests,
        errors=row.errors,
        billed_milliseconds=row.billed_ms,
        gb_seconds=row.gb_seconds,
        environments_created=row.environments,
        environments_created_gb=row.environments_gb,
        peak_concurrency=row.peak_concurrency,
        log_bytes=row.log_bytes,
        bytes_in=row.bytes_in,
        bytes_out=row.bytes_out,
    )


def _used(usage: TenantUsage) -> shapes.TenantUsage:
    return shapes.TenantUsage(
        requests=usage.requests,
        errors=usage.errors,
        gb_seconds=usage.gb_seconds,
        environments_created=usage.environments_created,
        # As text, like AWS's Cost Explorer: it is not rounded.
        cost=shapes.Cost(amount=f"{usage.cost:f}", unit=usage.currency),
    )


def _isolation(enforcement: Enforcement) -> shapes.Isolation:
    return shapes.Isolation(
        wall=enforcement.wall,
        kernel=enforcement.kernel,
        enforced_bounds=sorted(enforcement.bounds),
        own_uid=enforcement.has_own_uid,
        system_calls=enforcement.system_calls,
        left_out=sorted(enforcement.left_out),
    )
