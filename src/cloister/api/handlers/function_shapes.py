"""Functions between the model's shapes and the domain: what a request asks for, and how a function is shown."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypedDict

import msgspec

from cloister.api.handlers import attachment_shapes
from cloister.api.handlers.package_sources import package_source
from cloister.api.handlers.refusals import refuse_not_built
from cloister.api.lambda_ import shapes
from cloister.api.lambda_.operations import MEMBERS
from cloister.control.configuration import ConfigurationChange, LoggingChange
from cloister.control.functions import CodeChange, NewFunction
from cloister.control.runtimes import runtime_version_arn
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import (
    Configuration,
    FunctionState,
    LogFormat,
    TenantIsolation,
    UpdateStatus,
)
from cloister.domain.ids import LATEST, RevisionId
from cloister.domain.release import PublishedVersion, Release

_Settings: TypeAlias = shapes.CreateFunctionRequest | shapes.UpdateFunctionConfigurationRequest

_RUNTIMES: Final = next(
    member.rule.enum
    for member in MEMBERS[shapes.CreateFunctionRequest]
    if member.attribute == "runtime"
)

# Reason and its code. An update that is under way is "being created" too, in AWS's recorded answers.
_UNDER_WAY: Final = ("The function is being created.", "Creating")
_PACKAGE_LOST: Final = (
    "The function's package is not in the store: upload the code again.",
    "InternalError",
)


def new_function(
    request: shapes.CreateFunctionRequest, reference: FunctionReference
) -> NewFunction:
    """The command. Raises NotBuiltYet or InvalidParameterValue for what no function can be made of."""
    refuse_not_built(request.code)
    if reference.qualifier not in {None, LATEST}:
        raise InvalidParameterValue(
            f"A function is created without a qualifier: leave :{reference.qualifier} out of its name."
        )
    tenancy = request.tenancy_config
    return NewFunction(
        name=reference.name,
        configuration=replace(
            configuration_change(request), architecture=_architecture(request.architectures)
        ),
        source=package_source(request.code),
        tenant_isolation=TenantIsolation(tenancy.tenant_isolation_mode) if tenancy else None,
        publish=bool(request.publish),
        tags=request.tags or {},
        code_signing_config_arn=request.code_signing_config_arn or None,
    )


def configuration_change(request: _Settings) -> ConfigurationChange:
    """The command. Raises NotBuiltYet or InvalidParameterValue for what no function can be made to do."""
    refuse_not_built(request)
    if request.runtime is not None and request.runtime not in _RUNTIMES:
        raise InvalidParameterValue(
            f"Value {request.runtime} at 'runtime' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(_RUNTIMES)}] or be a valid ARN"
        )
    storage = request.ephemeral_storage
    environment = request.environment
    return ConfigurationChange(
        runtime=request.runtime,
        handler=request.handler,
        role=request.role,
        description=request.description,
        timeout_s=request.timeout,
        memory_mb=request.memory_size,
        ephemeral_storage_mb=storage.size if storage else None,
        environment=(environment.variables or {}) if environment else None,
        logging=_logging_change(request.logging_config),
        snap_start=attachment_shapes.snap_start(request.snap_start),
        tracing=attachment_shapes.tracing(request.tracing_config),
        dead_letter_arn=attachment_shapes.dead_letter_arn(request.dead_letter_config),
        kms_key_arn=request.kms_key_arn,
        vpc=attachment_shapes.vpc(request.vpc_config),
        file_systems=attachment_shapes.file_systems(request.file_system_configs),
        layers=None if request.layers is None else tuple(request.layers),
    )


def code_change(request: shapes.UpdateFunctionCodeRequest) -> CodeChange:
    """The command. Raises NotBuiltYet or InvalidParameterValue for a source that is not read here, or none."""
    refuse_not_built(request)
    return CodeChange(
        source=package_source(request),
        architecture=_architecture(request.architectures),
        publish=bool(request.publish),
    )


def asked_revision(text: str | None) -> RevisionId | None:
    """The revision that a change is conditional on, if any; an empty text is none."""
    return RevisionId(text) if text else None


def function_shape(
    release: Release, home: Home, *, qualifier: str | None = None
) -> shapes.FunctionConfiguration:
    """The function, or a version of it, as AWS shows it. With a qualifier the ARN carries it."""
    configuration = release.configuration
    return shapes.FunctionConfiguration(
        function_name=release.name,
        function_arn=home.function_arn(release.name, qualifier),
        runtime=configuration.runtime,
        role=configuration.role,
        handler=configuration.handler,
        code_size=release.code.size_bytes,
        description=release.description,
        timeout=configuration.timeout_s,
        memory_size=configuration.memory_mb,
        last_modified=timestamp(release.last_modified),
        code_sha256=release.code.sha256,
        version=release.version,
        environment=_environment(configuration),
        vpc_config=attachment_shapes.vpc_shape(configuration),
        dead_letter_config=attachment_shapes.dead_letter_shape(configuration),
        kms_key_arn=configuration.kms_key_arn,
        tracing_config=shapes.TracingConfigResponse(mode=configuration.tracing.value),
        file_system_configs=attachment_shapes.file_system_shapes(configuration),
        revision_id=release.revision_id,
        layers=_layers(configuration),
        **_state_members(release),
        package_type="Zip",
        architectures=[configuration.architecture],
        ephemeral_storage=shapes.EphemeralStorage(size=configuration.ephemeral_storage_mb),
        snap_start=attachment_shapes.snap_start_shape(release),
        runtime_version_config=shapes.RuntimeVersionConfig(
            runtime_version_arn=runtime_version_arn(home, configuration.runtime)
        ),
        logging_config=_logging(configuration),
        tenancy_config=_tenancy(release),
    )


def listed_shape(
    release: Release, home: Home, *, qualifier: str | None = None
) -> shapes.FunctionConfiguration:
    """As AWS shows it in lists, which leave out where it stands (the model, ListFunctions)."""
    return msgspec.structs.replace(
        function_shape(release, home, qualifier=qualifier),
        state=None,
        state_reason=None,
        state_reason_code=None,
        last_update_status=None,
        last_update_status_reason=None,
        last_update_status_reason_code=None,
        runtime_version_config=None,
    )


def _architecture(given: list[str] | None) -> str | None:
    return given[0] if given else None


def _logging_change(given: shapes.LoggingConfig | None) -> LoggingChange:
    if given is None:
        return LoggingChange()
    return LoggingChange(
        format=LogFormat(given.log_format) if given.log_format else None,
        application_level=given.application_log_level,
        system_level=given.system_log_level,
        group=given.log_group,
    )


class _StateMembers(TypedDict):
    """Where the function stands."""

    state: str
    state_reason: str | None
    state_reason_code: str | None
    last_update_status: str | None
    last_update_status_reason: str | None
    last_update_status_reason_code: str | None


def _state_members(release: Release) -> _StateMembers:
    reason, reason_code = _state_reason(release)
    update_status, update_reason, update_reason_code = _last_update(release)
    return _StateMembers(
        state=release.state,
        state_reason=reason,
        state_reason_code=reason_code,
        last_update_status=update_status,
        last_update_status_reason=update_reason,
        last_update_status_reason_code=update_reason_code,
    )


def _state_reason(release: Release) -> tuple[str | None, str | None]:
    match release.state:
        case FunctionState.PENDING:
            return _UNDER_WAY
        case FunctionState.FAILED:
            return _failure(release)
        case FunctionState.ACTIVE:
            return None, None


def _failure(release: Release) -> tuple[str | None, str | None]:
    if isinstance(release, PublishedVersion) and release.state_reason is not None:
        return release.state_reason, release.state_reason_code
    return _PACKAGE_LOST


def _last_update(release: Release) -> tuple[str | None, str | None, str | None]:
    """Status, reason and reason's code. There is none before the function was ever Active."""
    if release.state is FunctionState.PENDING:
        return None, None, None
    status = release.last_update_status
    match status:
        case UpdateStatus.IN_PROGRESS:
            return status, *_UNDER_WAY
        case UpdateStatus.FAILED:
            return status, *_failure(release)
        case UpdateStatus.SUCCESSFUL:
            return status, None, None


def timestamp(moment: datetime) -> str:
    """`2026-11-23T06:12:13.123+0000`: AWS writes the offset without a colon."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _layers(configuration: Configuration) -> list[shapes.Layer] | None:
    layers = [
        shapes.Layer(arn=layer.arn, code_size=layer.code.size_bytes)
        for layer in configuration.layers
    ]
    return layers or None


def _environment(configuration: Configuration) -> shapes.EnvironmentResponse | None:
    if configuration.environment is None:
        return None
    return shapes.EnvironmentResponse(variables=dict(configuration.environment))


def _tenancy(release: Release) -> shapes.TenancyConfig | None:
    if release.tenant_isolation is None:
        return None
    return shapes.TenancyConfig(tenant_isolation_mode=release.tenant_isolation)


def _logging(configuration: Configuration) -> shapes.LoggingConfig:
    logging = configuration.logging
    return shapes.LoggingConfig(
        log_format=logging.format,
        application_log_level=logging.application_level,
        system_log_level=logging.system_level,
        log_group=logging.group,
    )
