"""The environment variables that function code finds: AWS's, with the owner's own beside them (lambda-facts 2.13)."""

from cloister.domain.clock import Clock
from cloister.domain.environment import InitializationType
from cloister.domain.function import FunctionVersion, LogFormat

TASK_ROOT = "/var/task"


def function_environ(
    version: FunctionVersion,
    *,
    log_stream: str,
    initialization: InitializationType = InitializationType.ON_DEMAND,
) -> dict[str, str]:
    """All variables of one environment. The platform's win over the owner's: those are refused before anyway."""
    configuration = version.configuration
    logs = {
        "AWS_LAMBDA_LOG_GROUP_NAME": configuration.logging.group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
    }
    variables = {
        **(configuration.environment or {}),
        "_HANDLER": configuration.handler,
        "AWS_DEFAULT_REGION": version.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{configuration.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration.memory_mb),
        "AWS_LAMBDA_FUNCTION_NAME": version.name,
        "AWS_LAMBDA_FUNCTION_VERSION": version.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": initialization.value,
        # docs, snapstart-monitoring: these two are not available with SnapStart.
        **({} if version.snap_starts else logs),
        "AWS_REGION": version.region,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": TASK_ROOT,
    }
    for name, value in _DEFAULTS.items():
        variables.setdefault(name, value)
    if configuration.logging.format is LogFormat.JSON:
        variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        variables["AWS_LAMBDA_LOG_LEVEL"] = configuration.logging.application_level or "INFO"
    return variables


def log_stream_name(version: FunctionVersion, clock: Clock) -> str:
    """The name of a new environment's log stream: `YYYY/MM/DD/[<version>]<32 hex>` (lambda-facts 2.14)."""
    return f"{clock.now():%Y/%m/%d}/[{version.version}]{clock.new_token(16)}"


_DEFAULTS = {
    "LANG": "en_US.UTF-8",
    "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
    "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "PWD": TASK_ROOT,
    "SHLVL": "0",
    "TZ": ":UTC",
}
"""Those that the owner may set otherwise."""
