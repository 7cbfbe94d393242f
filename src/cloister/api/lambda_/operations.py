"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from types import NoneType
from typing import Final

from cloister.api.lambda_ import shapes
from cloister.api.operation import (
    Binding,
    Body,
    ErrorShape,
    Kind,
    Layout,
    Location,
    Member,
    Operation,
    Payload,
    Rule,
    Shape,
)

ADD_LAYER_VERSION_PERMISSION: Final[
    Operation[shapes.AddLayerVersionPermissionRequest, shapes.AddLayerVersionPermissionResponse]
] = Operation(
    name="AddLayerVersionPermission",
    method="POST",
    path="/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
    status=201,
    input=shapes.AddLayerVersionPermissionRequest,
    output=shapes.AddLayerVersionPermissionResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("version_number", Location.URI, "VersionNumber", Kind.INTEGER),
            Binding("revision_id", Location.QUERY, "RevisionId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "PolicyLengthExceededException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
ADD_PERMISSION: Final[Operation[shapes.AddPermissionRequest, shapes.AddPermissionResponse]] = (
    Operation(
        name="AddPermission",
        method="POST",
        path="/2015-03-31/functions/{FunctionName}/policy",
        status=201,
        input=shapes.AddPermissionRequest,
        output=shapes.AddPermissionResponse,
        request=Layout(
            body=Body.MEMBERS,
            bindings=(
                Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
                Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            ),
        ),
        response=Layout(body=Body.MEMBERS),
        errors=(
            "InvalidParameterValueException",
            "PolicyLengthExceededException",
            "PreconditionFailedException",
            "PublicPolicyException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
CHECKPOINT_DURABLE_EXECUTION: Final[
    Operation[shapes.CheckpointDurableExecutionRequest, shapes.CheckpointDurableExecutionResponse]
] = Operation(
    name="CheckpointDurableExecution",
    method="POST",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint",
    status=200,
    input=shapes.CheckpointDurableExecutionRequest,
    output=shapes.CheckpointDurableExecutionResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
CREATE_ALIAS: Final[Operation[shapes.CreateAliasRequest, shapes.AliasConfiguration]] = Operation(
    name="CreateAlias",
    method="POST",
    path="/2015-03-31/functions/{FunctionName}/aliases",
    status=201,
    input=shapes.CreateAliasRequest,
    output=shapes.AliasConfiguration,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "AliasLimitExceededException",
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
CREATE_CAPACITY_PROVIDER: Final[
    Operation[shapes.CreateCapacityProviderRequest, shapes.CreateCapacityProviderResponse]
] = Operation(
    name="CreateCapacityProvider",
    method="POST",
    path="/2025-11-30/capacity-providers",
    status=202,
    input=shapes.CreateCapacityProviderRequest,
    output=shapes.CreateCapacityProviderResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CapacityProviderLimitExceededException",
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
CREATE_CODE_SIGNING_CONFIG: Final[
    Operation[shapes.CreateCodeSigningConfigRequest, shapes.CreateCodeSigningConfigResponse]
] = Operation(
    name="CreateCodeSigningConfig",
    method="POST",
    path="/2020-04-22/code-signing-configs",
    status=201,
    input=shapes.CreateCodeSigningConfigRequest,
    output=shapes.CreateCodeSigningConfigResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException"),
)
CREATE_EVENT_SOURCE_MAPPING: Final[
    Operation[shapes.CreateEventSourceMappingRequest, shapes.EventSourceMappingConfiguration]
] = Operation(
    name="CreateEventSourceMapping",
    method="POST",
    path="/2015-03-31/event-source-mappings",
    status=202,
    input=shapes.CreateEventSourceMappingRequest,
    output=shapes.EventSourceMappingConfiguration,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
CREATE_FUNCTION: Final[Operation[shapes.CreateFunctionRequest, shapes.FunctionConfiguration]] = (
    Operation(
        name="CreateFunction",
        method="POST",
        path="/2015-03-31/functions",
        status=201,
        input=shapes.CreateFunctionRequest,
        output=shapes.FunctionConfiguration,
        request=Layout(body=Body.MEMBERS),
        response=Layout(body=Body.MEMBERS),
        errors=(
            "CodeSigningConfigNotFoundException",
            "CodeStorageExceededException",
            "CodeVerificationFailedException",
            "FunctionVersionsPerCapacityProviderLimitExceededException",
            "InvalidCodeSignatureException",
            "InvalidParameterValueException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
CREATE_FUNCTION_URL_CONFIG: Final[
    Operation[shapes.CreateFunctionUrlConfigRequest, shapes.CreateFunctionUrlConfigResponse]
] = Operation(
    name="CreateFunctionUrlConfig",
    method="POST",
    path="/2021-10-31/functions/{FunctionName}/url",
    status=201,
    input=shapes.CreateFunctionUrlConfigRequest,
    output=shapes.CreateFunctionUrlConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_ALIAS: Final[Operation[shapes.DeleteAliasRequest, None]] = Operation(
    name="DeleteAlias",
    method="DELETE",
    path="/2015-03-31/functions/{FunctionName}/aliases/{Name}",
    status=204,
    input=shapes.DeleteAliasRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("name", Location.URI, "Name", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_CAPACITY_PROVIDER: Final[
    Operation[shapes.DeleteCapacityProviderRequest, shapes.DeleteCapacityProviderResponse]
] = Operation(
    name="DeleteCapacityProvider",
    method="DELETE",
    path="/2025-11-30/capacity-providers/{CapacityProviderName}",
    status=202,
    input=shapes.DeleteCapacityProviderRequest,
    output=shapes.DeleteCapacityProviderResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("capacity_provider_name", Location.URI, "CapacityProviderName", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_CODE_SIGNING_CONFIG: Final[
    Operation[shapes.DeleteCodeSigningConfigRequest, shapes.DeleteCodeSigningConfigResponse]
] = Operation(
    name="DeleteCodeSigningConfig",
    method="DELETE",
    path="/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
    status=204,
    input=shapes.DeleteCodeSigningConfigRequest,
    output=shapes.DeleteCodeSigningConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("code_signing_config_arn", Location.URI, "CodeSigningConfigArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
    ),
)
DELETE_DURABLE_EXECUTION: Final[
    Operation[shapes.DeleteDurableExecutionRequest, shapes.DeleteDurableExecutionResponse]
] = Operation(
    name="DeleteDurableExecution",
    method="DELETE",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}",
    status=202,
    input=shapes.DeleteDurableExecutionRequest,
    output=shapes.DeleteDurableExecutionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_EVENT_SOURCE_MAPPING: Final[
    Operation[shapes.DeleteEventSourceMappingRequest, shapes.EventSourceMappingConfiguration]
] = Operation(
    name="DeleteEventSourceMapping",
    method="DELETE",
    path="/2015-03-31/event-source-mappings/{UUID}",
    status=202,
    input=shapes.DeleteEventSourceMappingRequest,
    output=shapes.EventSourceMappingConfiguration,
    request=Layout(body=Body.NONE, bindings=(Binding("uuid", Location.URI, "UUID", Kind.STRING),)),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceInUseException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_FUNCTION: Final[Operation[shapes.DeleteFunctionRequest, shapes.DeleteFunctionResponse]] = (
    Operation(
        name="DeleteFunction",
        method="DELETE",
        path="/2015-03-31/functions/{FunctionName}",
        status=200,
        input=shapes.DeleteFunctionRequest,
        output=shapes.DeleteFunctionResponse,
        request=Layout(
            body=Body.NONE,
            bindings=(
                Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
                Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            ),
        ),
        response=Layout(
            body=Body.NONE,
            bindings=(Binding("status_code", Location.STATUS, "StatusCode", Kind.INTEGER),),
        ),
        errors=(
            "InvalidParameterValueException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
DELETE_FUNCTION_CODE_SIGNING_CONFIG: Final[
    Operation[shapes.DeleteFunctionCodeSigningConfigRequest, None]
] = Operation(
    name="DeleteFunctionCodeSigningConfig",
    method="DELETE",
    path="/2020-06-30/functions/{FunctionName}/code-signing-config",
    status=204,
    input=shapes.DeleteFunctionCodeSigningConfigRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "CodeSigningConfigNotFoundException",
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_FUNCTION_CONCURRENCY: Final[Operation[shapes.DeleteFunctionConcurrencyRequest, None]] = (
    Operation(
        name="DeleteFunctionConcurrency",
        method="DELETE",
        path="/2017-10-31/functions/{FunctionName}/concurrency",
        status=204,
        input=shapes.DeleteFunctionConcurrencyRequest,
        output=NoneType,
        request=Layout(
            body=Body.NONE,
            bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
        ),
        response=Layout(body=Body.NONE),
        errors=(
            "InvalidParameterValueException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
DELETE_FUNCTION_EVENT_INVOKE_CONFIG: Final[
    Operation[shapes.DeleteFunctionEventInvokeConfigRequest, None]
] = Operation(
    name="DeleteFunctionEventInvokeConfig",
    method="DELETE",
    path="/2019-09-25/functions/{FunctionName}/event-invoke-config",
    status=204,
    input=shapes.DeleteFunctionEventInvokeConfigRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_FUNCTION_URL_CONFIG: Final[Operation[shapes.DeleteFunctionUrlConfigRequest, None]] = (
    Operation(
        name="DeleteFunctionUrlConfig",
        method="DELETE",
        path="/2021-10-31/functions/{FunctionName}/url",
        status=204,
        input=shapes.DeleteFunctionUrlConfigRequest,
        output=NoneType,
        request=Layout(
            body=Body.NONE,
            bindings=(
                Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
                Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            ),
        ),
        response=Layout(body=Body.NONE),
        errors=(
            "InvalidParameterValueException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
DELETE_LAYER_VERSION: Final[Operation[shapes.DeleteLayerVersionRequest, None]] = Operation(
    name="DeleteLayerVersion",
    method="DELETE",
    path="/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
    status=204,
    input=shapes.DeleteLayerVersionRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("version_number", Location.URI, "VersionNumber", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_PROVISIONED_CONCURRENCY_CONFIG: Final[
    Operation[shapes.DeleteProvisionedConcurrencyConfigRequest, None]
] = Operation(
    name="DeleteProvisionedConcurrencyConfig",
    method="DELETE",
    path="/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    status=204,
    input=shapes.DeleteProvisionedConcurrencyConfigRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
DELETE_RESOURCE_POLICY: Final[Operation[shapes.DeleteResourcePolicyRequest, None]] = Operation(
    name="DeleteResourcePolicy",
    method="DELETE",
    path="/2026-07-09/resource-policy/{ResourceArn}",
    status=204,
    input=shapes.DeleteResourcePolicyRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("resource_arn", Location.URI, "ResourceArn", Kind.STRING),
            Binding("revision_id", Location.QUERY, "RevisionId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_ACCOUNT_SETTINGS: Final[
    Operation[shapes.GetAccountSettingsRequest, shapes.GetAccountSettingsResponse]
] = Operation(
    name="GetAccountSettings",
    method="GET",
    path="/2016-08-19/account-settings",
    status=200,
    input=shapes.GetAccountSettingsRequest,
    output=shapes.GetAccountSettingsResponse,
    request=Layout(body=Body.NONE),
    response=Layout(body=Body.MEMBERS),
    errors=("ServiceException", "TooManyRequestsException"),
)
GET_ALIAS: Final[Operation[shapes.GetAliasRequest, shapes.AliasConfiguration]] = Operation(
    name="GetAlias",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}/aliases/{Name}",
    status=200,
    input=shapes.GetAliasRequest,
    output=shapes.AliasConfiguration,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("name", Location.URI, "Name", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_CAPACITY_PROVIDER: Final[
    Operation[shapes.GetCapacityProviderRequest, shapes.GetCapacityProviderResponse]
] = Operation(
    name="GetCapacityProvider",
    method="GET",
    path="/2025-11-30/capacity-providers/{CapacityProviderName}",
    status=200,
    input=shapes.GetCapacityProviderRequest,
    output=shapes.GetCapacityProviderResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("capacity_provider_name", Location.URI, "CapacityProviderName", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_CODE_SIGNING_CONFIG: Final[
    Operation[shapes.GetCodeSigningConfigRequest, shapes.GetCodeSigningConfigResponse]
] = Operation(
    name="GetCodeSigningConfig",
    method="GET",
    path="/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
    status=200,
    input=shapes.GetCodeSigningConfigRequest,
    output=shapes.GetCodeSigningConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("code_signing_config_arn", Location.URI, "CodeSigningConfigArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ResourceNotFoundException", "ServiceException"),
)
GET_DURABLE_EXECUTION: Final[
    Operation[shapes.GetDurableExecutionRequest, shapes.GetDurableExecutionResponse]
] = Operation(
    name="GetDurableExecution",
    method="GET",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}",
    status=200,
    input=shapes.GetDurableExecutionRequest,
    output=shapes.GetDurableExecutionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
            Binding("include_execution_data", Location.QUERY, "IncludeExecutionData", Kind.BOOLEAN),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_DURABLE_EXECUTION_HISTORY: Final[
    Operation[shapes.GetDurableExecutionHistoryRequest, shapes.GetDurableExecutionHistoryResponse]
] = Operation(
    name="GetDurableExecutionHistory",
    method="GET",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/history",
    status=200,
    input=shapes.GetDurableExecutionHistoryRequest,
    output=shapes.GetDurableExecutionHistoryResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
            Binding("include_execution_data", Location.QUERY, "IncludeExecutionData", Kind.BOOLEAN),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("reverse_order", Location.QUERY, "ReverseOrder", Kind.BOOLEAN),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_DURABLE_EXECUTION_STATE: Final[
    Operation[shapes.GetDurableExecutionStateRequest, shapes.GetDurableExecutionStateResponse]
] = Operation(
    name="GetDurableExecutionState",
    method="GET",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/state",
    status=200,
    input=shapes.GetDurableExecutionStateRequest,
    output=shapes.GetDurableExecutionStateResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
            Binding("checkpoint_token", Location.QUERY, "CheckpointToken", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_EVENT_SOURCE_MAPPING: Final[
    Operation[shapes.GetEventSourceMappingRequest, shapes.EventSourceMappingConfiguration]
] = Operation(
    name="GetEventSourceMapping",
    method="GET",
    path="/2015-03-31/event-source-mappings/{UUID}",
    status=200,
    input=shapes.GetEventSourceMappingRequest,
    output=shapes.EventSourceMappingConfiguration,
    request=Layout(body=Body.NONE, bindings=(Binding("uuid", Location.URI, "UUID", Kind.STRING),)),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION: Final[Operation[shapes.GetFunctionRequest, shapes.GetFunctionResponse]] = Operation(
    name="GetFunction",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}",
    status=200,
    input=shapes.GetFunctionRequest,
    output=shapes.GetFunctionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_CODE_SIGNING_CONFIG: Final[
    Operation[
        shapes.GetFunctionCodeSigningConfigRequest, shapes.GetFunctionCodeSigningConfigResponse
    ]
] = Operation(
    name="GetFunctionCodeSigningConfig",
    method="GET",
    path="/2020-06-30/functions/{FunctionName}/code-signing-config",
    status=200,
    input=shapes.GetFunctionCodeSigningConfigRequest,
    output=shapes.GetFunctionCodeSigningConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CodeSigningConfigNotFoundException",
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_CONCURRENCY: Final[
    Operation[shapes.GetFunctionConcurrencyRequest, shapes.GetFunctionConcurrencyResponse]
] = Operation(
    name="GetFunctionConcurrency",
    method="GET",
    path="/2019-09-30/functions/{FunctionName}/concurrency",
    status=200,
    input=shapes.GetFunctionConcurrencyRequest,
    output=shapes.GetFunctionConcurrencyResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_CONFIGURATION: Final[
    Operation[shapes.GetFunctionConfigurationRequest, shapes.FunctionConfiguration]
] = Operation(
    name="GetFunctionConfiguration",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}/configuration",
    status=200,
    input=shapes.GetFunctionConfigurationRequest,
    output=shapes.FunctionConfiguration,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_EVENT_INVOKE_CONFIG: Final[
    Operation[shapes.GetFunctionEventInvokeConfigRequest, shapes.FunctionEventInvokeConfig]
] = Operation(
    name="GetFunctionEventInvokeConfig",
    method="GET",
    path="/2019-09-25/functions/{FunctionName}/event-invoke-config",
    status=200,
    input=shapes.GetFunctionEventInvokeConfigRequest,
    output=shapes.FunctionEventInvokeConfig,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_RECURSION_CONFIG: Final[
    Operation[shapes.GetFunctionRecursionConfigRequest, shapes.GetFunctionRecursionConfigResponse]
] = Operation(
    name="GetFunctionRecursionConfig",
    method="GET",
    path="/2024-08-31/functions/{FunctionName}/recursion-config",
    status=200,
    input=shapes.GetFunctionRecursionConfigRequest,
    output=shapes.GetFunctionRecursionConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_SCALING_CONFIG: Final[
    Operation[shapes.GetFunctionScalingConfigRequest, shapes.GetFunctionScalingConfigResponse]
] = Operation(
    name="GetFunctionScalingConfig",
    method="GET",
    path="/2025-11-30/functions/{FunctionName}/function-scaling-config",
    status=200,
    input=shapes.GetFunctionScalingConfigRequest,
    output=shapes.GetFunctionScalingConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_FUNCTION_URL_CONFIG: Final[
    Operation[shapes.GetFunctionUrlConfigRequest, shapes.GetFunctionUrlConfigResponse]
] = Operation(
    name="GetFunctionUrlConfig",
    method="GET",
    path="/2021-10-31/functions/{FunctionName}/url",
    status=200,
    input=shapes.GetFunctionUrlConfigRequest,
    output=shapes.GetFunctionUrlConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_LAYER_VERSION: Final[
    Operation[shapes.GetLayerVersionRequest, shapes.GetLayerVersionResponse]
] = Operation(
    name="GetLayerVersion",
    method="GET",
    path="/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
    status=200,
    input=shapes.GetLayerVersionRequest,
    output=shapes.GetLayerVersionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("version_number", Location.URI, "VersionNumber", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_LAYER_VERSION_BY_ARN: Final[
    Operation[shapes.GetLayerVersionByArnRequest, shapes.GetLayerVersionResponse]
] = Operation(
    name="GetLayerVersionByArn",
    method="GET",
    path="/2018-10-31/layers",
    query=("find", "LayerVersion"),
    status=200,
    input=shapes.GetLayerVersionByArnRequest,
    output=shapes.GetLayerVersionResponse,
    request=Layout(body=Body.NONE, bindings=(Binding("arn", Location.QUERY, "Arn", Kind.STRING),)),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_LAYER_VERSION_POLICY: Final[
    Operation[shapes.GetLayerVersionPolicyRequest, shapes.GetLayerVersionPolicyResponse]
] = Operation(
    name="GetLayerVersionPolicy",
    method="GET",
    path="/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
    status=200,
    input=shapes.GetLayerVersionPolicyRequest,
    output=shapes.GetLayerVersionPolicyResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("version_number", Location.URI, "VersionNumber", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_POLICY: Final[Operation[shapes.GetPolicyRequest, shapes.GetPolicyResponse]] = Operation(
    name="GetPolicy",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}/policy",
    status=200,
    input=shapes.GetPolicyRequest,
    output=shapes.GetPolicyResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_PROVISIONED_CONCURRENCY_CONFIG: Final[
    Operation[
        shapes.GetProvisionedConcurrencyConfigRequest,
        shapes.GetProvisionedConcurrencyConfigResponse,
    ]
] = Operation(
    name="GetProvisionedConcurrencyConfig",
    method="GET",
    path="/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    status=200,
    input=shapes.GetProvisionedConcurrencyConfigRequest,
    output=shapes.GetProvisionedConcurrencyConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ProvisionedConcurrencyConfigNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_RESOURCE_POLICY: Final[
    Operation[shapes.GetResourcePolicyRequest, shapes.GetResourcePolicyResponse]
] = Operation(
    name="GetResourcePolicy",
    method="GET",
    path="/2026-07-09/resource-policy/{ResourceArn}",
    status=200,
    input=shapes.GetResourcePolicyRequest,
    output=shapes.GetResourcePolicyResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(Binding("resource_arn", Location.URI, "ResourceArn", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
GET_RUNTIME_MANAGEMENT_CONFIG: Final[
    Operation[shapes.GetRuntimeManagementConfigRequest, shapes.GetRuntimeManagementConfigResponse]
] = Operation(
    name="GetRuntimeManagementConfig",
    method="GET",
    path="/2021-07-20/functions/{FunctionName}/runtime-management-config",
    status=200,
    input=shapes.GetRuntimeManagementConfigRequest,
    output=shapes.GetRuntimeManagementConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
INVOKE: Final[Operation[shapes.InvocationRequest, shapes.InvocationResponse]] = Operation(
    name="Invoke",
    method="POST",
    path="/2015-03-31/functions/{FunctionName}/invocations",
    status=200,
    input=shapes.InvocationRequest,
    output=shapes.InvocationResponse,
    request=Layout(
        body=Body.BLOB,
        payload=Payload("payload"),
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("invocation_type", Location.HEADER, "x-amz-invocation-type", Kind.STRING),
            Binding("log_type", Location.HEADER, "x-amz-log-type", Kind.STRING),
            Binding("client_context", Location.HEADER, "x-amz-client-context", Kind.STRING),
            Binding(
                "durable_execution_name",
                Location.HEADER,
                "x-amz-durable-execution-name",
                Kind.STRING,
            ),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            Binding("tenant_id", Location.HEADER, "x-amz-tenant-id", Kind.STRING),
        ),
    ),
    response=Layout(
        body=Body.BLOB,
        payload=Payload("payload"),
        bindings=(
            Binding("status_code", Location.STATUS, "StatusCode", Kind.INTEGER),
            Binding("function_error", Location.HEADER, "x-amz-function-error", Kind.STRING),
            Binding("log_result", Location.HEADER, "x-amz-log-result", Kind.STRING),
            Binding("executed_version", Location.HEADER, "x-amz-executed-version", Kind.STRING),
            Binding(
                "durable_execution_arn", Location.HEADER, "x-amz-durable-execution-arn", Kind.STRING
            ),
        ),
    ),
    errors=(
        "CodeArtifactUserDeletedException",
        "CodeArtifactUserFailedException",
        "CodeArtifactUserPendingException",
        "DurableExecutionAlreadyStartedException",
        "EC2AccessDeniedException",
        "EC2ThrottledException",
        "EC2UnexpectedException",
        "EFSIOException",
        "EFSMountConnectivityException",
        "EFSMountFailureException",
        "EFSMountTimeoutException",
        "ENILimitReachedException",
        "ENINotReadyException",
        "InvalidParameterValueException",
        "InvalidRequestContentException",
        "InvalidRuntimeException",
        "InvalidSecurityGroupIDException",
        "InvalidSubnetIDException",
        "InvalidZipFileException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ModeNotSupportedException",
        "NoPublishedVersionException",
        "RecursiveInvocationException",
        "RequestTooLargeException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ResourceNotReadyException",
        "RuntimeAliasDeletedException",
        "RuntimeVersionDeletedException",
        "S3FilesMountConnectivityException",
        "S3FilesMountFailureException",
        "S3FilesMountTimeoutException",
        "SerializedRequestEntityTooLargeException",
        "ServiceException",
        "ServiceQuotaExceededException",
        "SnapStartException",
        "SnapStartNotReadyException",
        "SnapStartRegenerationFailureException",
        "SnapStartTimeoutException",
        "SubnetIPAddressLimitReachedException",
        "TooManyRequestsException",
        "UnsupportedMediaTypeException",
    ),
)
INVOKE_ASYNC: Final[Operation[shapes.InvokeAsyncRequest, shapes.InvokeAsyncResponse]] = Operation(
    name="InvokeAsync",
    method="POST",
    path="/2014-11-13/functions/{FunctionName}/invoke-async",
    status=202,
    input=shapes.InvokeAsyncRequest,
    output=shapes.InvokeAsyncResponse,
    request=Layout(
        body=Body.BLOB,
        payload=Payload("invoke_args"),
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(
        body=Body.NONE, bindings=(Binding("status", Location.STATUS, "Status", Kind.INTEGER),)
    ),
    errors=(
        "EC2AccessDeniedException",
        "EC2ThrottledException",
        "EC2UnexpectedException",
        "EFSIOException",
        "EFSMountConnectivityException",
        "EFSMountFailureException",
        "EFSMountTimeoutException",
        "ENILimitReachedException",
        "InvalidRequestContentException",
        "InvalidRuntimeException",
        "InvalidSecurityGroupIDException",
        "InvalidSubnetIDException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ModeNotSupportedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "S3FilesMountConnectivityException",
        "S3FilesMountFailureException",
        "S3FilesMountTimeoutException",
        "ServiceException",
        "ServiceQuotaExceededException",
        "SnapStartException",
        "SnapStartNotReadyException",
        "SnapStartRegenerationFailureException",
        "SnapStartTimeoutException",
        "SubnetIPAddressLimitReachedException",
    ),
)
INVOKE_WITH_RESPONSE_STREAM: Final[
    Operation[shapes.InvokeWithResponseStreamRequest, shapes.InvokeWithResponseStreamResponse]
] = Operation(
    name="InvokeWithResponseStream",
    method="POST",
    path="/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
    status=200,
    input=shapes.InvokeWithResponseStreamRequest,
    output=shapes.InvokeWithResponseStreamResponse,
    request=Layout(
        body=Body.BLOB,
        payload=Payload("payload"),
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("log_type", Location.HEADER, "x-amz-log-type", Kind.STRING),
            Binding("client_context", Location.HEADER, "x-amz-client-context", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            Binding("tenant_id", Location.HEADER, "x-amz-tenant-id", Kind.STRING),
            Binding("invocation_type", Location.HEADER, "x-amz-invocation-type", Kind.STRING),
        ),
    ),
    response=Layout(
        body=Body.EVENT_STREAM,
        payload=Payload("event_stream", shapes.InvokeWithResponseStreamResponseEvent),
        bindings=(
            Binding("status_code", Location.STATUS, "StatusCode", Kind.INTEGER),
            Binding("executed_version", Location.HEADER, "x-amz-executed-version", Kind.STRING),
            Binding("response_stream_content_type", Location.HEADER, "content-type", Kind.STRING),
        ),
    ),
    errors=(
        "CodeArtifactUserDeletedException",
        "CodeArtifactUserFailedException",
        "CodeArtifactUserPendingException",
        "EC2AccessDeniedException",
        "EC2ThrottledException",
        "EC2UnexpectedException",
        "EFSIOException",
        "EFSMountConnectivityException",
        "EFSMountFailureException",
        "EFSMountTimeoutException",
        "ENILimitReachedException",
        "InvalidParameterValueException",
        "InvalidRequestContentException",
        "InvalidRuntimeException",
        "InvalidSecurityGroupIDException",
        "InvalidSubnetIDException",
        "InvalidZipFileException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "NoPublishedVersionException",
        "RecursiveInvocationException",
        "RequestTooLargeException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ResourceNotReadyException",
        "RuntimeAliasDeletedException",
        "RuntimeVersionDeletedException",
        "S3FilesMountConnectivityException",
        "S3FilesMountFailureException",
        "S3FilesMountTimeoutException",
        "SerializedRequestEntityTooLargeException",
        "ServiceException",
        "ServiceQuotaExceededException",
        "SnapStartException",
        "SnapStartNotReadyException",
        "SnapStartRegenerationFailureException",
        "SnapStartTimeoutException",
        "SubnetIPAddressLimitReachedException",
        "TooManyRequestsException",
        "UnsupportedMediaTypeException",
    ),
)
LIST_ALIASES: Final[Operation[shapes.ListAliasesRequest, shapes.ListAliasesResponse]] = Operation(
    name="ListAliases",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}/aliases",
    status=200,
    input=shapes.ListAliasesRequest,
    output=shapes.ListAliasesResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("function_version", Location.QUERY, "FunctionVersion", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_CAPACITY_PROVIDERS: Final[
    Operation[shapes.ListCapacityProvidersRequest, shapes.ListCapacityProvidersResponse]
] = Operation(
    name="ListCapacityProviders",
    method="GET",
    path="/2025-11-30/capacity-providers",
    status=200,
    input=shapes.ListCapacityProvidersRequest,
    output=shapes.ListCapacityProvidersResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("state", Location.QUERY, "State", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "TooManyRequestsException"),
)
LIST_CODE_SIGNING_CONFIGS: Final[
    Operation[shapes.ListCodeSigningConfigsRequest, shapes.ListCodeSigningConfigsResponse]
] = Operation(
    name="ListCodeSigningConfigs",
    method="GET",
    path="/2020-04-22/code-signing-configs",
    status=200,
    input=shapes.ListCodeSigningConfigsRequest,
    output=shapes.ListCodeSigningConfigsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException"),
)
LIST_DURABLE_EXECUTIONS_BY_FUNCTION: Final[
    Operation[
        shapes.ListDurableExecutionsByFunctionRequest,
        shapes.ListDurableExecutionsByFunctionResponse,
    ]
] = Operation(
    name="ListDurableExecutionsByFunction",
    method="GET",
    path="/2025-12-01/functions/{FunctionName}/durable-executions",
    status=200,
    input=shapes.ListDurableExecutionsByFunctionRequest,
    output=shapes.ListDurableExecutionsByFunctionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            Binding("durable_execution_name", Location.QUERY, "DurableExecutionName", Kind.STRING),
            Binding("statuses", Location.QUERY, "Statuses", Kind.STRINGS),
            Binding("started_after", Location.QUERY, "StartedAfter", Kind.TIMESTAMP),
            Binding("started_before", Location.QUERY, "StartedBefore", Kind.TIMESTAMP),
            Binding("reverse_order", Location.QUERY, "ReverseOrder", Kind.BOOLEAN),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_EVENT_SOURCE_MAPPINGS: Final[
    Operation[shapes.ListEventSourceMappingsRequest, shapes.ListEventSourceMappingsResponse]
] = Operation(
    name="ListEventSourceMappings",
    method="GET",
    path="/2015-03-31/event-source-mappings",
    status=200,
    input=shapes.ListEventSourceMappingsRequest,
    output=shapes.ListEventSourceMappingsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("event_source_arn", Location.QUERY, "EventSourceArn", Kind.STRING),
            Binding("function_name", Location.QUERY, "FunctionName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_FUNCTION_EVENT_INVOKE_CONFIGS: Final[
    Operation[
        shapes.ListFunctionEventInvokeConfigsRequest, shapes.ListFunctionEventInvokeConfigsResponse
    ]
] = Operation(
    name="ListFunctionEventInvokeConfigs",
    method="GET",
    path="/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
    status=200,
    input=shapes.ListFunctionEventInvokeConfigsRequest,
    output=shapes.ListFunctionEventInvokeConfigsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_FUNCTION_URL_CONFIGS: Final[
    Operation[shapes.ListFunctionUrlConfigsRequest, shapes.ListFunctionUrlConfigsResponse]
] = Operation(
    name="ListFunctionUrlConfigs",
    method="GET",
    path="/2021-10-31/functions/{FunctionName}/urls",
    status=200,
    input=shapes.ListFunctionUrlConfigsRequest,
    output=shapes.ListFunctionUrlConfigsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_FUNCTION_VERSIONS_BY_CAPACITY_PROVIDER: Final[
    Operation[
        shapes.ListFunctionVersionsByCapacityProviderRequest,
        shapes.ListFunctionVersionsByCapacityProviderResponse,
    ]
] = Operation(
    name="ListFunctionVersionsByCapacityProvider",
    method="GET",
    path="/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",
    status=200,
    input=shapes.ListFunctionVersionsByCapacityProviderRequest,
    output=shapes.ListFunctionVersionsByCapacityProviderResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("capacity_provider_name", Location.URI, "CapacityProviderName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_FUNCTIONS: Final[Operation[shapes.ListFunctionsRequest, shapes.ListFunctionsResponse]] = (
    Operation(
        name="ListFunctions",
        method="GET",
        path="/2015-03-31/functions",
        status=200,
        input=shapes.ListFunctionsRequest,
        output=shapes.ListFunctionsResponse,
        request=Layout(
            body=Body.NONE,
            bindings=(
                Binding("master_region", Location.QUERY, "MasterRegion", Kind.STRING),
                Binding("function_version", Location.QUERY, "FunctionVersion", Kind.STRING),
                Binding("marker", Location.QUERY, "Marker", Kind.STRING),
                Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
            ),
        ),
        response=Layout(body=Body.MEMBERS),
        errors=("InvalidParameterValueException", "ServiceException", "TooManyRequestsException"),
    )
)
LIST_FUNCTIONS_BY_CODE_SIGNING_CONFIG: Final[
    Operation[
        shapes.ListFunctionsByCodeSigningConfigRequest,
        shapes.ListFunctionsByCodeSigningConfigResponse,
    ]
] = Operation(
    name="ListFunctionsByCodeSigningConfig",
    method="GET",
    path="/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",
    status=200,
    input=shapes.ListFunctionsByCodeSigningConfigRequest,
    output=shapes.ListFunctionsByCodeSigningConfigResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("code_signing_config_arn", Location.URI, "CodeSigningConfigArn", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ResourceNotFoundException", "ServiceException"),
)
LIST_LAYER_VERSIONS: Final[
    Operation[shapes.ListLayerVersionsRequest, shapes.ListLayerVersionsResponse]
] = Operation(
    name="ListLayerVersions",
    method="GET",
    path="/2018-10-31/layers/{LayerName}/versions",
    status=200,
    input=shapes.ListLayerVersionsRequest,
    output=shapes.ListLayerVersionsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding(
                "compatible_architecture", Location.QUERY, "CompatibleArchitecture", Kind.STRING
            ),
            Binding("compatible_runtime", Location.QUERY, "CompatibleRuntime", Kind.STRING),
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_LAYERS: Final[Operation[shapes.ListLayersRequest, shapes.ListLayersResponse]] = Operation(
    name="ListLayers",
    method="GET",
    path="/2018-10-31/layers",
    status=200,
    input=shapes.ListLayersRequest,
    output=shapes.ListLayersResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding(
                "compatible_architecture", Location.QUERY, "CompatibleArchitecture", Kind.STRING
            ),
            Binding("compatible_runtime", Location.QUERY, "CompatibleRuntime", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ServiceException", "TooManyRequestsException"),
)
LIST_PROVISIONED_CONCURRENCY_CONFIGS: Final[
    Operation[
        shapes.ListProvisionedConcurrencyConfigsRequest,
        shapes.ListProvisionedConcurrencyConfigsResponse,
    ]
] = Operation(
    name="ListProvisionedConcurrencyConfigs",
    method="GET",
    path="/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    query=("List", "ALL"),
    status=200,
    input=shapes.ListProvisionedConcurrencyConfigsRequest,
    output=shapes.ListProvisionedConcurrencyConfigsResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_TAGS: Final[Operation[shapes.ListTagsRequest, shapes.ListTagsResponse]] = Operation(
    name="ListTags",
    method="GET",
    path="/2017-03-31/tags/{Resource}",
    status=200,
    input=shapes.ListTagsRequest,
    output=shapes.ListTagsResponse,
    request=Layout(
        body=Body.NONE, bindings=(Binding("resource", Location.URI, "Resource", Kind.STRING),)
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
LIST_VERSIONS_BY_FUNCTION: Final[
    Operation[shapes.ListVersionsByFunctionRequest, shapes.ListVersionsByFunctionResponse]
] = Operation(
    name="ListVersionsByFunction",
    method="GET",
    path="/2015-03-31/functions/{FunctionName}/versions",
    status=200,
    input=shapes.ListVersionsByFunctionRequest,
    output=shapes.ListVersionsByFunctionResponse,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("marker", Location.QUERY, "Marker", Kind.STRING),
            Binding("max_items", Location.QUERY, "MaxItems", Kind.INTEGER),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PAUSE_DURABLE_EXECUTION: Final[
    Operation[shapes.PauseDurableExecutionRequest, shapes.PauseDurableExecutionResponse]
] = Operation(
    name="PauseDurableExecution",
    method="POST",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/pause",
    status=202,
    input=shapes.PauseDurableExecutionRequest,
    output=shapes.PauseDurableExecutionResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUBLISH_LAYER_VERSION: Final[
    Operation[shapes.PublishLayerVersionRequest, shapes.PublishLayerVersionResponse]
] = Operation(
    name="PublishLayerVersion",
    method="POST",
    path="/2018-10-31/layers/{LayerName}/versions",
    status=201,
    input=shapes.PublishLayerVersionRequest,
    output=shapes.PublishLayerVersionResponse,
    request=Layout(
        body=Body.MEMBERS, bindings=(Binding("layer_name", Location.URI, "LayerName", Kind.STRING),)
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CodeStorageExceededException",
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUBLISH_VERSION: Final[Operation[shapes.PublishVersionRequest, shapes.FunctionConfiguration]] = (
    Operation(
        name="PublishVersion",
        method="POST",
        path="/2015-03-31/functions/{FunctionName}/versions",
        status=201,
        input=shapes.PublishVersionRequest,
        output=shapes.FunctionConfiguration,
        request=Layout(
            body=Body.MEMBERS,
            bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
        ),
        response=Layout(body=Body.MEMBERS),
        errors=(
            "CodeStorageExceededException",
            "FunctionVersionsPerCapacityProviderLimitExceededException",
            "InvalidParameterValueException",
            "PreconditionFailedException",
            "ResourceConflictException",
            "ResourceNotFoundException",
            "ServiceException",
            "TooManyRequestsException",
        ),
    )
)
PUT_FUNCTION_CODE_SIGNING_CONFIG: Final[
    Operation[
        shapes.PutFunctionCodeSigningConfigRequest, shapes.PutFunctionCodeSigningConfigResponse
    ]
] = Operation(
    name="PutFunctionCodeSigningConfig",
    method="PUT",
    path="/2020-06-30/functions/{FunctionName}/code-signing-config",
    status=200,
    input=shapes.PutFunctionCodeSigningConfigRequest,
    output=shapes.PutFunctionCodeSigningConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CodeSigningConfigNotFoundException",
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_FUNCTION_CONCURRENCY: Final[
    Operation[shapes.PutFunctionConcurrencyRequest, shapes.Concurrency]
] = Operation(
    name="PutFunctionConcurrency",
    method="PUT",
    path="/2017-10-31/functions/{FunctionName}/concurrency",
    status=200,
    input=shapes.PutFunctionConcurrencyRequest,
    output=shapes.Concurrency,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_FUNCTION_EVENT_INVOKE_CONFIG: Final[
    Operation[shapes.PutFunctionEventInvokeConfigRequest, shapes.FunctionEventInvokeConfig]
] = Operation(
    name="PutFunctionEventInvokeConfig",
    method="PUT",
    path="/2019-09-25/functions/{FunctionName}/event-invoke-config",
    status=200,
    input=shapes.PutFunctionEventInvokeConfigRequest,
    output=shapes.FunctionEventInvokeConfig,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_FUNCTION_RECURSION_CONFIG: Final[
    Operation[shapes.PutFunctionRecursionConfigRequest, shapes.PutFunctionRecursionConfigResponse]
] = Operation(
    name="PutFunctionRecursionConfig",
    method="PUT",
    path="/2024-08-31/functions/{FunctionName}/recursion-config",
    status=200,
    input=shapes.PutFunctionRecursionConfigRequest,
    output=shapes.PutFunctionRecursionConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_FUNCTION_SCALING_CONFIG: Final[
    Operation[shapes.PutFunctionScalingConfigRequest, shapes.PutFunctionScalingConfigResponse]
] = Operation(
    name="PutFunctionScalingConfig",
    method="PUT",
    path="/2025-11-30/functions/{FunctionName}/function-scaling-config",
    status=202,
    input=shapes.PutFunctionScalingConfigRequest,
    output=shapes.PutFunctionScalingConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_PROVISIONED_CONCURRENCY_CONFIG: Final[
    Operation[
        shapes.PutProvisionedConcurrencyConfigRequest,
        shapes.PutProvisionedConcurrencyConfigResponse,
    ]
] = Operation(
    name="PutProvisionedConcurrencyConfig",
    method="PUT",
    path="/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    status=202,
    input=shapes.PutProvisionedConcurrencyConfigRequest,
    output=shapes.PutProvisionedConcurrencyConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_RESOURCE_POLICY: Final[
    Operation[shapes.PutResourcePolicyRequest, shapes.PutResourcePolicyResponse]
] = Operation(
    name="PutResourcePolicy",
    method="PUT",
    path="/2026-07-09/resource-policy/{ResourceArn}",
    status=200,
    input=shapes.PutResourcePolicyRequest,
    output=shapes.PutResourcePolicyResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("resource_arn", Location.URI, "ResourceArn", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "PolicyLengthExceededException",
        "PreconditionFailedException",
        "PublicPolicyException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
PUT_RUNTIME_MANAGEMENT_CONFIG: Final[
    Operation[shapes.PutRuntimeManagementConfigRequest, shapes.PutRuntimeManagementConfigResponse]
] = Operation(
    name="PutRuntimeManagementConfig",
    method="PUT",
    path="/2021-07-20/functions/{FunctionName}/runtime-management-config",
    status=200,
    input=shapes.PutRuntimeManagementConfigRequest,
    output=shapes.PutRuntimeManagementConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
REMOVE_LAYER_VERSION_PERMISSION: Final[
    Operation[shapes.RemoveLayerVersionPermissionRequest, None]
] = Operation(
    name="RemoveLayerVersionPermission",
    method="DELETE",
    path="/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",
    status=204,
    input=shapes.RemoveLayerVersionPermissionRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("layer_name", Location.URI, "LayerName", Kind.STRING),
            Binding("version_number", Location.URI, "VersionNumber", Kind.INTEGER),
            Binding("statement_id", Location.URI, "StatementId", Kind.STRING),
            Binding("revision_id", Location.QUERY, "RevisionId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
REMOVE_PERMISSION: Final[Operation[shapes.RemovePermissionRequest, None]] = Operation(
    name="RemovePermission",
    method="DELETE",
    path="/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
    status=204,
    input=shapes.RemovePermissionRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("statement_id", Location.URI, "StatementId", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
            Binding("revision_id", Location.QUERY, "RevisionId", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "PublicPolicyException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
RESUME_DURABLE_EXECUTION: Final[
    Operation[shapes.ResumeDurableExecutionRequest, shapes.ResumeDurableExecutionResponse]
] = Operation(
    name="ResumeDurableExecution",
    method="POST",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/resume",
    status=202,
    input=shapes.ResumeDurableExecutionRequest,
    output=shapes.ResumeDurableExecutionResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
SEND_DURABLE_EXECUTION_CALLBACK_FAILURE: Final[
    Operation[
        shapes.SendDurableExecutionCallbackFailureRequest,
        shapes.SendDurableExecutionCallbackFailureResponse,
    ]
] = Operation(
    name="SendDurableExecutionCallbackFailure",
    method="POST",
    path="/2025-12-01/durable-execution-callbacks/{CallbackId}/fail",
    status=200,
    input=shapes.SendDurableExecutionCallbackFailureRequest,
    output=shapes.SendDurableExecutionCallbackFailureResponse,
    request=Layout(
        body=Body.STRUCTURE,
        payload=Payload("error", shapes.ErrorObject),
        bindings=(Binding("callback_id", Location.URI, "CallbackId", Kind.STRING),),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "CallbackTimeoutException",
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
SEND_DURABLE_EXECUTION_CALLBACK_HEARTBEAT: Final[
    Operation[
        shapes.SendDurableExecutionCallbackHeartbeatRequest,
        shapes.SendDurableExecutionCallbackHeartbeatResponse,
    ]
] = Operation(
    name="SendDurableExecutionCallbackHeartbeat",
    method="POST",
    path="/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat",
    status=200,
    input=shapes.SendDurableExecutionCallbackHeartbeatRequest,
    output=shapes.SendDurableExecutionCallbackHeartbeatResponse,
    request=Layout(
        body=Body.NONE, bindings=(Binding("callback_id", Location.URI, "CallbackId", Kind.STRING),)
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "CallbackTimeoutException",
        "InvalidParameterValueException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
SEND_DURABLE_EXECUTION_CALLBACK_SUCCESS: Final[
    Operation[
        shapes.SendDurableExecutionCallbackSuccessRequest,
        shapes.SendDurableExecutionCallbackSuccessResponse,
    ]
] = Operation(
    name="SendDurableExecutionCallbackSuccess",
    method="POST",
    path="/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed",
    status=200,
    input=shapes.SendDurableExecutionCallbackSuccessRequest,
    output=shapes.SendDurableExecutionCallbackSuccessResponse,
    request=Layout(
        body=Body.BLOB,
        payload=Payload("result"),
        bindings=(Binding("callback_id", Location.URI, "CallbackId", Kind.STRING),),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "CallbackTimeoutException",
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
STOP_DURABLE_EXECUTION: Final[
    Operation[shapes.StopDurableExecutionRequest, shapes.StopDurableExecutionResponse]
] = Operation(
    name="StopDurableExecution",
    method="POST",
    path="/2025-12-01/durable-executions/{DurableExecutionArn}/stop",
    status=200,
    input=shapes.StopDurableExecutionRequest,
    output=shapes.StopDurableExecutionResponse,
    request=Layout(
        body=Body.STRUCTURE,
        payload=Payload("error", shapes.ErrorObject),
        bindings=(
            Binding("durable_execution_arn", Location.URI, "DurableExecutionArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
TAG_RESOURCE: Final[Operation[shapes.TagResourceRequest, None]] = Operation(
    name="TagResource",
    method="POST",
    path="/2017-03-31/tags/{Resource}",
    status=204,
    input=shapes.TagResourceRequest,
    output=NoneType,
    request=Layout(
        body=Body.MEMBERS, bindings=(Binding("resource", Location.URI, "Resource", Kind.STRING),)
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UNTAG_RESOURCE: Final[Operation[shapes.UntagResourceRequest, None]] = Operation(
    name="UntagResource",
    method="DELETE",
    path="/2017-03-31/tags/{Resource}",
    status=204,
    input=shapes.UntagResourceRequest,
    output=NoneType,
    request=Layout(
        body=Body.NONE,
        bindings=(
            Binding("resource", Location.URI, "Resource", Kind.STRING),
            Binding("tag_keys", Location.QUERY, "tagKeys", Kind.STRINGS),
        ),
    ),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_ALIAS: Final[Operation[shapes.UpdateAliasRequest, shapes.AliasConfiguration]] = Operation(
    name="UpdateAlias",
    method="PUT",
    path="/2015-03-31/functions/{FunctionName}/aliases/{Name}",
    status=200,
    input=shapes.UpdateAliasRequest,
    output=shapes.AliasConfiguration,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("name", Location.URI, "Name", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_CAPACITY_PROVIDER: Final[
    Operation[shapes.UpdateCapacityProviderRequest, shapes.UpdateCapacityProviderResponse]
] = Operation(
    name="UpdateCapacityProvider",
    method="PUT",
    path="/2025-11-30/capacity-providers/{CapacityProviderName}",
    status=202,
    input=shapes.UpdateCapacityProviderRequest,
    output=shapes.UpdateCapacityProviderResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("capacity_provider_name", Location.URI, "CapacityProviderName", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_CODE_SIGNING_CONFIG: Final[
    Operation[shapes.UpdateCodeSigningConfigRequest, shapes.UpdateCodeSigningConfigResponse]
] = Operation(
    name="UpdateCodeSigningConfig",
    method="PUT",
    path="/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
    status=200,
    input=shapes.UpdateCodeSigningConfigRequest,
    output=shapes.UpdateCodeSigningConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("code_signing_config_arn", Location.URI, "CodeSigningConfigArn", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterValueException", "ResourceNotFoundException", "ServiceException"),
)
UPDATE_EVENT_SOURCE_MAPPING: Final[
    Operation[shapes.UpdateEventSourceMappingRequest, shapes.EventSourceMappingConfiguration]
] = Operation(
    name="UpdateEventSourceMapping",
    method="PUT",
    path="/2015-03-31/event-source-mappings/{UUID}",
    status=202,
    input=shapes.UpdateEventSourceMappingRequest,
    output=shapes.EventSourceMappingConfiguration,
    request=Layout(
        body=Body.MEMBERS, bindings=(Binding("uuid", Location.URI, "UUID", Kind.STRING),)
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceInUseException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_FUNCTION_CODE: Final[
    Operation[shapes.UpdateFunctionCodeRequest, shapes.FunctionConfiguration]
] = Operation(
    name="UpdateFunctionCode",
    method="PUT",
    path="/2015-03-31/functions/{FunctionName}/code",
    status=200,
    input=shapes.UpdateFunctionCodeRequest,
    output=shapes.FunctionConfiguration,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CodeSigningConfigNotFoundException",
        "CodeStorageExceededException",
        "CodeVerificationFailedException",
        "InvalidCodeSignatureException",
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_FUNCTION_CONFIGURATION: Final[
    Operation[shapes.UpdateFunctionConfigurationRequest, shapes.FunctionConfiguration]
] = Operation(
    name="UpdateFunctionConfiguration",
    method="PUT",
    path="/2015-03-31/functions/{FunctionName}/configuration",
    status=200,
    input=shapes.UpdateFunctionConfigurationRequest,
    output=shapes.FunctionConfiguration,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(Binding("function_name", Location.URI, "FunctionName", Kind.STRING),),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "CodeSigningConfigNotFoundException",
        "CodeVerificationFailedException",
        "InvalidCodeSignatureException",
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_FUNCTION_EVENT_INVOKE_CONFIG: Final[
    Operation[shapes.UpdateFunctionEventInvokeConfigRequest, shapes.FunctionEventInvokeConfig]
] = Operation(
    name="UpdateFunctionEventInvokeConfig",
    method="POST",
    path="/2019-09-25/functions/{FunctionName}/event-invoke-config",
    status=200,
    input=shapes.UpdateFunctionEventInvokeConfigRequest,
    output=shapes.FunctionEventInvokeConfig,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
UPDATE_FUNCTION_URL_CONFIG: Final[
    Operation[shapes.UpdateFunctionUrlConfigRequest, shapes.UpdateFunctionUrlConfigResponse]
] = Operation(
    name="UpdateFunctionUrlConfig",
    method="PUT",
    path="/2021-10-31/functions/{FunctionName}/url",
    status=200,
    input=shapes.UpdateFunctionUrlConfigRequest,
    output=shapes.UpdateFunctionUrlConfigResponse,
    request=Layout(
        body=Body.MEMBERS,
        bindings=(
            Binding("function_name", Location.URI, "FunctionName", Kind.STRING),
            Binding("qualifier", Location.QUERY, "Qualifier", Kind.STRING),
        ),
    ),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterValueException",
        "ResourceConflictException",
        "ResourceNotFoundException",
        "ServiceException",
        "TooManyRequestsException",
    ),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (
    ADD_LAYER_VERSION_PERMISSION,
    ADD_PERMISSION,
    CHECKPOINT_DURABLE_EXECUTION,
    CREATE_ALIAS,
    CREATE_CAPACITY_PROVIDER,
    CREATE_CODE_SIGNING_CONFIG,
    CREATE_EVENT_SOURCE_MAPPING,
    CREATE_FUNCTION,
    CREATE_FUNCTION_URL_CONFIG,
    DELETE_ALIAS,
    DELETE_CAPACITY_PROVIDER,
    DELETE_CODE_SIGNING_CONFIG,
    DELETE_DURABLE_EXECUTION,
    DELETE_EVENT_SOURCE_MAPPING,
    DELETE_FUNCTION,
    DELETE_FUNCTION_CODE_SIGNING_CONFIG,
    DELETE_FUNCTION_CONCURRENCY,
    DELETE_FUNCTION_EVENT_INVOKE_CONFIG,
    DELETE_FUNCTION_URL_CONFIG,
    DELETE_LAYER_VERSION,
    DELETE_PROVISIONED_CONCURRENCY_CONFIG,
    DELETE_RESOURCE_POLICY,
    GET_ACCOUNT_SETTINGS,
    GET_ALIAS,
    GET_CAPACITY_PROVIDER,
    GET_CODE_SIGNING_CONFIG,
    GET_DURABLE_EXECUTION,
    GET_DURABLE_EXECUTION_HISTORY,
    GET_DURABLE_EXECUTION_STATE,
    GET_EVENT_SOURCE_MAPPING,
    GET_FUNCTION,
    GET_FUNCTION_CODE_SIGNING_CONFIG,
    GET_FUNCTION_CONCURRENCY,
    GET_FUNCTION_CONFIGURATION,
    GET_FUNCTION_EVENT_INVOKE_CONFIG,
    GET_FUNCTION_RECURSION_CONFIG,
    GET_FUNCTION_SCALING_CONFIG,
    GET_FUNCTION_URL_CONFIG,
    GET_LAYER_VERSION,
    GET_LAYER_VERSION_BY_ARN,
    GET_LAYER_VERSION_POLICY,
    GET_POLICY,
    GET_PROVISIONED_CONCURRENCY_CONFIG,
    GET_RESOURCE_POLICY,
    GET_RUNTIME_MANAGEMENT_CONFIG,
    INVOKE,
    INVOKE_ASYNC,
    INVOKE_WITH_RESPONSE_STREAM,
    LIST_ALIASES,
    LIST_CAPACITY_PROVIDERS,
    LIST_CODE_SIGNING_CONFIGS,
    LIST_DURABLE_EXECUTIONS_BY_FUNCTION,
    LIST_EVENT_SOURCE_MAPPINGS,
    LIST_FUNCTION_EVENT_INVOKE_CONFIGS,
    LIST_FUNCTION_URL_CONFIGS,
    LIST_FUNCTION_VERSIONS_BY_CAPACITY_PROVIDER,
    LIST_FUNCTIONS,
    LIST_FUNCTIONS_BY_CODE_SIGNING_CONFIG,
    LIST_LAYER_VERSIONS,
    LIST_LAYERS,
    LIST_PROVISIONED_CONCURRENCY_CONFIGS,
    LIST_TAGS,
    LIST_VERSIONS_BY_FUNCTION,
    PAUSE_DURABLE_EXECUTION,
    PUBLISH_LAYER_VERSION,
    PUBLISH_VERSION,
    PUT_FUNCTION_CODE_SIGNING_CONFIG,
    PUT_FUNCTION_CONCURRENCY,
    PUT_FUNCTION_EVENT_INVOKE_CONFIG,
    PUT_FUNCTION_RECURSION_CONFIG,
    PUT_FUNCTION_SCALING_CONFIG,
    PUT_PROVISIONED_CONCURRENCY_CONFIG,
    PUT_RESOURCE_POLICY,
    PUT_RUNTIME_MANAGEMENT_CONFIG,
    REMOVE_LAYER_VERSION_PERMISSION,
    REMOVE_PERMISSION,
    RESUME_DURABLE_EXECUTION,
    SEND_DURABLE_EXECUTION_CALLBACK_FAILURE,
    SEND_DURABLE_EXECUTION_CALLBACK_HEARTBEAT,
    SEND_DURABLE_EXECUTION_CALLBACK_SUCCESS,
    STOP_DURABLE_EXECUTION,
    TAG_RESOURCE,
    UNTAG_RESOURCE,
    UPDATE_ALIAS,
    UPDATE_CAPACITY_PROVIDER,
    UPDATE_CODE_SIGNING_CONFIG,
    UPDATE_EVENT_SOURCE_MAPPING,
    UPDATE_FUNCTION_CODE,
    UPDATE_FUNCTION_CONFIGURATION,
    UPDATE_FUNCTION_EVENT_INVOKE_CONFIG,
    UPDATE_FUNCTION_URL_CONFIG,
)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "AliasLimitExceededException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "CallbackTimeoutException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "CapacityProviderLimitExceededException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "CodeArtifactUserDeletedException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "CodeArtifactUserFailedException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "CodeArtifactUserPendingException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "CodeSigningConfigNotFoundException": ErrorShape(
        status=404, message="Message", members=frozenset(["Message", "Type"])
    ),
    "CodeStorageExceededException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "CodeVerificationFailedException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "DurableExecutionAlreadyStartedException": ErrorShape(
        status=409, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EC2AccessDeniedException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EC2ThrottledException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EC2UnexpectedException": ErrorShape(
        status=502, message="Message", members=frozenset(["EC2ErrorCode", "Message", "Type"])
    ),
    "EFSIOException": ErrorShape(
        status=410, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EFSMountConnectivityException": ErrorShape(
        status=408, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EFSMountFailureException": ErrorShape(
        status=403, message="Message", members=frozenset(["Message", "Type"])
    ),
    "EFSMountTimeoutException": ErrorShape(
        status=408, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ENILimitReachedException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ENINotReadyException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "FunctionVersionsPerCapacityProviderLimitExceededException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "InvalidCodeSignatureException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "InvalidParameterValueException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "InvalidRequestContentException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "InvalidRuntimeException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "InvalidSecurityGroupIDException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "InvalidSubnetIDException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "InvalidZipFileException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "KMSAccessDeniedException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "KMSDisabledException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "KMSInvalidStateException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "KMSNotFoundException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ModeNotSupportedException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "NoPublishedVersionException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "PolicyLengthExceededException": ErrorShape(
        status=400, message="message", members=frozenset(["Type", "message"])
    ),
    "PreconditionFailedException": ErrorShape(
        status=412, message="message", members=frozenset(["Type", "message"])
    ),
    "ProvisionedConcurrencyConfigNotFoundException": ErrorShape(
        status=404, message="message", members=frozenset(["Type", "message"])
    ),
    "PublicPolicyException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "RecursiveInvocationException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "RequestTooLargeException": ErrorShape(
        status=413, message="message", members=frozenset(["Type", "message"])
    ),
    "ResourceConflictException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "ResourceInUseException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ResourceNotFoundException": ErrorShape(
        status=404, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ResourceNotReadyException": ErrorShape(
        status=502, message="message", members=frozenset(["Type", "message"])
    ),
    "RuntimeAliasDeletedException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "RuntimeVersionDeletedException": ErrorShape(
        status=409, message="message", members=frozenset(["Type", "message"])
    ),
    "S3FilesMountConnectivityException": ErrorShape(
        status=408, message="Message", members=frozenset(["Message", "Type"])
    ),
    "S3FilesMountFailureException": ErrorShape(
        status=403, message="Message", members=frozenset(["Message", "Type"])
    ),
    "S3FilesMountTimeoutException": ErrorShape(
        status=408, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SerializedRequestEntityTooLargeException": ErrorShape(
        status=413, message="message", members=frozenset(["Type", "message"])
    ),
    "ServiceException": ErrorShape(
        status=500, message="Message", members=frozenset(["Message", "Type"])
    ),
    "ServiceQuotaExceededException": ErrorShape(
        status=402, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SnapStartException": ErrorShape(
        status=400, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SnapStartNotReadyException": ErrorShape(
        status=409, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SnapStartRegenerationFailureException": ErrorShape(
        status=409, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SnapStartTimeoutException": ErrorShape(
        status=408, message="Message", members=frozenset(["Message", "Type"])
    ),
    "SubnetIPAddressLimitReachedException": ErrorShape(
        status=502, message="Message", members=frozenset(["Message", "Type"])
    ),
    "TooManyRequestsException": ErrorShape(
        status=429,
        message="message",
        members=frozenset(["Reason", "Type", "message", "retryAfterSeconds"]),
    ),
    "UnsupportedMediaTypeException": ErrorShape(
        status=415, message="message", members=frozenset(["Type", "message"])
    ),
}
_ACTION_RULE: Final = Rule(
    length_max=10000, length_min=0, pattern="(lambda:[*]|lambda:[a-zA-Z]+|[*])"
)
_ADDITIONAL_VERSION_RULE: Final = Rule(length_max=1024, length_min=1, pattern="[0-9]+")
_WEIGHT_RULE: Final = Rule(value_max=1.0, value_min=0.0)
_ADDITIONAL_VERSION_WEIGHTS_RULE: Final = Rule(element=_WEIGHT_RULE, key=_ADDITIONAL_VERSION_RULE)
_ALIAS_RULE: Final = Rule(length_max=128, length_min=1, pattern="(?!^[0-9]+$)([a-zA-Z0-9-_]+)")
_METHOD_RULE: Final = Rule(length_max=6, length_min=0, pattern=".*")
_ALLOW_METHODS_LIST_RULE: Final = Rule(length_max=6, length_min=0, element=_METHOD_RULE)
_ORIGIN_RULE: Final = Rule(length_max=253, length_min=1, pattern=".*")
_ALLOW_ORIGINS_LIST_RULE: Final = Rule(length_max=100, length_min=0, element=_ORIGIN_RULE)
_APPLICATION_LOG_LEVEL_RULE: Final = Rule(enum=("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"))
_ARCHITECTURE_RULE: Final = Rule(enum=("x86_64", "arm64"))
_ARCHITECTURES_LIST_RULE: Final = Rule(length_max=1, length_min=1, element=_ARCHITECTURE_RULE)
_ARN_RULE: Final = Rule(
    length_max=10000,
    length_min=0,
    pattern="arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
)
_BATCH_SIZE_RULE: Final = Rule(value_max=10000, value_min=1)
_BINARY_OPERATION_PAYLOAD_RULE: Final = Rule(length_max=1048576, length_min=0, sensitive=True)
_CALLBACK_ID_RULE: Final = Rule(length_max=1024, length_min=1, pattern="[A-Za-z0-9+/]+={0,2}")
_CALLBACK_OPTIONS_HEARTBEAT_TIMEOUT_SECONDS_INTEGER_RULE: Final = Rule(
    value_max=99999999, value_min=0
)
_CALLBACK_OPTIONS_TIMEOUT_SECONDS_INTEGER_RULE: Final = Rule(value_max=99999999, value_min=0)
_CAPACITY_PROVIDER_ARN_RULE: Final = Rule(
    length_max=140,
    length_min=1,
    pattern="arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:capacity-provider:[a-zA-Z0-9-_]+",
)
_CAPACITY_PROVIDER_MAX_V_CPU_COUNT_RULE: Final = Rule(value_max=15000, value_min=2)
_CAPACITY_PROVIDER_NAME_RULE: Final = Rule(
    length_max=140,
    length_min=1,
    pattern="(arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:capacity-provider:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+",
)
_CAPACITY_PROVIDER_PREDEFINED_METRIC_TYPE_RULE: Final = Rule(
    enum=(
        "LambdaCapacityProviderAverageCPUUtilization",
        "LambdaCapacityProviderAverageGPUUtilization",
    )
)
_CAPACITY_PROVIDER_SCALING_MODE_RULE: Final = Rule(enum=("Auto", "Manual"))
_CAPACITY_PROVIDER_SCALING_POLICIES_LIST_RULE: Final = Rule(
    length_max=10, length_min=1, element=Rule(structure=shapes.TargetTrackingScalingPolicy)
)
_SECURITY_GROUP_ID_RULE: Final = Rule(length_max=1024, length_min=0, pattern="sg-[0-9a-zA-Z]*")
_CAPACITY_PROVIDER_SECURITY_GROUP_IDS_RULE: Final = Rule(
    length_max=5, length_min=0, element=_SECURITY_GROUP_ID_RULE
)
_CAPACITY_PROVIDER_STATE_RULE: Final = Rule(enum=("Pending", "Active", "Failed", "Deleting"))
_SUBNET_ID_RULE: Final = Rule(length_max=1024, length_min=0, pattern="subnet-[0-9a-z]*")
_CAPACITY_PROVIDER_SUBNET_IDS_RULE: Final = Rule(
    length_max=16, length_min=1, element=_SUBNET_ID_RULE
)
_CHECKPOINT_TOKEN_RULE: Final = Rule(length_max=2048, length_min=1, pattern="[A-Za-z0-9+/]+={0,2}")
_CLIENT_TOKEN_RULE: Final = Rule(length_max=64, length_min=1, pattern="[\\x21-\\x7E]+")
_CODE_SIGNING_CONFIG_ARN_RULE: Final = Rule(
    length_max=200,
    length_min=0,
    pattern="arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}",
)
_CODE_SIGNING_POLICY_RULE: Final = Rule(enum=("Warn", "Enforce"))
_COLLECTION_NAME_RULE: Final = Rule(
    length_max=57, length_min=1, pattern="(^(?!(system\\x2e)))(^[_a-zA-Z0-9])([^$]*)"
)
_COMPATIBLE_ARCHITECTURES_RULE: Final = Rule(length_max=2, length_min=0, element=_ARCHITECTURE_RULE)
_RUNTIME_RULE: Final = Rule(
    enum=(
        "nodejs",
        "nodejs4.3",
        "nodejs6.10",
        "nodejs8.10",
        "nodejs10.x",
        "nodejs12.x",
        "nodejs14.x",
        "nodejs16.x",
        "nodejs18.x",
        "nodejs20.x",
        "nodejs22.x",
        "nodejs24.x",
        "java8",
        "java8.al2",
        "java11",
        "java17",
        "java21",
        "java25",
        "python2.7",
        "python3.6",
        "python3.7",
        "python3.8",
        "python3.9",
        "python3.10",
        "python3.11",
        "python3.12",
        "python3.13",
        "python3.14",
        "dotnetcore1.0",
        "dotnetcore2.0",
        "dotnetcore2.1",
        "dotnetcore3.1",
        "dotnet6",
        "dotnet8",
        "dotnet10",
        "nodejs4.3-edge",
        "go1.x",
        "ruby2.5",
        "ruby2.7",
        "ruby3.2",
        "ruby3.3",
        "ruby3.4",
        "ruby4.0",
        "provided",
        "provided.al2",
        "provided.al2023",
        "nodejs26.x",
        "python3.15",
        "java8.al2023",
        "java11.al2023",
        "java17.al2023",
        "custom",
    )
)
_COMPATIBLE_RUNTIMES_RULE: Final = Rule(length_max=15, length_min=0, element=_RUNTIME_RULE)
_DATABASE_NAME_RULE: Final = Rule(length_max=63, length_min=1, pattern="[^ /\\.$\\x22]*")
_DESCRIPTION_RULE: Final = Rule(length_max=256, length_min=0)
_DESTINATION_ARN_RULE: Final = Rule(
    length_max=350,
    length_min=0,
    pattern="$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
)
_DIRECT_S3_READ_RULE: Final = Rule(enum=("ENABLED", "DISABLED", "AUTO"))
_DURABLE_EXECUTION_ARN_RULE: Final = Rule(
    length_max=1024,
    length_min=1,
    pattern="arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)",
)
_DURABLE_EXECUTION_NAME_RULE: Final = Rule(length_max=64, length_min=1, pattern="[a-zA-Z0-9-_]+")
_END_POINT_TYPE_RULE: Final = Rule(enum=("KAFKA_BOOTSTRAP_SERVERS",))
_ENDPOINT_RULE: Final = Rule(
    length_max=300,
    length_min=1,
    pattern="(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}",
)
_ENDPOINT_LISTS_RULE: Final = Rule(length_max=10, length_min=1, element=_ENDPOINT_RULE)
_ENDPOINTS_RULE: Final = Rule(
    length_max=2, length_min=1, element=_ENDPOINT_LISTS_RULE, key=_END_POINT_TYPE_RULE
)
_ENVIRONMENT_VARIABLE_NAME_RULE: Final = Rule(pattern="[a-zA-Z]([a-zA-Z0-9_])+", sensitive=True)
_ENVIRONMENT_VARIABLES_RULE: Final = Rule(sensitive=True, key=_ENVIRONMENT_VARIABLE_NAME_RULE)
_EPHEMERAL_STORAGE_SIZE_RULE: Final = Rule(value_max=32768, value_min=512)
_EVENT_SOURCE_MAPPING_METRIC_RULE: Final = Rule(enum=("EventCount", "ErrorCount", "KafkaMetrics"))
_EVENT_SOURCE_MAPPING_METRIC_LIST_RULE: Final = Rule(
    length_max=3, length_min=0, element=_EVENT_SOURCE_MAPPING_METRIC_RULE
)
_EVENT_SOURCE_MAPPING_SYSTEM_LOG_LEVEL_RULE: Final = Rule(enum=("DEBUG", "INFO", "WARN"))
_EVENT_SOURCE_POSITION_RULE: Final = Rule(enum=("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"))
_EVENT_SOURCE_TOKEN_RULE: Final = Rule(length_max=256, length_min=0, pattern="[a-zA-Z0-9._\\-]+")
_EXECUTION_ENVIRONMENT_MEMORY_GI_B_PER_V_CPU_RULE: Final = Rule(value_max=8, value_min=2)
_EXECUTION_STATUS_RULE: Final = Rule(
    enum=("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED", "DELETING", "PAUSING", "PAUSED")
)
_EXECUTION_STATUS_LIST_RULE: Final = Rule(
    length_max=10, length_min=1, element=_EXECUTION_STATUS_RULE
)
_EXECUTION_TIMEOUT_RULE: Final = Rule(value_max=31622400, value_min=1)
_FILE_SYSTEM_ARN_RULE: Final = Rule(
    length_max=256,
    length_min=0,
    pattern="arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}",
)
_FILE_SYSTEM_CONFIG_LIST_RULE: Final = Rule(
    length_max=1, length_min=0, element=Rule(structure=shapes.FileSystemConfig)
)
_FILTER_LIST_RULE: Final = Rule(element=Rule(structure=shapes.Filter))
_FULL_DOCUMENT_RULE: Final = Rule(enum=("UpdateLookup", "Default"))
_FUNCTION_NAME_RULE: Final = Rule(
    length_max=140,
    length_min=1,
    pattern="(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
)
_FUNCTION_RESPONSE_TYPE_RULE: Final = Rule(enum=("ReportBatchItemFailures",))
_FUNCTION_RESPONSE_TYPE_LIST_RULE: Final = Rule(
    length_max=1, length_min=0, element=_FUNCTION_RESPONSE_TYPE_RULE
)
_FUNCTION_RUNTIME_ALIAS_RULE: Final = Rule(length_max=128, length_min=1)
_FUNCTION_RUNTIME_ARN_RULE: Final = Rule(
    length_max=2048, length_min=48, pattern="arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:runtime/.+"
)
_FUNCTION_SCALING_CONFIG_EXECUTION_ENVIRONMENTS_RULE: Final = Rule(value_max=15000, value_min=0)
_FUNCTION_URL_AUTH_TYPE_RULE: Final = Rule(enum=("NONE", "AWS_IAM"))
_FUNCTION_URL_FUNCTION_NAME_RULE: Final = Rule(
    length_max=140,
    length_min=1,
    pattern="(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]{1,64})(:((?!\\d+$)[0-9a-zA-Z-_]+))?",
)
_FUNCTION_URL_QUALIFIER_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="((?!^\\d+$)^[0-9a-zA-Z-_]+$)"
)
_FUNCTION_VERSION_RULE: Final = Rule(enum=("ALL",))
_FUNCTION_VERSION_LATEST_PUBLISHED_RULE: Final = Rule(enum=("LATEST_PUBLISHED",))
_HANDLER_RULE: Final = Rule(length_max=128, length_min=0, pattern="[^\\s]+")
_HEADER_RULE: Final = Rule(length_max=1024, length_min=0, pattern=".*")
_HEADERS_LIST_RULE: Final = Rule(length_max=100, length_min=0, element=_HEADER_RULE)
_INSTANCE_TYPE_RULE: Final = Rule(length_max=30, length_min=1, pattern="[a-zA-Z0-9\\.\\*\\-]+")
_INSTANCE_TYPE_SET_RULE: Final = Rule(length_max=400, length_min=0, element=_INSTANCE_TYPE_RULE)
_INVOCATION_TYPE_RULE: Final = Rule(enum=("Event", "RequestResponse", "DryRun"))
_INVOKE_MODE_RULE: Final = Rule(enum=("BUFFERED", "RESPONSE_STREAM"))
_ITEM_COUNT_RULE: Final = Rule(value_max=1000, value_min=0)
_KMS_KEY_ARN_RULE: Final = Rule(
    length_max=10000, length_min=0, pattern="(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"
)
_KMS_KEY_ARN_NON_EMPTY_RULE: Final = Rule(
    length_max=10000, length_min=0, pattern="arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*"
)
_KAFKA_EVENT_SOURCE_MAPPING_CONSUMPTION_MODE_RULE: Final = Rule(enum=("Stream", "Queue"))
_KAFKA_SCHEMA_REGISTRY_ACCESS_CONFIG_LIST_RULE: Final = Rule(
    element=Rule(structure=shapes.KafkaSchemaRegistryAccessConfig)
)
_KAFKA_SCHEMA_REGISTRY_AUTH_TYPE_RULE: Final = Rule(
    enum=(
        "BASIC_AUTH",
        "CLIENT_CERTIFICATE_TLS_AUTH",
        "SERVER_ROOT_CA_CERTIFICATE",
        "OAUTHBEARER_AUTH",
    )
)
_KAFKA_SCHEMA_VALIDATION_ATTRIBUTE_RULE: Final = Rule(enum=("KEY", "VALUE"))
_KAFKA_SCHEMA_VALIDATION_CONFIG_LIST_RULE: Final = Rule(
    element=Rule(structure=shapes.KafkaSchemaValidationConfig)
)
_LAYER_VERSION_ARN_RULE: Final = Rule(
    length_max=2048,
    length_min=1,
    pattern="((arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+))",
)
_LAYER_LIST_RULE: Final = Rule(element=_LAYER_VERSION_ARN_RULE)
_LAYER_NAME_OR_ARN_RULE: Final = Rule(
    length_max=2048,
    length_min=1,
    pattern="(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]{1,140}|[a-zA-Z0-9-_]{1,140})",
)
_LAYER_PERMISSION_ALLOWED_ACTION_RULE: Final = Rule(
    length_max=22, length_min=0, pattern="lambda:GetLayerVersion"
)
_LAYER_PERMISSION_ALLOWED_PRINCIPAL_RULE: Final = Rule(
    length_max=10000, length_min=0, pattern="\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root"
)
_LICENSE_INFO_RULE: Final = Rule(length_max=512, length_min=0, pattern=".*")
_LOCAL_MOUNT_PATH_RULE: Final = Rule(length_max=160, length_min=0, pattern="/mnt/[a-zA-Z0-9-_.]+")
_LOG_FORMAT_RULE: Final = Rule(enum=("JSON", "Text"))
_LOG_GROUP_RULE: Final = Rule(length_max=512, length_min=1, pattern="[\\.\\-_/#A-Za-z0-9]+")
_LOG_TYPE_RULE: Final = Rule(enum=("None", "Tail"))
_MASTER_REGION_RULE: Final = Rule(
    length_max=50,
    length_min=1,
    pattern="ALL|(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}",
)
_MAX_AGE_RULE: Final = Rule(value_max=86400, value_min=0)
_MAX_FIFTY_LIST_ITEMS_RULE: Final = Rule(value_max=50, value_min=1)
_MAX_FUNCTION_EVENT_INVOKE_CONFIG_LIST_ITEMS_RULE: Final = Rule(value_max=50, value_min=1)
_MAX_ITEMS_RULE: Final = Rule(value_max=50, value_min=1)
_MAX_LAYER_LIST_ITEMS_RULE: Final = Rule(value_max=50, value_min=1)
_MAX_LIST_ITEMS_RULE: Final = Rule(value_max=10000, value_min=1)
_MAX_PROVISIONED_CONCURRENCY_CONFIG_LIST_ITEMS_RULE: Final = Rule(value_max=50, value_min=1)
_MAXIMUM_BATCHING_WINDOW_IN_SECONDS_RULE: Final = Rule(value_max=300, value_min=0)
_MAXIMUM_CONCURRENCY_RULE: Final = Rule(value_max=1000, value_min=2)
_MAXIMUM_EVENT_AGE_IN_SECONDS_RULE: Final = Rule(value_max=21600, value_min=60)
_MAXIMUM_NUMBER_OF_POLLERS_RULE: Final = Rule(value_max=10000, value_min=1)
_MAXIMUM_RECORD_AGE_IN_SECONDS_RULE: Final = Rule(value_max=604800, value_min=-1)
_MAXIMUM_RETRY_ATTEMPTS_RULE: Final = Rule(value_max=2, value_min=0)
_MAXIMUM_RETRY_ATTEMPTS_EVENT_SOURCE_MAPPING_RULE: Final = Rule(value_max=10000, value_min=-1)
_MEMORY_SIZE_RULE: Final = Rule(value_max=32768, value_min=128)
_METRIC_TARGET_VALUE_RULE: Final = Rule(value_max=100, value_min=0)
_MINIMUM_NUMBER_OF_POLLERS_RULE: Final = Rule(value_max=200, value_min=1)
_NAMESPACED_FUNCTION_NAME_RULE: Final = Rule(
    length_max=256,
    length_min=1,
    pattern="(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
)
_NAMESPACED_STATEMENT_ID_RULE: Final = Rule(
    length_max=100, length_min=1, pattern="([a-zA-Z0-9-_.]+)"
)
_NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"
)
_OPERATION_ACTION_RULE: Final = Rule(enum=("START", "SUCCEED", "FAIL", "RETRY", "CANCEL"))
_OPERATION_ID_RULE: Final = Rule(length_max=64, length_min=1, pattern="[a-zA-Z0-9-_]+")
_OPERATION_NAME_RULE: Final = Rule(length_max=256, length_min=1, pattern="[\\x20-\\x7E]+")
_OPERATION_PAYLOAD_RULE: Final = Rule(length_max=6291456, length_min=0, sensitive=True)
_OPERATION_SUB_TYPE_RULE: Final = Rule(length_max=32, length_min=1, pattern="[a-zA-Z0-9-_]+")
_OPERATION_TYPE_RULE: Final = Rule(
    enum=("EXECUTION", "CONTEXT", "STEP", "WAIT", "CALLBACK", "CHAINED_INVOKE")
)
_OPERATION_UPDATES_RULE: Final = Rule(
    sensitive=True, element=Rule(structure=shapes.OperationUpdate)
)
_ORGANIZATION_ID_RULE: Final = Rule(length_max=34, length_min=0, pattern="o-[a-z0-9]{10,32}")
_PACKAGE_TYPE_RULE: Final = Rule(enum=("Zip", "Image"))
_PARALLELIZATION_FACTOR_RULE: Final = Rule(value_max=10, value_min=1)
_PATTERN_RULE: Final = Rule(length_max=4096, length_min=0, pattern="[\\s\\S]*")
_PAUSE_REASON_RULE: Final = Rule(length_max=1024, length_min=0, sensitive=True)
_PER_EXECUTION_ENVIRONMENT_MAX_CONCURRENCY_RULE: Final = Rule(value_max=1600, value_min=1)
_POLICY_RESOURCE_ARN_RULE: Final = Rule(
    length_max=512,
    length_min=0,
    pattern="arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_])+)?|runtime/[a-zA-Z0-9-_./]+)",
)
_POSITIVE_INTEGER_RULE: Final = Rule(value_min=1)
_PRINCIPAL_RULE: Final = Rule(length_max=2048, length_min=0, pattern="[^\\s]+")
_PRINCIPAL_ORG_ID_RULE: Final = Rule(length_max=34, length_min=12, pattern="o-[a-z0-9]{10,32}")
_TAG_KEY_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"
)
_TAG_VALUE_RULE: Final = Rule(
    length_max=256, length_min=0, pattern="([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"
)
_PROPAGATE_TAGS_EXPLICIT_TAGS_MAP_RULE: Final = Rule(
    length_max=40, length_min=0, element=_TAG_VALUE_RULE, key=_TAG_KEY_RULE
)
_PROPAGATE_TAGS_MODE_RULE: Final = Rule(enum=("None", "Explicit"))
_PROVISIONED_POLLER_GROUP_NAME_RULE: Final = Rule(
    length_max=128, length_min=0, pattern="[a-zA-Z0-9-_]*"
)
_PUBLISHED_FUNCTION_QUALIFIER_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="(\\$LATEST\\.PUBLISHED|[0-9]+)"
)
_QUALIFIER_RULE: Final = Rule(length_max=128, length_min=1, pattern="(|[a-zA-Z0-9$_-]+)")
_QUEUE_RULE: Final = Rule(length_max=1000, length_min=1, pattern="[\\s\\S]*")
_QUEUES_RULE: Final = Rule(length_max=1, length_min=1, element=_QUEUE_RULE)
_RECURSIVE_LOOP_RULE: Final = Rule(enum=("Allow", "Terminate"))
_RESERVED_CONCURRENT_EXECUTIONS_RULE: Final = Rule(value_min=0)
_RESOURCE_ARN_RULE: Final = Rule(
    length_max=10000, length_min=0, pattern="(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"
)
_RESOURCE_POLICY_RULE: Final = Rule(length_max=20480, length_min=1, pattern="[\\s\\S]+")
_RESPONSE_STREAMING_INVOCATION_TYPE_RULE: Final = Rule(enum=("RequestResponse", "DryRun"))
_RESUME_REASON_RULE: Final = Rule(length_max=1024, length_min=0, sensitive=True)
_RETENTION_PERIOD_IN_DAYS_RULE: Final = Rule(value_max=90, value_min=1)
_REVISION_ID_RULE: Final = Rule(
    length_max=36,
    length_min=36,
    pattern="[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
)
_ROLE_ARN_RULE: Final = Rule(
    length_max=10000,
    length_min=0,
    pattern="arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
)
_RUNTIME_VERSION_ARN_RULE: Final = Rule(
    length_max=2048,
    length_min=26,
    pattern="((arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}::runtime:.+)|(arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:runtime/[A-Za-z0-9_.-]{1,128}/version/[A-Za-z0-9_.-]{1,128}))",
)
_S3_BUCKET_RULE: Final = Rule(length_max=63, length_min=3, pattern="[0-9A-Za-z\\.\\-_]*(?<!\\.)")
_S3_KEY_RULE: Final = Rule(length_max=1024, length_min=1, pattern=".*")
_S3_OBJECT_STORAGE_MODE_RULE: Final = Rule(enum=("COPY", "REFERENCE"))
_S3_OBJECT_VERSION_RULE: Final = Rule(length_max=1024, length_min=1, pattern=".*")
_SCHEMA_REGISTRY_EVENT_RECORD_FORMAT_RULE: Final = Rule(enum=("JSON", "SOURCE"))
_SCHEMA_REGISTRY_URI_RULE: Final = Rule(
    length_max=10000, length_min=1, pattern="[a-zA-Z0-9-\\/*:_+=.@-]*"
)
_SECURITY_GROUP_IDS_RULE: Final = Rule(length_max=5, length_min=0, element=_SECURITY_GROUP_ID_RULE)
_SIGNING_PROFILE_VERSION_ARNS_RULE: Final = Rule(length_max=20, length_min=1, element=_ARN_RULE)
_SNAP_START_APPLY_ON_RULE: Final = Rule(enum=("PublishedVersions", "None"))
_SOURCE_ACCESS_CONFIGURATIONS_RULE: Final = Rule(
    length_max=23, length_min=0, element=Rule(structure=shapes.SourceAccessConfiguration)
)
_SOURCE_ACCESS_TYPE_RULE: Final = Rule(
    enum=(
        "BASIC_AUTH",
        "VPC_SUBNET",
        "VPC_SECURITY_GROUP",
        "SASL_SCRAM_512_AUTH",
        "SASL_SCRAM_256_AUTH",
        "VIRTUAL_HOST",
        "CLIENT_CERTIFICATE_TLS_AUTH",
        "SERVER_ROOT_CA_CERTIFICATE",
        "OAUTHBEARER_AUTH",
        "OAUTHBEARER_SCOPE",
        "OAUTHBEARER_AUDIENCE",
        "OAUTHBEARER_LOGICAL_CLUSTER",
        "OAUTHBEARER_IDENTITY_POOL",
        "IAM_AUTH",
        "IAM_OAUTHBEARER_AUTH",
    )
)
_SOURCE_OWNER_RULE: Final = Rule(length_max=12, length_min=0, pattern="\\d{12}")
_STATEMENT_ID_RULE: Final = Rule(length_max=100, length_min=1, pattern="([a-zA-Z0-9-_]+)")
_STEP_OPTIONS_NEXT_ATTEMPT_DELAY_SECONDS_INTEGER_RULE: Final = Rule(value_max=31622400, value_min=1)
_STRING_LIST_RULE: Final = Rule(length_max=1500, length_min=0)
_SUBNET_IDS_RULE: Final = Rule(length_max=16, length_min=0, element=_SUBNET_ID_RULE)
_SYSTEM_LOG_LEVEL_RULE: Final = Rule(enum=("DEBUG", "INFO", "WARN"))
_TAG_KEY_LIST_RULE: Final = Rule(element=_TAG_KEY_RULE)
_TAGGABLE_RESOURCE_RULE: Final = Rule(
    length_max=10000,
    length_min=1,
    pattern="arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})",
)
_TAGS_RULE: Final = Rule(element=_TAG_VALUE_RULE, key=_TAG_KEY_RULE)
_TENANT_ID_RULE: Final = Rule(length_max=256, length_min=1, pattern="[a-zA-Z0-9\\._:\\/=+\\-@ ]+")
_TENANT_ISOLATION_MODE_RULE: Final = Rule(enum=("PER_TENANT",))
_TIMEOUT_RULE: Final = Rule(value_max=5400, value_min=1)
_TOPIC_RULE: Final = Rule(length_max=249, length_min=1, pattern="[^.]([a-zA-Z0-9\\-_.]+)")
_TOPICS_RULE: Final = Rule(length_max=1, length_min=1, element=_TOPIC_RULE)
_TRACING_MODE_RULE: Final = Rule(enum=("Active", "PassThrough"))
_TUMBLING_WINDOW_IN_SECONDS_RULE: Final = Rule(value_max=900, value_min=0)
_URI_RULE: Final = Rule(length_max=200, length_min=1, pattern="[ a-zA-Z0-9-\\/*:_+=.@-]*")
_UUID_STRING_RULE: Final = Rule(length_max=36, length_min=36)
_UNQUALIFIED_FUNCTION_NAME_RULE: Final = Rule(
    length_max=140,
    length_min=1,
    pattern="(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)",
)
_UPDATE_RUNTIME_ON_RULE: Final = Rule(enum=("Auto", "Manual", "FunctionUpdate"))
_VERSION_WITH_LATEST_PUBLISHED_RULE: Final = Rule(
    length_max=1024, length_min=1, pattern="(\\$LATEST(\\.PUBLISHED)?|[0-9]+)"
)
_WAIT_OPTIONS_WAIT_SECONDS_INTEGER_RULE: Final = Rule(value_max=31622400, value_min=1)
_WORKING_DIRECTORY_RULE: Final = Rule(length_max=1000, length_min=0)
_X_AMZN_TRACE_ID_RULE: Final = Rule(length_max=8192, length_min=0)
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {
    shapes.AcceleratorConfig: (
        Member("accelerator_memory_size", "acceleratorMemorySize", Rule(), required=True),
    ),
    shapes.AddLayerVersionPermissionRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("version_number", "versionNumber", Rule(), required=True),
        Member("statement_id", "statementId", _STATEMENT_ID_RULE, required=True),
        Member("action", "action", _LAYER_PERMISSION_ALLOWED_ACTION_RULE, required=True),
        Member("principal", "principal", _LAYER_PERMISSION_ALLOWED_PRINCIPAL_RULE, required=True),
        Member("organization_id", "organizationId", _ORGANIZATION_ID_RULE),
    ),
    shapes.AddPermissionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("statement_id", "statementId", _STATEMENT_ID_RULE, required=True),
        Member("action", "action", _ACTION_RULE, required=True),
        Member("principal", "principal", _PRINCIPAL_RULE, required=True),
        Member("source_arn", "sourceArn", _ARN_RULE),
        Member("function_url_auth_type", "functionUrlAuthType", _FUNCTION_URL_AUTH_TYPE_RULE),
        Member("source_account", "sourceAccount", _SOURCE_OWNER_RULE),
        Member("event_source_token", "eventSourceToken", _EVENT_SOURCE_TOKEN_RULE),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("principal_org_id", "principalOrgID", _PRINCIPAL_ORG_ID_RULE),
    ),
    shapes.AliasRoutingConfiguration: (
        Member(
            "additional_version_weights",
            "additionalVersionWeights",
            _ADDITIONAL_VERSION_WEIGHTS_RULE,
        ),
    ),
    shapes.AllowedPublishers: (
        Member(
            "signing_profile_version_arns",
            "signingProfileVersionArns",
            _SIGNING_PROFILE_VERSION_ARNS_RULE,
            required=True,
        ),
    ),
    shapes.AmazonManagedKafkaEventSourceConfig: (
        Member("consumer_group_id", "consumerGroupId", _URI_RULE),
        Member(
            "schema_registry_config",
            "schemaRegistryConfig",
            Rule(structure=shapes.KafkaSchemaRegistryConfig),
        ),
    ),
    shapes.CallbackOptions: (
        Member("timeout_seconds", "timeoutSeconds", _CALLBACK_OPTIONS_TIMEOUT_SECONDS_INTEGER_RULE),
        Member(
            "heartbeat_timeout_seconds",
            "heartbeatTimeoutSeconds",
            _CALLBACK_OPTIONS_HEARTBEAT_TIMEOUT_SECONDS_INTEGER_RULE,
        ),
    ),
    shapes.CapacityProviderConfig: (
        Member(
            "lambda_managed_instances_capacity_provider_config",
            "lambdaManagedInstancesCapacityProviderConfig",
            Rule(structure=shapes.LambdaManagedInstancesCapacityProviderConfig),
            required=True,
        ),
    ),
    shapes.CapacityProviderLoggingConfig: (
        Member("system_log_level", "systemLogLevel", _SYSTEM_LOG_LEVEL_RULE),
        Member("log_group", "logGroup", _LOG_GROUP_RULE),
    ),
    shapes.CapacityProviderPermissionsConfig: (
        Member(
            "capacity_provider_operator_role_arn",
            "capacityProviderOperatorRoleArn",
            _ROLE_ARN_RULE,
            required=True,
        ),
    ),
    shapes.CapacityProviderScalingConfig: (
        Member("max_v_cpu_count", "maxVCpuCount", _CAPACITY_PROVIDER_MAX_V_CPU_COUNT_RULE),
        Member("scaling_mode", "scalingMode", _CAPACITY_PROVIDER_SCALING_MODE_RULE),
        Member(
            "scaling_policies", "scalingPolicies", _CAPACITY_PROVIDER_SCALING_POLICIES_LIST_RULE
        ),
    ),
    shapes.CapacityProviderTelemetryConfig: (
        Member(
            "logging_config", "loggingConfig", Rule(structure=shapes.CapacityProviderLoggingConfig)
        ),
    ),
    shapes.CapacityProviderVpcConfig: (
        Member("subnet_ids", "subnetIds", _CAPACITY_PROVIDER_SUBNET_IDS_RULE, required=True),
        Member(
            "security_group_ids",
            "securityGroupIds",
            _CAPACITY_PROVIDER_SECURITY_GROUP_IDS_RULE,
            required=True,
        ),
    ),
    shapes.ChainedInvokeOptions: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("x_amzn_trace_id", "xAmznTraceId", _X_AMZN_TRACE_ID_RULE),
    ),
    shapes.CheckpointDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
        Member("checkpoint_token", "checkpointToken", _CHECKPOINT_TOKEN_RULE, required=True),
        Member("updates", "updates", _OPERATION_UPDATES_RULE),
        Member("client_token", "clientToken", _CLIENT_TOKEN_RULE),
    ),
    shapes.CodeSigningPolicies: (
        Member(
            "untrusted_artifact_on_deployment",
            "untrustedArtifactOnDeployment",
            _CODE_SIGNING_POLICY_RULE,
        ),
    ),
    shapes.Cors: (
        Member("allow_headers", "allowHeaders", _HEADERS_LIST_RULE),
        Member("allow_methods", "allowMethods", _ALLOW_METHODS_LIST_RULE),
        Member("allow_origins", "allowOrigins", _ALLOW_ORIGINS_LIST_RULE),
        Member("expose_headers", "exposeHeaders", _HEADERS_LIST_RULE),
        Member("max_age", "maxAge", _MAX_AGE_RULE),
    ),
    shapes.CreateAliasRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("name", "name", _ALIAS_RULE, required=True),
        Member(
            "function_version",
            "functionVersion",
            _VERSION_WITH_LATEST_PUBLISHED_RULE,
            required=True,
        ),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("routing_config", "routingConfig", Rule(structure=shapes.AliasRoutingConfiguration)),
    ),
    shapes.CreateCapacityProviderRequest: (
        Member(
            "capacity_provider_name",
            "capacityProviderName",
            _CAPACITY_PROVIDER_NAME_RULE,
            required=True,
        ),
        Member(
            "vpc_config",
            "vpcConfig",
            Rule(structure=shapes.CapacityProviderVpcConfig),
            required=True,
        ),
        Member(
            "permissions_config",
            "permissionsConfig",
            Rule(structure=shapes.CapacityProviderPermissionsConfig),
            required=True,
        ),
        Member(
            "instance_requirements",
            "instanceRequirements",
            Rule(structure=shapes.InstanceRequirements),
        ),
        Member(
            "capacity_provider_scaling_config",
            "capacityProviderScalingConfig",
            Rule(structure=shapes.CapacityProviderScalingConfig),
        ),
        Member("kms_key_arn", "kmsKeyArn", _KMS_KEY_ARN_NON_EMPTY_RULE),
        Member("tags", "tags", _TAGS_RULE),
        Member("propagate_tags", "propagateTags", Rule(structure=shapes.PropagateTags)),
        Member(
            "telemetry_config",
            "telemetryConfig",
            Rule(structure=shapes.CapacityProviderTelemetryConfig),
        ),
    ),
    shapes.CreateCodeSigningConfigRequest: (
        Member("description", "description", _DESCRIPTION_RULE),
        Member(
            "allowed_publishers",
            "allowedPublishers",
            Rule(structure=shapes.AllowedPublishers),
            required=True,
        ),
        Member(
            "code_signing_policies",
            "codeSigningPolicies",
            Rule(structure=shapes.CodeSigningPolicies),
        ),
        Member("tags", "tags", _TAGS_RULE),
    ),
    shapes.CreateEventSourceMappingRequest: (
        Member("event_source_arn", "eventSourceArn", _ARN_RULE),
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("batch_size", "batchSize", _BATCH_SIZE_RULE),
        Member("filter_criteria", "filterCriteria", Rule(structure=shapes.FilterCriteria)),
        Member("kms_key_arn", "kMSKeyArn", _KMS_KEY_ARN_RULE),
        Member(
            "metrics_config",
            "metricsConfig",
            Rule(structure=shapes.EventSourceMappingMetricsConfig),
        ),
        Member(
            "logging_config",
            "loggingConfig",
            Rule(structure=shapes.EventSourceMappingLoggingConfig),
        ),
        Member("scaling_config", "scalingConfig", Rule(structure=shapes.ScalingConfig)),
        Member(
            "maximum_batching_window_in_seconds",
            "maximumBatchingWindowInSeconds",
            _MAXIMUM_BATCHING_WINDOW_IN_SECONDS_RULE,
        ),
        Member("parallelization_factor", "parallelizationFactor", _PARALLELIZATION_FACTOR_RULE),
        Member("starting_position", "startingPosition", _EVENT_SOURCE_POSITION_RULE),
        Member("destination_config", "destinationConfig", Rule(structure=shapes.DestinationConfig)),
        Member(
            "maximum_record_age_in_seconds",
            "maximumRecordAgeInSeconds",
            _MAXIMUM_RECORD_AGE_IN_SECONDS_RULE,
        ),
        Member(
            "maximum_retry_attempts",
            "maximumRetryAttempts",
            _MAXIMUM_RETRY_ATTEMPTS_EVENT_SOURCE_MAPPING_RULE,
        ),
        Member("tags", "tags", _TAGS_RULE),
        Member(
            "tumbling_window_in_seconds",
            "tumblingWindowInSeconds",
            _TUMBLING_WINDOW_IN_SECONDS_RULE,
        ),
        Member("topics", "topics", _TOPICS_RULE),
        Member("queues", "queues", _QUEUES_RULE),
        Member(
            "source_access_configurations",
            "sourceAccessConfigurations",
            _SOURCE_ACCESS_CONFIGURATIONS_RULE,
        ),
        Member(
            "self_managed_event_source",
            "selfManagedEventSource",
            Rule(structure=shapes.SelfManagedEventSource),
        ),
        Member(
            "function_response_types", "functionResponseTypes", _FUNCTION_RESPONSE_TYPE_LIST_RULE
        ),
        Member(
            "amazon_managed_kafka_event_source_config",
            "amazonManagedKafkaEventSourceConfig",
            Rule(structure=shapes.AmazonManagedKafkaEventSourceConfig),
        ),
        Member(
            "self_managed_kafka_event_source_config",
            "selfManagedKafkaEventSourceConfig",
            Rule(structure=shapes.SelfManagedKafkaEventSourceConfig),
        ),
        Member(
            "document_db_event_source_config",
            "documentDBEventSourceConfig",
            Rule(structure=shapes.DocumentDBEventSourceConfig),
        ),
        Member(
            "provisioned_poller_config",
            "provisionedPollerConfig",
            Rule(structure=shapes.ProvisionedPollerConfig),
        ),
    ),
    shapes.CreateFunctionRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("runtime", "runtime", _RUNTIME_RULE),
        Member("role", "role", _ROLE_ARN_RULE, required=True),
        Member("handler", "handler", _HANDLER_RULE),
        Member("code", "code", Rule(structure=shapes.FunctionCode), required=True),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("timeout", "timeout", _TIMEOUT_RULE),
        Member("memory_size", "memorySize", _MEMORY_SIZE_RULE),
        Member("publish_to", "publishTo", _FUNCTION_VERSION_LATEST_PUBLISHED_RULE),
        Member("vpc_config", "vpcConfig", Rule(structure=shapes.VpcConfig)),
        Member("package_type", "packageType", _PACKAGE_TYPE_RULE),
        Member("dead_letter_config", "deadLetterConfig", Rule(structure=shapes.DeadLetterConfig)),
        Member("environment", "environment", Rule(structure=shapes.Environment)),
        Member("kms_key_arn", "kMSKeyArn", _KMS_KEY_ARN_RULE),
        Member("tracing_config", "tracingConfig", Rule(structure=shapes.TracingConfig)),
        Member("tags", "tags", _TAGS_RULE),
        Member("layers", "layers", _LAYER_LIST_RULE),
        Member("file_system_configs", "fileSystemConfigs", _FILE_SYSTEM_CONFIG_LIST_RULE),
        Member("code_signing_config_arn", "codeSigningConfigArn", _CODE_SIGNING_CONFIG_ARN_RULE),
        Member("image_config", "imageConfig", Rule(structure=shapes.ImageConfig)),
        Member("architectures", "architectures", _ARCHITECTURES_LIST_RULE),
        Member("ephemeral_storage", "ephemeralStorage", Rule(structure=shapes.EphemeralStorage)),
        Member("snap_start", "snapStart", Rule(structure=shapes.SnapStart)),
        Member("logging_config", "loggingConfig", Rule(structure=shapes.LoggingConfig)),
        Member("tenancy_config", "tenancyConfig", Rule(structure=shapes.TenancyConfig)),
        Member(
            "capacity_provider_config",
            "capacityProviderConfig",
            Rule(structure=shapes.CapacityProviderConfig),
        ),
        Member("durable_config", "durableConfig", Rule(structure=shapes.DurableConfig)),
        Member("runtime_config", "runtimeConfig", Rule(structure=shapes.FunctionRuntimeConfig)),
        Member("accelerator_config", "acceleratorConfig", Rule(structure=shapes.AcceleratorConfig)),
    ),
    shapes.CreateFunctionUrlConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_URL_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _FUNCTION_URL_QUALIFIER_RULE),
        Member("auth_type", "authType", _FUNCTION_URL_AUTH_TYPE_RULE, required=True),
        Member("cors", "cors", Rule(structure=shapes.Cors)),
        Member("invoke_mode", "invokeMode", _INVOKE_MODE_RULE),
    ),
    shapes.DeadLetterConfig: (Member("target_arn", "targetArn", _RESOURCE_ARN_RULE),),
    shapes.DeleteAliasRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("name", "name", _ALIAS_RULE, required=True),
    ),
    shapes.DeleteCapacityProviderRequest: (
        Member(
            "capacity_provider_name",
            "capacityProviderName",
            _CAPACITY_PROVIDER_NAME_RULE,
            required=True,
        ),
    ),
    shapes.DeleteCodeSigningConfigRequest: (
        Member(
            "code_signing_config_arn",
            "codeSigningConfigArn",
            _CODE_SIGNING_CONFIG_ARN_RULE,
            required=True,
        ),
    ),
    shapes.DeleteDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
    ),
    shapes.DeleteEventSourceMappingRequest: (
        Member("uuid", "uUID", _UUID_STRING_RULE, required=True),
    ),
    shapes.DeleteFunctionCodeSigningConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
    ),
    shapes.DeleteFunctionConcurrencyRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
    ),
    shapes.DeleteFunctionEventInvokeConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.DeleteFunctionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.DeleteFunctionUrlConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_URL_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _FUNCTION_URL_QUALIFIER_RULE),
    ),
    shapes.DeleteLayerVersionRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("version_number", "versionNumber", Rule(), required=True),
    ),
    shapes.DeleteProvisionedConcurrencyConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _QUALIFIER_RULE, required=True),
    ),
    shapes.DeleteResourcePolicyRequest: (
        Member("resource_arn", "resourceArn", _POLICY_RESOURCE_ARN_RULE, required=True),
        Member("revision_id", "revisionId", _REVISION_ID_RULE),
    ),
    shapes.DestinationConfig: (
        Member("on_success", "onSuccess", Rule(structure=shapes.OnSuccess)),
        Member("on_failure", "onFailure", Rule(structure=shapes.OnFailure)),
    ),
    shapes.DocumentDBEventSourceConfig: (
        Member("database_name", "databaseName", _DATABASE_NAME_RULE),
        Member("collection_name", "collectionName", _COLLECTION_NAME_RULE),
        Member("full_document", "fullDocument", _FULL_DOCUMENT_RULE),
    ),
    shapes.DurableConfig: (
        Member("kms_key_arn", "kMSKeyArn", _KMS_KEY_ARN_RULE),
        Member("retention_period_in_days", "retentionPeriodInDays", _RETENTION_PERIOD_IN_DAYS_RULE),
        Member("execution_timeout", "executionTimeout", _EXECUTION_TIMEOUT_RULE),
    ),
    shapes.Environment: (Member("variables", "variables", _ENVIRONMENT_VARIABLES_RULE),),
    shapes.EphemeralStorage: (Member("size", "size", _EPHEMERAL_STORAGE_SIZE_RULE, required=True),),
    shapes.EventSourceMappingLoggingConfig: (
        Member("system_log_level", "systemLogLevel", _EVENT_SOURCE_MAPPING_SYSTEM_LOG_LEVEL_RULE),
    ),
    shapes.EventSourceMappingMetricsConfig: (
        Member("metrics", "metrics", _EVENT_SOURCE_MAPPING_METRIC_LIST_RULE),
    ),
    shapes.FileSystemConfig: (
        Member("arn", "arn", _FILE_SYSTEM_ARN_RULE, required=True),
        Member("local_mount_path", "localMountPath", _LOCAL_MOUNT_PATH_RULE, required=True),
        Member("s3_files_config", "s3FilesConfig", Rule(structure=shapes.S3FilesConfig)),
    ),
    shapes.Filter: (Member("pattern", "pattern", _PATTERN_RULE),),
    shapes.FilterCriteria: (Member("filters", "filters", _FILTER_LIST_RULE),),
    shapes.FunctionCode: (
        Member("s3_bucket", "s3Bucket", _S3_BUCKET_RULE),
        Member("s3_key", "s3Key", _S3_KEY_RULE),
        Member("s3_object_version", "s3ObjectVersion", _S3_OBJECT_VERSION_RULE),
        Member("s3_object_storage_mode", "s3ObjectStorageMode", _S3_OBJECT_STORAGE_MODE_RULE),
        Member("source_kms_key_arn", "sourceKMSKeyArn", _KMS_KEY_ARN_RULE),
    ),
    shapes.FunctionRuntimeConfig: (
        Member("runtime_arn", "runtimeArn", _FUNCTION_RUNTIME_ARN_RULE, required=True),
        Member("runtime_alias", "runtimeAlias", _FUNCTION_RUNTIME_ALIAS_RULE, required=True),
    ),
    shapes.FunctionScalingConfig: (
        Member(
            "min_execution_environments",
            "minExecutionEnvironments",
            _FUNCTION_SCALING_CONFIG_EXECUTION_ENVIRONMENTS_RULE,
        ),
        Member(
            "max_execution_environments",
            "maxExecutionEnvironments",
            _FUNCTION_SCALING_CONFIG_EXECUTION_ENVIRONMENTS_RULE,
        ),
    ),
    shapes.GetAliasRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("name", "name", _ALIAS_RULE, required=True),
    ),
    shapes.GetCapacityProviderRequest: (
        Member(
            "capacity_provider_name",
            "capacityProviderName",
            _CAPACITY_PROVIDER_NAME_RULE,
            required=True,
        ),
    ),
    shapes.GetCodeSigningConfigRequest: (
        Member(
            "code_signing_config_arn",
            "codeSigningConfigArn",
            _CODE_SIGNING_CONFIG_ARN_RULE,
            required=True,
        ),
    ),
    shapes.GetDurableExecutionHistoryRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
        Member("max_items", "maxItems", _ITEM_COUNT_RULE),
    ),
    shapes.GetDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
    ),
    shapes.GetDurableExecutionStateRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
        Member("checkpoint_token", "checkpointToken", _CHECKPOINT_TOKEN_RULE, required=True),
        Member("max_items", "maxItems", _ITEM_COUNT_RULE),
    ),
    shapes.GetEventSourceMappingRequest: (
        Member("uuid", "uUID", _UUID_STRING_RULE, required=True),
    ),
    shapes.GetFunctionCodeSigningConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
    ),
    shapes.GetFunctionConcurrencyRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
    ),
    shapes.GetFunctionConfigurationRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.GetFunctionEventInvokeConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.GetFunctionRecursionConfigRequest: (
        Member("function_name", "functionName", _UNQUALIFIED_FUNCTION_NAME_RULE, required=True),
    ),
    shapes.GetFunctionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.GetFunctionScalingConfigRequest: (
        Member("function_name", "functionName", _UNQUALIFIED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _PUBLISHED_FUNCTION_QUALIFIER_RULE, required=True),
    ),
    shapes.GetFunctionUrlConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_URL_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _FUNCTION_URL_QUALIFIER_RULE),
    ),
    shapes.GetLayerVersionByArnRequest: (
        Member("arn", "arn", _LAYER_VERSION_ARN_RULE, required=True),
    ),
    shapes.GetLayerVersionPolicyRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("version_number", "versionNumber", Rule(), required=True),
    ),
    shapes.GetLayerVersionRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("version_number", "versionNumber", Rule(), required=True),
    ),
    shapes.GetPolicyRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.GetProvisionedConcurrencyConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _QUALIFIER_RULE, required=True),
    ),
    shapes.GetResourcePolicyRequest: (
        Member("resource_arn", "resourceArn", _POLICY_RESOURCE_ARN_RULE, required=True),
    ),
    shapes.GetRuntimeManagementConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.ImageConfig: (
        Member("entry_point", "entryPoint", _STRING_LIST_RULE),
        Member("command", "command", _STRING_LIST_RULE),
        Member("working_directory", "workingDirectory", _WORKING_DIRECTORY_RULE),
    ),
    shapes.InstanceRequirements: (
        Member("architectures", "architectures", _ARCHITECTURES_LIST_RULE),
        Member("allowed_instance_types", "allowedInstanceTypes", _INSTANCE_TYPE_SET_RULE),
        Member("excluded_instance_types", "excludedInstanceTypes", _INSTANCE_TYPE_SET_RULE),
    ),
    shapes.InvocationRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("invocation_type", "invocationType", _INVOCATION_TYPE_RULE),
        Member("log_type", "logType", _LOG_TYPE_RULE),
        Member("durable_execution_name", "durableExecutionName", _DURABLE_EXECUTION_NAME_RULE),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
    ),
    shapes.InvokeAsyncRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("invoke_args", "invokeArgs", Rule(), required=True),
    ),
    shapes.InvokeWithResponseStreamRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("log_type", "logType", _LOG_TYPE_RULE),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("tenant_id", "tenantId", _TENANT_ID_RULE),
        Member("invocation_type", "invocationType", _RESPONSE_STREAMING_INVOCATION_TYPE_RULE),
    ),
    shapes.KafkaSchemaRegistryAccessConfig: (
        Member("type", "type", _KAFKA_SCHEMA_REGISTRY_AUTH_TYPE_RULE),
        Member("uri", "uRI", _ARN_RULE),
    ),
    shapes.KafkaSchemaRegistryConfig: (
        Member("schema_registry_uri", "schemaRegistryURI", _SCHEMA_REGISTRY_URI_RULE),
        Member(
            "event_record_format", "eventRecordFormat", _SCHEMA_REGISTRY_EVENT_RECORD_FORMAT_RULE
        ),
        Member("access_configs", "accessConfigs", _KAFKA_SCHEMA_REGISTRY_ACCESS_CONFIG_LIST_RULE),
        Member(
            "schema_validation_configs",
            "schemaValidationConfigs",
            _KAFKA_SCHEMA_VALIDATION_CONFIG_LIST_RULE,
        ),
    ),
    shapes.KafkaSchemaValidationConfig: (
        Member("attribute", "attribute", _KAFKA_SCHEMA_VALIDATION_ATTRIBUTE_RULE),
    ),
    shapes.LambdaManagedInstancesCapacityProviderConfig: (
        Member(
            "capacity_provider_arn",
            "capacityProviderArn",
            _CAPACITY_PROVIDER_ARN_RULE,
            required=True,
        ),
        Member(
            "per_execution_environment_max_concurrency",
            "perExecutionEnvironmentMaxConcurrency",
            _PER_EXECUTION_ENVIRONMENT_MAX_CONCURRENCY_RULE,
        ),
        Member(
            "execution_environment_memory_gi_b_per_v_cpu",
            "executionEnvironmentMemoryGiBPerVCpu",
            _EXECUTION_ENVIRONMENT_MEMORY_GI_B_PER_V_CPU_RULE,
        ),
    ),
    shapes.LayerVersionContentInput: (
        Member("s3_bucket", "s3Bucket", _S3_BUCKET_RULE),
        Member("s3_key", "s3Key", _S3_KEY_RULE),
        Member("s3_object_version", "s3ObjectVersion", _S3_OBJECT_VERSION_RULE),
        Member("s3_object_storage_mode", "s3ObjectStorageMode", _S3_OBJECT_STORAGE_MODE_RULE),
    ),
    shapes.ListAliasesRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("function_version", "functionVersion", _VERSION_WITH_LATEST_PUBLISHED_RULE),
        Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),
    ),
    shapes.ListCapacityProvidersRequest: (
        Member("state", "state", _CAPACITY_PROVIDER_STATE_RULE),
        Member("max_items", "maxItems", _MAX_FIFTY_LIST_ITEMS_RULE),
    ),
    shapes.ListCodeSigningConfigsRequest: (Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),),
    shapes.ListDurableExecutionsByFunctionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("durable_execution_name", "durableExecutionName", _DURABLE_EXECUTION_NAME_RULE),
        Member("statuses", "statuses", _EXECUTION_STATUS_LIST_RULE),
        Member("max_items", "maxItems", _ITEM_COUNT_RULE),
    ),
    shapes.ListEventSourceMappingsRequest: (
        Member("event_source_arn", "eventSourceArn", _ARN_RULE),
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE),
        Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),
    ),
    shapes.ListFunctionEventInvokeConfigsRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("max_items", "maxItems", _MAX_FUNCTION_EVENT_INVOKE_CONFIG_LIST_ITEMS_RULE),
    ),
    shapes.ListFunctionUrlConfigsRequest: (
        Member("function_name", "functionName", _FUNCTION_URL_FUNCTION_NAME_RULE, required=True),
        Member("max_items", "maxItems", _MAX_ITEMS_RULE),
    ),
    shapes.ListFunctionVersionsByCapacityProviderRequest: (
        Member(
            "capacity_provider_name",
            "capacityProviderName",
            _CAPACITY_PROVIDER_NAME_RULE,
            required=True,
        ),
        Member("max_items", "maxItems", _MAX_FIFTY_LIST_ITEMS_RULE),
    ),
    shapes.ListFunctionsByCodeSigningConfigRequest: (
        Member(
            "code_signing_config_arn",
            "codeSigningConfigArn",
            _CODE_SIGNING_CONFIG_ARN_RULE,
            required=True,
        ),
        Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),
    ),
    shapes.ListFunctionsRequest: (
        Member("master_region", "masterRegion", _MASTER_REGION_RULE),
        Member("function_version", "functionVersion", _FUNCTION_VERSION_RULE),
        Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),
    ),
    shapes.ListLayerVersionsRequest: (
        Member("compatible_architecture", "compatibleArchitecture", _ARCHITECTURE_RULE),
        Member("compatible_runtime", "compatibleRuntime", _RUNTIME_RULE),
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("max_items", "maxItems", _MAX_LAYER_LIST_ITEMS_RULE),
    ),
    shapes.ListLayersRequest: (
        Member("compatible_architecture", "compatibleArchitecture", _ARCHITECTURE_RULE),
        Member("compatible_runtime", "compatibleRuntime", _RUNTIME_RULE),
        Member("max_items", "maxItems", _MAX_LAYER_LIST_ITEMS_RULE),
    ),
    shapes.ListProvisionedConcurrencyConfigsRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("max_items", "maxItems", _MAX_PROVISIONED_CONCURRENCY_CONFIG_LIST_ITEMS_RULE),
    ),
    shapes.ListTagsRequest: (
        Member("resource", "resource", _TAGGABLE_RESOURCE_RULE, required=True),
    ),
    shapes.ListVersionsByFunctionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("max_items", "maxItems", _MAX_LIST_ITEMS_RULE),
    ),
    shapes.LoggingConfig: (
        Member("log_format", "logFormat", _LOG_FORMAT_RULE),
        Member("application_log_level", "applicationLogLevel", _APPLICATION_LOG_LEVEL_RULE),
        Member("system_log_level", "systemLogLevel", _SYSTEM_LOG_LEVEL_RULE),
        Member("log_group", "logGroup", _LOG_GROUP_RULE),
    ),
    shapes.OnFailure: (Member("destination", "destination", _DESTINATION_ARN_RULE),),
    shapes.OnSuccess: (Member("destination", "destination", _DESTINATION_ARN_RULE),),
    shapes.OperationUpdate: (
        Member("id", "id", _OPERATION_ID_RULE, required=True),
        Member("parent_id", "parentId", _OPERATION_ID_RULE),
        Member("name", "name", _OPERATION_NAME_RULE),
        Member("type", "type", _OPERATION_TYPE_RULE, required=True),
        Member("sub_type", "subType", _OPERATION_SUB_TYPE_RULE),
        Member("action", "action", _OPERATION_ACTION_RULE, required=True),
        Member("payload", "payload", _OPERATION_PAYLOAD_RULE),
        Member("step_options", "stepOptions", Rule(structure=shapes.StepOptions)),
        Member("wait_options", "waitOptions", Rule(structure=shapes.WaitOptions)),
        Member("callback_options", "callbackOptions", Rule(structure=shapes.CallbackOptions)),
        Member(
            "chained_invoke_options",
            "chainedInvokeOptions",
            Rule(structure=shapes.ChainedInvokeOptions),
        ),
    ),
    shapes.PauseDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
        Member("client_token", "clientToken", _CLIENT_TOKEN_RULE),
        Member("reason", "reason", _PAUSE_REASON_RULE),
    ),
    shapes.PropagateTags: (
        Member("mode", "mode", _PROPAGATE_TAGS_MODE_RULE),
        Member("explicit_tags", "explicitTags", _PROPAGATE_TAGS_EXPLICIT_TAGS_MAP_RULE),
    ),
    shapes.ProvisionedPollerConfig: (
        Member("minimum_pollers", "minimumPollers", _MINIMUM_NUMBER_OF_POLLERS_RULE),
        Member("maximum_pollers", "maximumPollers", _MAXIMUM_NUMBER_OF_POLLERS_RULE),
        Member("poller_group_name", "pollerGroupName", _PROVISIONED_POLLER_GROUP_NAME_RULE),
    ),
    shapes.PublishLayerVersionRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("description", "description", _DESCRIPTION_RULE),
        Member(
            "content", "content", Rule(structure=shapes.LayerVersionContentInput), required=True
        ),
        Member(
            "compatible_architectures", "compatibleArchitectures", _COMPATIBLE_ARCHITECTURES_RULE
        ),
        Member("compatible_runtimes", "compatibleRuntimes", _COMPATIBLE_RUNTIMES_RULE),
        Member("license_info", "licenseInfo", _LICENSE_INFO_RULE),
    ),
    shapes.PublishVersionRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("publish_to", "publishTo", _FUNCTION_VERSION_LATEST_PUBLISHED_RULE),
    ),
    shapes.PutFunctionCodeSigningConfigRequest: (
        Member(
            "code_signing_config_arn",
            "codeSigningConfigArn",
            _CODE_SIGNING_CONFIG_ARN_RULE,
            required=True,
        ),
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
    ),
    shapes.PutFunctionConcurrencyRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member(
            "reserved_concurrent_executions",
            "reservedConcurrentExecutions",
            _RESERVED_CONCURRENT_EXECUTIONS_RULE,
            required=True,
        ),
    ),
    shapes.PutFunctionEventInvokeConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("maximum_retry_attempts", "maximumRetryAttempts", _MAXIMUM_RETRY_ATTEMPTS_RULE),
        Member(
            "maximum_event_age_in_seconds",
            "maximumEventAgeInSeconds",
            _MAXIMUM_EVENT_AGE_IN_SECONDS_RULE,
        ),
        Member("destination_config", "destinationConfig", Rule(structure=shapes.DestinationConfig)),
    ),
    shapes.PutFunctionRecursionConfigRequest: (
        Member("function_name", "functionName", _UNQUALIFIED_FUNCTION_NAME_RULE, required=True),
        Member("recursive_loop", "recursiveLoop", _RECURSIVE_LOOP_RULE, required=True),
    ),
    shapes.PutFunctionScalingConfigRequest: (
        Member("function_name", "functionName", _UNQUALIFIED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _PUBLISHED_FUNCTION_QUALIFIER_RULE, required=True),
        Member(
            "function_scaling_config",
            "functionScalingConfig",
            Rule(structure=shapes.FunctionScalingConfig),
        ),
    ),
    shapes.PutProvisionedConcurrencyConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _QUALIFIER_RULE, required=True),
        Member(
            "provisioned_concurrent_executions",
            "provisionedConcurrentExecutions",
            _POSITIVE_INTEGER_RULE,
            required=True,
        ),
    ),
    shapes.PutResourcePolicyRequest: (
        Member("resource_arn", "resourceArn", _POLICY_RESOURCE_ARN_RULE, required=True),
        Member("policy", "policy", _RESOURCE_POLICY_RULE, required=True),
        Member("revision_id", "revisionId", _REVISION_ID_RULE),
    ),
    shapes.PutRuntimeManagementConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("update_runtime_on", "updateRuntimeOn", _UPDATE_RUNTIME_ON_RULE, required=True),
        Member("runtime_version_arn", "runtimeVersionArn", _RUNTIME_VERSION_ARN_RULE),
    ),
    shapes.RemoveLayerVersionPermissionRequest: (
        Member("layer_name", "layerName", _LAYER_NAME_OR_ARN_RULE, required=True),
        Member("version_number", "versionNumber", Rule(), required=True),
        Member("statement_id", "statementId", _STATEMENT_ID_RULE, required=True),
    ),
    shapes.RemovePermissionRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("statement_id", "statementId", _NAMESPACED_STATEMENT_ID_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
    ),
    shapes.ResumeDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
        Member("client_token", "clientToken", _CLIENT_TOKEN_RULE),
        Member("reason", "reason", _RESUME_REASON_RULE),
    ),
    shapes.S3FilesConfig: (Member("direct_s3_read", "directS3Read", _DIRECT_S3_READ_RULE),),
    shapes.ScalingConfig: (
        Member("maximum_concurrency", "maximumConcurrency", _MAXIMUM_CONCURRENCY_RULE),
    ),
    shapes.SelfManagedEventSource: (Member("endpoints", "endpoints", _ENDPOINTS_RULE),),
    shapes.SelfManagedKafkaEventSourceConfig: (
        Member("consumer_group_id", "consumerGroupId", _URI_RULE),
        Member(
            "schema_registry_config",
            "schemaRegistryConfig",
            Rule(structure=shapes.KafkaSchemaRegistryConfig),
        ),
        Member(
            "consumption_mode", "consumptionMode", _KAFKA_EVENT_SOURCE_MAPPING_CONSUMPTION_MODE_RULE
        ),
    ),
    shapes.SendDurableExecutionCallbackFailureRequest: (
        Member("callback_id", "callbackId", _CALLBACK_ID_RULE, required=True),
    ),
    shapes.SendDurableExecutionCallbackHeartbeatRequest: (
        Member("callback_id", "callbackId", _CALLBACK_ID_RULE, required=True),
    ),
    shapes.SendDurableExecutionCallbackSuccessRequest: (
        Member("callback_id", "callbackId", _CALLBACK_ID_RULE, required=True),
        Member("result", "result", _BINARY_OPERATION_PAYLOAD_RULE),
    ),
    shapes.SnapStart: (Member("apply_on", "applyOn", _SNAP_START_APPLY_ON_RULE),),
    shapes.SourceAccessConfiguration: (
        Member("type", "type", _SOURCE_ACCESS_TYPE_RULE),
        Member("uri", "uRI", _URI_RULE),
    ),
    shapes.StepOptions: (
        Member(
            "next_attempt_delay_seconds",
            "nextAttemptDelaySeconds",
            _STEP_OPTIONS_NEXT_ATTEMPT_DELAY_SECONDS_INTEGER_RULE,
        ),
    ),
    shapes.StopDurableExecutionRequest: (
        Member(
            "durable_execution_arn",
            "durableExecutionArn",
            _DURABLE_EXECUTION_ARN_RULE,
            required=True,
        ),
    ),
    shapes.TagResourceRequest: (
        Member("resource", "resource", _TAGGABLE_RESOURCE_RULE, required=True),
        Member("tags", "tags", _TAGS_RULE, required=True),
    ),
    shapes.TargetTrackingScalingPolicy: (
        Member(
            "predefined_metric_type",
            "predefinedMetricType",
            _CAPACITY_PROVIDER_PREDEFINED_METRIC_TYPE_RULE,
            required=True,
        ),
        Member("target_value", "targetValue", _METRIC_TARGET_VALUE_RULE, required=True),
    ),
    shapes.TenancyConfig: (
        Member(
            "tenant_isolation_mode",
            "tenantIsolationMode",
            _TENANT_ISOLATION_MODE_RULE,
            required=True,
        ),
    ),
    shapes.TracingConfig: (Member("mode", "mode", _TRACING_MODE_RULE),),
    shapes.UntagResourceRequest: (
        Member("resource", "resource", _TAGGABLE_RESOURCE_RULE, required=True),
        Member("tag_keys", "tagKeys", _TAG_KEY_LIST_RULE, required=True),
    ),
    shapes.UpdateAliasRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("name", "name", _ALIAS_RULE, required=True),
        Member("function_version", "functionVersion", _VERSION_WITH_LATEST_PUBLISHED_RULE),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("routing_config", "routingConfig", Rule(structure=shapes.AliasRoutingConfiguration)),
    ),
    shapes.UpdateCapacityProviderRequest: (
        Member(
            "capacity_provider_name",
            "capacityProviderName",
            _CAPACITY_PROVIDER_NAME_RULE,
            required=True,
        ),
        Member(
            "capacity_provider_scaling_config",
            "capacityProviderScalingConfig",
            Rule(structure=shapes.CapacityProviderScalingConfig),
        ),
        Member("propagate_tags", "propagateTags", Rule(structure=shapes.PropagateTags)),
        Member(
            "telemetry_config",
            "telemetryConfig",
            Rule(structure=shapes.CapacityProviderTelemetryConfig),
        ),
    ),
    shapes.UpdateCodeSigningConfigRequest: (
        Member(
            "code_signing_config_arn",
            "codeSigningConfigArn",
            _CODE_SIGNING_CONFIG_ARN_RULE,
            required=True,
        ),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("allowed_publishers", "allowedPublishers", Rule(structure=shapes.AllowedPublishers)),
        Member(
            "code_signing_policies",
            "codeSigningPolicies",
            Rule(structure=shapes.CodeSigningPolicies),
        ),
    ),
    shapes.UpdateEventSourceMappingRequest: (
        Member("uuid", "uUID", _UUID_STRING_RULE, required=True),
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE),
        Member("batch_size", "batchSize", _BATCH_SIZE_RULE),
        Member("filter_criteria", "filterCriteria", Rule(structure=shapes.FilterCriteria)),
        Member("kms_key_arn", "kMSKeyArn", _KMS_KEY_ARN_RULE),
        Member(
            "metrics_config",
            "metricsConfig",
            Rule(structure=shapes.EventSourceMappingMetricsConfig),
        ),
        Member(
            "logging_config",
            "loggingConfig",
            Rule(structure=shapes.EventSourceMappingLoggingConfig),
        ),
        Member("scaling_config", "scalingConfig", Rule(structure=shapes.ScalingConfig)),
        Member(
            "maximum_batching_window_in_seconds",
            "maximumBatchingWindowInSeconds",
            _MAXIMUM_BATCHING_WINDOW_IN_SECONDS_RULE,
        ),
        Member("parallelization_factor", "parallelizationFactor", _PARALLELIZATION_FACTOR_RULE),
        Member("destination_config", "destinationConfig", Rule(structure=shapes.DestinationConfig)),
        Member(
            "maximum_record_age_in_seconds",
            "maximumRecordAgeInSeconds",
            _MAXIMUM_RECORD_AGE_IN_SECONDS_RULE,
        ),
        Member(
            "maximum_retry_attempts",
            "maximumRetryAttempts",
            _MAXIMUM_RETRY_ATTEMPTS_EVENT_SOURCE_MAPPING_RULE,
        ),
        Member(
            "tumbling_window_in_seconds",
            "tumblingWindowInSeconds",
            _TUMBLING_WINDOW_IN_SECONDS_RULE,
        ),
        Member(
            "source_access_configurations",
            "sourceAccessConfigurations",
            _SOURCE_ACCESS_CONFIGURATIONS_RULE,
        ),
        Member(
            "function_response_types", "functionResponseTypes", _FUNCTION_RESPONSE_TYPE_LIST_RULE
        ),
        Member(
            "amazon_managed_kafka_event_source_config",
            "amazonManagedKafkaEventSourceConfig",
            Rule(structure=shapes.AmazonManagedKafkaEventSourceConfig),
        ),
        Member(
            "self_managed_kafka_event_source_config",
            "selfManagedKafkaEventSourceConfig",
            Rule(structure=shapes.SelfManagedKafkaEventSourceConfig),
        ),
        Member(
            "document_db_event_source_config",
            "documentDBEventSourceConfig",
            Rule(structure=shapes.DocumentDBEventSourceConfig),
        ),
        Member(
            "provisioned_poller_config",
            "provisionedPollerConfig",
            Rule(structure=shapes.ProvisionedPollerConfig),
        ),
    ),
    shapes.UpdateFunctionCodeRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("s3_bucket", "s3Bucket", _S3_BUCKET_RULE),
        Member("s3_key", "s3Key", _S3_KEY_RULE),
        Member("s3_object_version", "s3ObjectVersion", _S3_OBJECT_VERSION_RULE),
        Member("s3_object_storage_mode", "s3ObjectStorageMode", _S3_OBJECT_STORAGE_MODE_RULE),
        Member("architectures", "architectures", _ARCHITECTURES_LIST_RULE),
        Member("publish_to", "publishTo", _FUNCTION_VERSION_LATEST_PUBLISHED_RULE),
        Member("source_kms_key_arn", "sourceKMSKeyArn", _KMS_KEY_ARN_RULE),
    ),
    shapes.UpdateFunctionConfigurationRequest: (
        Member("function_name", "functionName", _FUNCTION_NAME_RULE, required=True),
        Member("role", "role", _ROLE_ARN_RULE),
        Member("handler", "handler", _HANDLER_RULE),
        Member("description", "description", _DESCRIPTION_RULE),
        Member("timeout", "timeout", _TIMEOUT_RULE),
        Member("memory_size", "memorySize", _MEMORY_SIZE_RULE),
        Member("vpc_config", "vpcConfig", Rule(structure=shapes.VpcConfig)),
        Member("environment", "environment", Rule(structure=shapes.Environment)),
        Member("runtime", "runtime", _RUNTIME_RULE),
        Member("dead_letter_config", "deadLetterConfig", Rule(structure=shapes.DeadLetterConfig)),
        Member("kms_key_arn", "kMSKeyArn", _KMS_KEY_ARN_RULE),
        Member("tracing_config", "tracingConfig", Rule(structure=shapes.TracingConfig)),
        Member("layers", "layers", _LAYER_LIST_RULE),
        Member("file_system_configs", "fileSystemConfigs", _FILE_SYSTEM_CONFIG_LIST_RULE),
        Member("image_config", "imageConfig", Rule(structure=shapes.ImageConfig)),
        Member("ephemeral_storage", "ephemeralStorage", Rule(structure=shapes.EphemeralStorage)),
        Member("snap_start", "snapStart", Rule(structure=shapes.SnapStart)),
        Member("logging_config", "loggingConfig", Rule(structure=shapes.LoggingConfig)),
        Member(
            "capacity_provider_config",
            "capacityProviderConfig",
            Rule(structure=shapes.CapacityProviderConfig),
        ),
        Member("durable_config", "durableConfig", Rule(structure=shapes.DurableConfig)),
        Member("runtime_config", "runtimeConfig", Rule(structure=shapes.FunctionRuntimeConfig)),
        Member("accelerator_config", "acceleratorConfig", Rule(structure=shapes.AcceleratorConfig)),
    ),
    shapes.UpdateFunctionEventInvokeConfigRequest: (
        Member("function_name", "functionName", _NAMESPACED_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _NUMERIC_LATEST_PUBLISHED_OR_ALIAS_QUALIFIER_RULE),
        Member("maximum_retry_attempts", "maximumRetryAttempts", _MAXIMUM_RETRY_ATTEMPTS_RULE),
        Member(
            "maximum_event_age_in_seconds",
            "maximumEventAgeInSeconds",
            _MAXIMUM_EVENT_AGE_IN_SECONDS_RULE,
        ),
        Member("destination_config", "destinationConfig", Rule(structure=shapes.DestinationConfig)),
    ),
    shapes.UpdateFunctionUrlConfigRequest: (
        Member("function_name", "functionName", _FUNCTION_URL_FUNCTION_NAME_RULE, required=True),
        Member("qualifier", "qualifier", _FUNCTION_URL_QUALIFIER_RULE),
        Member("auth_type", "authType", _FUNCTION_URL_AUTH_TYPE_RULE),
        Member("cors", "cors", Rule(structure=shapes.Cors)),
        Member("invoke_mode", "invokeMode", _INVOKE_MODE_RULE),
    ),
    shapes.VpcConfig: (
        Member("subnet_ids", "subnetIds", _SUBNET_IDS_RULE),
        Member("security_group_ids", "securityGroupIds", _SECURITY_GROUP_IDS_RULE),
    ),
    shapes.WaitOptions: (
        Member("wait_seconds", "waitSeconds", _WAIT_OPTIONS_WAIT_SECONDS_INTEGER_RULE),
    ),
}
