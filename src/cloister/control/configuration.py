"""How what an owner asks for becomes a function's configuration, and which of it this machine cannot promise."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from cloister.domain import limits
from cloister.domain.egress import EgressPolicy
from cloister.domain.errors import InvalidParameterValue, ValidationFailed
from cloister.domain.function import (
    Configuration,
    FileSystem,
    LogFormat,
    Logging,
    SnapStart,
    Tracing,
    Vpc,
)
from cloister.domain.ids import FunctionName, validation_message
from cloister.domain.isolation import ISOLATION_TAG, Isolation

_T = TypeVar("_T")

_LEVEL_DEFAULT: Final = "INFO"
"""API reference, LoggingConfig: what JSON logs at when no level is given, of the function and of the system."""

_RESERVED: Final = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
    }
)
"""docs, configuration-envvars: variables that the platform sets and no owner may."""
_RESERVED_PREFIX: Final = "AWS_LAMBDA_"
"""isolation.md: refused as a whole, for what is not set under it today may steer the runtime client tomorrow."""
_REFUSED_ENVIRONMENT: Final = (
    "Lambda was unable to configure your environment variables because "
    "the environment variables you have provided"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What this machine can run."""

    architecture: str
    """`x86_64` or `arm64`."""
    runtimes: Collection[str]
    """Names such as `python3.11`."""
    isolations: Collection[Isolation] = (Isolation.JAIL,)
    egress: EgressPolicy = EgressPolicy.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingChange:
    """The members of LoggingConfig that were given; None leaves one as it is."""

    format: LogFormat | None = None
    application_level: str | None = None
    system_level: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChange:
    """The members of a configuration that were given; None leaves one as it is, or at its default when creating."""

    runtime: str | None = None
    handler: str | None = None
    role: str | None = None
    description: str | None = None
    timeout_s: int | None = None
    memory_mb: int | None = None
    ephemeral_storage_mb: int | None = None
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    architecture: str | None = None
    logging: LoggingChange = LoggingChange()
    snap_start: SnapStart | None = None
    tracing: Tracing | None = None
    dead_letter_arn: str | None = None
    """Empty takes it away, as with the two below."""
    kms_key_arn: str | None = None
    vpc: Vpc | None = None
    file_systems: tuple[FileSystem, ...] | None = None
    layers: tuple[str, ...] | None = None
    """ARNs of versions: what they are is for Layers to say."""


def created(name: FunctionName, asked: ConfigurationChange, machine: Machine) -> Configuration:
    """The configuration of a new function. Raises InvalidParameterValue for what is missing, and as `changed` does."""
    if not (asked.runtime and asked.handler and asked.role):
        raise InvalidParameterValue(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages."
        )
    default = Configuration(
        runtime=asked.runtime,
        handler=asked.handler,
        role=asked.role,
        architecture=machine.architecture,
        logging=Logging(group=f"/aws/lambda/{name}"),
    )
    return changed(default, asked, machine)


def changed(before: Configuration, asked: ConfigurationChange, machine: Machine) -> Configuration:
    """The configuration with what was asked for in place of what was.

    Raises ValidationFailed for a figure over AWS's bound, and InvalidParameterValue for a value that AWS refuses
    or this machine cannot run. What was not asked for is not checked again.
    """
    _check_bounds(asked)
    _check_machine(asked, machine)
    if asked.environment is not None:
        _check_environment(asked.environment)
    return Configuration(
        runtime=_either(asked.runtime, before.runtime),
        handler=_either(asked.handler, before.handler),
        role=_either(asked.role, before.role),
        description=_either(asked.description, before.description),
        timeout_s=_either(asked.timeout_s, before.timeout_s),
        memory_mb=_either(asked.memory_mb, before.memory_mb),
        ephemeral_storage_mb=_either(asked.ephemeral_storage_mb, before.ephemeral_storage_mb),
        environment=_either(asked.environment, before.environment),
        architecture=_either(asked.architecture, before.architecture),
        logging=_logging(before.logging, asked.logging),
        layers=before.layers,
        snap_start=_either(asked.snap_start, before.snap_start),
        tracing=_either(asked.tracing, before.tracing),
        dead_letter_arn=_either(asked.dead_letter_arn, before.dead_letter_arn) or None,
        kms_key_arn=_either(asked.kms_key_arn, before.kms_key_arn) or None,
        vpc=_vpc(_either(asked.vpc, before.vpc)),
        file_systems=_either(asked.file_systems, before.file_systems),
    )


def check_new_name(name: FunctionName) -> None:
    """Return if a function may have this name. The model allows 140 characters, for that many are in an ARN."""
    if len(name) > limits.FUNCTION_NAME_LENGTH_MAX:
        constraint = (
            f"Member must have length less than or equal to {limits.FUNCTION_NAME_LENGTH_MAX}"
        )
        raise InvalidParameterValue(validation_message([("functionName", name, constraint)]))


def check_architecture(architecture: str, machine: Machine) -> None:
    """Return if this machine has it. Raises InvalidParameterValue."""
    if architecture != machine.architecture:
        raise InvalidParameterValue(
            f"Architectures: this machine runs {machine.architecture} only, not {architecture}. "
            f"Leave Architectures out, or build the package for {machine.architecture}."
        )


def check_isolation(tags: Mapping[str, str], machine: Machine) -> None:
    """Return if this machine has the wall that the tags ask for. Raises InvalidParameterValue."""
    asked = tags.get(ISOLATION_TAG, Isolation.JAIL)
    if asked not in machine.isolations:
        raise InvalidParameterValue(
            f"Tags: {ISOLATION_TAG} is {asked}, and this machine has {', '.join(sorted(machine.isolations))}. "
            f"Leave the tag out for {Isolation.JAIL}; {Isolation.GVISOR} needs runsc, and a server that runs as root."
        )


def _either(asked: _T | None, before: _T) -> _T:
    return before if asked is None else asked


def _vpc(asked: Vpc | None) -> Vpc | None:
    """None for one without subnets and groups, by which AWS's tools take a function out of its network."""
    return asked if asked and (asked.subnets or asked.security_groups) else None


def _check_bounds(asked: ConfigurationChange) -> None:
    """AWS's bounds for functions that are not on managed instances: lower than the model's (limits.py)."""
    bounded = (
        ("timeout", asked.timeout_s, limits.TIMEOUT_S_MAX),
        ("memorySize", asked.memory_mb, limits.MEMORY_MB_MAX),
        ("ephemeralStorage.size", asked.ephemeral_storage_mb, limits.EPHEMERAL_STORAGE_MB_MAX),
    )
    violations: list[tuple[str, object, str]] = [
        (path, value, f"Member must have value less than or equal to {most}")
        for path, value, most in bounded
        if value is not None and value > most
    ]
    if violations:
        raise ValidationFailed(validation_message(violations))


def _check_machine(asked: ConfigurationChange, machine: Machine) -> None:
    if asked.architecture is not None:
        check_architecture(asked.architecture, machine)
    if asked.runtime is not None and asked.runtime not in machine.runtimes:
        has = ", ".join(sorted(machine.runtimes)) or "none"
        raise InvalidParameterValue(
            f"Runtime {asked.runtime} is not available on this machine. Available: {has}. "
            "`cloister doctor` says how to add one."
        )


def _check_environment(variables: Mapping[str, str]) -> None:
    if reserved := [name for name in variables if _is_reserved(name)]:
        raise InvalidParameterValue(
            f"{_REFUSED_ENVIRONMENT} contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > limits.ENVIRONMENT_VARIABLES_BYTES_MAX:
        raise InvalidParameterValue(
            f"{_REFUSED_ENVIRONMENT} exceeded the 4KB limit. "
            f"String measured: {measured[: limits.VALUE_TOLD_LENGTH_MAX]}"
        )
    if ends := [name for name, value in variables.items() if "\0" in value]:
        raise InvalidParameterValue(
            f"{_REFUSED_ENVIRONMENT} contains the character NUL, which ends a value: {', '.join(ends)}"
        )


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.startswith(_RESERVED_PREFIX)


def _logging(before: Logging, asked: LoggingChange) -> Logging:
    """The levels go with the JSON format: they come with it, INFO if not given, and leave with it."""
    log_format = asked.format or before.format
    group = asked.group or before.group
    if log_format is LogFormat.JSON:
        return Logging(
            format=log_format,
            application_level=asked.application_level or before.application_level or _LEVEL_DEFAULT,
            system_level=asked.system_level or before.system_level or _LEVEL_DEFAULT,
            group=group,
        )
    if asked.application_level or asked.system_level:
        raise InvalidParameterValue(
            'LogLevel is not supported when LogFormat is set to "Text". '
            'Remove LogLevel from your request or change the LogFormat to "JSON" and try again.'
        )
    return Logging(format=log_format, group=group)
