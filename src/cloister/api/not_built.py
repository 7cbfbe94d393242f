"""The operations that no handler answers yet, with what a caller is told; and those without effect or items."""

from collections.abc import Mapping
from typing import Final

_BY_REASON: Final = {
    "asynchronous invocations are not built yet": "InvokeAsync",
    "response streaming is not built yet: use Invoke": "InvokeWithResponseStream",
    "event source mappings are not built yet": (
        "CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping"
    ),
    "managed instances are not built yet": (
        "CreateCapacityProvider DeleteCapacityProvider GetCapacityProvider GetFunctionScalingConfig "
        "ListCapacityProviders ListFunctionVersionsByCapacityProvider PutFunctionScalingConfig UpdateCapacityProvider"
    ),
    "durable executions are not built yet": (
        "CheckpointDurableExecution DeleteDurableExecution GetDurableExecution GetDurableExecutionHistory "
        "GetDurableExecutionState ListDurableExecutionsByFunction PauseDurableExecution ResumeDurableExecution "
        "SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat "
        "SendDurableExecutionCallbackSuccess StopDurableExecution"
    ),
}

NOT_BUILT: Final[Mapping[str, str]] = {
    operation: reason
    for reason, operations in _BY_REASON.items()
    for operation in operations.split()
}
"""The reason by operation."""


_KEPT: Final = {
    "asynchronous invocations are not built yet": (
        "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig ListFunctionEventInvokeConfigs "
        "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig"
    ),
    "nothing answers at a function's URL yet": (
        "CreateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig ListFunctionUrlConfigs "
        "UpdateFunctionUrlConfig"
    ),
    "recursive loops are not detected yet": (
        "GetFunctionRecursionConfig PutFunctionRecursionConfig"
    ),
    "a runtime is this machine's interpreter, and there is one version of it": (
        "GetRuntimeManagementConfig PutRuntimeManagementConfig"
    ),
    "access keys may invoke every function without it": "AddPermission GetPolicy RemovePermission",
    "layers can only be used by their own account": (
        "AddLayerVersionPermission GetLayerVersionPolicy RemoveLayerVersionPermission"
    ),
}

KEPT: Final[Mapping[str, str]] = {
    operation: reason for reason, operations in _KEPT.items() for operation in operations.split()
}
"""Why what is stored, checked and shown has no effect, by operation."""

ALWAYS_EMPTY: Final[Mapping[str, str]] = {
    "ListEventSourceMappings": "event source mappings are not built yet"
}
"""Why there is nothing to list, by operation. Tools that show a function ask, and a refusal would stop them."""
