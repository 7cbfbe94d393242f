"""The operations that no handler answers yet, with what a caller is told; and those without effect or items."""

from collections.abc import Mapping
from typing import Final

_BY_REASON: Final = {
    "asynchronous invocations are not built yet": "InvokeAsync",
    "response streaming is not built yet, use Invoke": "InvokeWithResponseStream",
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
    "events are not invoked asynchronously yet": (
        "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig ListFunctionEventInvokeConfigs "
        "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig"
    ),
    "nothing answers at a function's URL yet": (
        "CreateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig ListFunctionUrlConfigs "
        "UpdateFunctionUrlConfig"
    ),
    "circles of invocations are not detected yet": (
        "GetFunctionRecursionConfig PutFunctionRecursionConfig"
    ),
    "the runtime is the machine's interpreter, of which there is one version": (
        "GetRuntimeManagementConfig PutRuntimeManagementConfig"
    ),
    "it allows, and access keys need nobody's leave": "AddPermission GetPolicy RemovePermission",
    "layers are used within their account only": (
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
