"""The operations that no handler answers yet, and what a caller is told about each."""

from collections.abc import Mapping
from typing import Final

_BY_REASON: Final = {
    "layers are not built yet, put the dependencies into the package": (
        "AddLayerVersionPermission DeleteLayerVersion GetLayerVersion GetLayerVersionByArn GetLayerVersionPolicy "
        "ListLayerVersions ListLayers PublishLayerVersion RemoveLayerVersionPermission"
    ),
    "asynchronous invocations are not built yet": (
        "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig InvokeAsync ListFunctionEventInvokeConfigs "
        "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig"
    ),
    "response streaming is not built yet, use Invoke": "InvokeWithResponseStream",
    "concurrency can not be configured yet": (
        "DeleteFunctionConcurrency DeleteProvisionedConcurrencyConfig GetFunctionConcurrency "
        "GetProvisionedConcurrencyConfig ListProvisionedConcurrencyConfigs PutFunctionConcurrency "
        "PutProvisionedConcurrencyConfig"
    ),
    "event source mappings are not built yet": (
        "CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping ListEventSourceMappings "
        "UpdateEventSourceMapping"
    ),
    "function URLs are not built yet": (
        "CreateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig ListFunctionUrlConfigs "
        "UpdateFunctionUrlConfig"
    ),
    "resource policies are not built yet, access keys decide who may call": (
        "AddPermission DeleteResourcePolicy GetPolicy GetResourcePolicy PutResourcePolicy RemovePermission"
    ),
    "tags can be given at creation only": "ListTags TagResource UntagResource",
    "account settings are not built yet": "GetAccountSettings",
    "code signing is not built yet": (
        "CreateCodeSigningConfig DeleteCodeSigningConfig DeleteFunctionCodeSigningConfig GetCodeSigningConfig "
        "GetFunctionCodeSigningConfig ListCodeSigningConfigs ListFunctionsByCodeSigningConfig "
        "PutFunctionCodeSigningConfig UpdateCodeSigningConfig"
    ),
    "runtimes are those of this installation and are not managed by version": (
        "GetRuntimeManagementConfig PutRuntimeManagementConfig"
    ),
    "recursive invocations are not detected yet": (
        "GetFunctionRecursionConfig PutFunctionRecursionConfig"
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
