"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

import msgspec

from cloister.api.operation import REQUIRED, Shape, Timestamp


class AcceleratorConfig(Shape, frozen=True, kw_only=True):
    accelerator_memory_size: int = REQUIRED


class AccountLimit(Shape, frozen=True, kw_only=True):
    total_code_size: int | None = None
    code_size_unzipped: int | None = None
    code_size_zipped: int | None = None
    concurrent_executions: int | None = None
    unreserved_concurrent_executions: int | None = None


class AccountUsage(Shape, frozen=True, kw_only=True):
    total_code_size: int | None = None
    function_count: int | None = None


class AddLayerVersionPermissionRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    version_number: int = REQUIRED
    statement_id: str = REQUIRED
    action: str = REQUIRED
    principal: str = REQUIRED
    organization_id: str | None = None
    revision_id: str | None = None


class AddLayerVersionPermissionResponse(Shape, frozen=True, kw_only=True):
    statement: str | None = None
    revision_id: str | None = None


class AddPermissionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    statement_id: str = REQUIRED
    action: str = REQUIRED
    principal: str = REQUIRED
    source_arn: str | None = None
    function_url_auth_type: str | None = None
    invoked_via_function_url: bool | None = None
    source_account: str | None = None
    event_source_token: str | None = None
    qualifier: str | None = None
    revision_id: str | None = None
    principal_org_id: str | None = msgspec.field(default=None, name="PrincipalOrgID")


class AddPermissionResponse(Shape, frozen=True, kw_only=True):
    statement: str | None = None


class AliasConfiguration(Shape, frozen=True, kw_only=True):
    alias_arn: str | None = None
    name: str | None = None
    function_version: str | None = None
    description: str | None = None
    routing_config: AliasRoutingConfiguration | None = None
    revision_id: str | None = None


class AliasRoutingConfiguration(Shape, frozen=True, kw_only=True):
    additional_version_weights: dict[str, float] | None = None


class AllowedPublishers(Shape, frozen=True, kw_only=True):
    signing_profile_version_arns: list[str] = REQUIRED


class AmazonManagedKafkaEventSourceConfig(Shape, frozen=True, kw_only=True):
    consumer_group_id: str | None = None
    schema_registry_config: KafkaSchemaRegistryConfig | None = None


class CallbackDetails(Shape, frozen=True, kw_only=True):
    callback_id: str | None = None
    result: str | None = None
    error: ErrorObject | None = None


class CallbackFailedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class CallbackOptions(Shape, frozen=True, kw_only=True):
    timeout_seconds: int | None = None
    heartbeat_timeout_seconds: int | None = None


class CallbackStartedDetails(Shape, frozen=True, kw_only=True):
    callback_id: str
    heartbeat_timeout: int | None = None
    timeout: int | None = None


class CallbackSucceededDetails(Shape, frozen=True, kw_only=True):
    result: EventResult


class CallbackTimedOutDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class CapacityProvider(Shape, frozen=True, kw_only=True):
    capacity_provider_arn: str
    state: str
    vpc_config: CapacityProviderVpcConfig
    permissions_config: CapacityProviderPermissionsConfig
    instance_requirements: InstanceRequirements | None = None
    capacity_provider_scaling_config: CapacityProviderScalingConfig | None = None
    kms_key_arn: str | None = None
    last_modified: str | None = None
    propagate_tags: PropagateTags | None = None
    telemetry_config: CapacityProviderTelemetryConfig | None = None


class CapacityProviderConfig(Shape, frozen=True, kw_only=True):
    lambda_managed_instances_capacity_provider_config: LambdaManagedInstancesCapacityProviderConfig = REQUIRED


class CapacityProviderLoggingConfig(Shape, frozen=True, kw_only=True):
    system_log_level: str | None = None
    log_group: str | None = None


class CapacityProviderPermissionsConfig(Shape, frozen=True, kw_only=True):
    capacity_provider_operator_role_arn: str = REQUIRED


class CapacityProviderScalingConfig(Shape, frozen=True, kw_only=True):
    max_v_cpu_count: int | None = None
    scaling_mode: str | None = None
    scaling_policies: list[TargetTrackingScalingPolicy] | None = None


class CapacityProviderTelemetryConfig(Shape, frozen=True, kw_only=True):
    logging_config: CapacityProviderLoggingConfig | None = None


class CapacityProviderVpcConfig(Shape, frozen=True, kw_only=True):
    subnet_ids: list[str] = REQUIRED
    security_group_ids: list[str] = REQUIRED


class ChainedInvokeDetails(Shape, frozen=True, kw_only=True):
    result: str | None = None
    error: ErrorObject | None = None


class ChainedInvokeFailedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class ChainedInvokeOptions(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    tenant_id: str | None = None
    x_amzn_trace_id: str | None = None


class ChainedInvokeStartedDetails(Shape, frozen=True, kw_only=True):
    function_name: str
    tenant_id: str | None = None
    input: EventInput | None = None
    executed_version: str | None = None
    durable_execution_arn: str | None = None


class ChainedInvokeStoppedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class ChainedInvokeSucceededDetails(Shape, frozen=True, kw_only=True):
    result: EventResult


class ChainedInvokeTimedOutDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class CheckpointDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    checkpoint_token: str = REQUIRED
    updates: list[OperationUpdate] | None = None
    client_token: str | None = None


class CheckpointDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    checkpoint_token: str | None = None
    new_execution_state: CheckpointUpdatedExecutionState


class CheckpointUpdatedExecutionState(Shape, frozen=True, kw_only=True):
    operations: list[Operation] | None = None
    next_marker: str | None = None


class CodeSigningConfig(Shape, frozen=True, kw_only=True):
    code_signing_config_id: str
    code_signing_config_arn: str
    description: str | None = None
    allowed_publishers: AllowedPublishers
    code_signing_policies: CodeSigningPolicies
    last_modified: str


class CodeSigningPolicies(Shape, frozen=True, kw_only=True):
    untrusted_artifact_on_deployment: str | None = None


class Concurrency(Shape, frozen=True, kw_only=True):
    reserved_concurrent_executions: int | None = None


class ContextDetails(Shape, frozen=True, kw_only=True):
    replay_children: bool | None = None
    result: str | None = None
    error: ErrorObject | None = None


class ContextFailedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class ContextOptions(Shape, frozen=True, kw_only=True):
    replay_children: bool | None = None


class ContextStartedDetails(Shape, frozen=True, kw_only=True):
    pass


class ContextSucceededDetails(Shape, frozen=True, kw_only=True):
    result: EventResult


class Cors(Shape, frozen=True, kw_only=True):
    allow_credentials: bool | None = None
    allow_headers: list[str] | None = None
    allow_methods: list[str] | None = None
    allow_origins: list[str] | None = None
    expose_headers: list[str] | None = None
    max_age: int | None = None


class CreateAliasRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    name: str = REQUIRED
    function_version: str = REQUIRED
    description: str | None = None
    routing_config: AliasRoutingConfiguration | None = None


class CreateCapacityProviderRequest(Shape, frozen=True, kw_only=True):
    capacity_provider_name: str = REQUIRED
    vpc_config: CapacityProviderVpcConfig = REQUIRED
    permissions_config: CapacityProviderPermissionsConfig = REQUIRED
    instance_requirements: InstanceRequirements | None = None
    capacity_provider_scaling_config: CapacityProviderScalingConfig | None = None
    kms_key_arn: str | None = None
    tags: dict[str, str] | None = None
    propagate_tags: PropagateTags | None = None
    telemetry_config: CapacityProviderTelemetryConfig | None = None


class CreateCapacityProviderResponse(Shape, frozen=True, kw_only=True):
    capacity_provider: CapacityProvider


class CreateCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    description: str | None = None
    allowed_publishers: AllowedPublishers = REQUIRED
    code_signing_policies: CodeSigningPolicies | None = None
    tags: dict[str, str] | None = None


class CreateCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    code_signing_config: CodeSigningConfig


class CreateEventSourceMappingRequest(Shape, frozen=True, kw_only=True):
    event_source_arn: str | None = None
    function_name: str = REQUIRED
    enabled: bool | None = None
    batch_size: int | None = None
    filter_criteria: FilterCriteria | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    metrics_config: EventSourceMappingMetricsConfig | None = None
    logging_config: EventSourceMappingLoggingConfig | None = None
    scaling_config: ScalingConfig | None = None
    maximum_batching_window_in_seconds: int | None = None
    parallelization_factor: int | None = None
    starting_position: str | None = None
    starting_position_timestamp: Timestamp | None = None
    destination_config: DestinationConfig | None = None
    maximum_record_age_in_seconds: int | None = None
    bisect_batch_on_function_error: bool | None = None
    maximum_retry_attempts: int | None = None
    tags: dict[str, str] | None = None
    tumbling_window_in_seconds: int | None = None
    topics: list[str] | None = None
    queues: list[str] | None = None
    source_access_configurations: list[SourceAccessConfiguration] | None = None
    self_managed_event_source: SelfManagedEventSource | None = None
    function_response_types: list[str] | None = None
    amazon_managed_kafka_event_source_config: AmazonManagedKafkaEventSourceConfig | None = None
    self_managed_kafka_event_source_config: SelfManagedKafkaEventSourceConfig | None = None
    document_db_event_source_config: DocumentDBEventSourceConfig | None = msgspec.field(
        default=None, name="DocumentDBEventSourceConfig"
    )
    provisioned_poller_config: ProvisionedPollerConfig | None = None


class CreateFunctionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    runtime: str | None = None
    role: str = REQUIRED
    handler: str | None = None
    code: FunctionCode = REQUIRED
    description: str | None = None
    timeout: int | None = None
    memory_size: int | None = None
    publish: bool | None = None
    publish_to: str | None = None
    vpc_config: VpcConfig | None = None
    package_type: str | None = None
    dead_letter_config: DeadLetterConfig | None = None
    environment: Environment | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    tracing_config: TracingConfig | None = None
    tags: dict[str, str] | None = None
    layers: list[str] | None = None
    file_system_configs: list[FileSystemConfig] | None = None
    code_signing_config_arn: str | None = None
    image_config: ImageConfig | None = None
    architectures: list[str] | None = None
    ephemeral_storage: EphemeralStorage | None = None
    snap_start: SnapStart | None = None
    logging_config: LoggingConfig | None = None
    tenancy_config: TenancyConfig | None = None
    capacity_provider_config: CapacityProviderConfig | None = None
    durable_config: DurableConfig | None = None
    runtime_config: FunctionRuntimeConfig | None = None
    accelerator_config: AcceleratorConfig | None = None


class CreateFunctionUrlConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    auth_type: str = REQUIRED
    cors: Cors | None = None
    invoke_mode: str | None = None


class CreateFunctionUrlConfigResponse(Shape, frozen=True, kw_only=True):
    function_url: str
    function_arn: str
    auth_type: str
    cors: Cors | None = None
    creation_time: str
    invoke_mode: str | None = None


class DeadLetterConfig(Shape, frozen=True, kw_only=True):
    target_arn: str | None = None


class DeleteAliasRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    name: str = REQUIRED


class DeleteCapacityProviderRequest(Shape, frozen=True, kw_only=True):
    capacity_provider_name: str = REQUIRED


class DeleteCapacityProviderResponse(Shape, frozen=True, kw_only=True):
    capacity_provider: CapacityProvider


class DeleteCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str = REQUIRED


class DeleteCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    pass


class DeleteDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED


class DeleteDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    deletion_request_timestamp: Timestamp


class DeleteEventSourceMappingRequest(Shape, frozen=True, kw_only=True):
    uuid: str = msgspec.field(default=REQUIRED, name="UUID")


class DeleteFunctionCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED


class DeleteFunctionConcurrencyRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED


class DeleteFunctionEventInvokeConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class DeleteFunctionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class DeleteFunctionResponse(Shape, frozen=True, kw_only=True):
    status_code: int | None = None


class DeleteFunctionUrlConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class DeleteLayerVersionRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    version_number: int = REQUIRED


class DeleteProvisionedConcurrencyConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str = REQUIRED


class DeleteResourcePolicyRequest(Shape, frozen=True, kw_only=True):
    resource_arn: str = REQUIRED
    revision_id: str | None = None


class DestinationConfig(Shape, frozen=True, kw_only=True):
    on_success: OnSuccess | None = None
    on_failure: OnFailure | None = None


class DocumentDBEventSourceConfig(Shape, frozen=True, kw_only=True):
    database_name: str | None = None
    collection_name: str | None = None
    full_document: str | None = None


class DurableConfig(Shape, frozen=True, kw_only=True):
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    retention_period_in_days: int | None = None
    execution_timeout: int | None = None


class Environment(Shape, frozen=True, kw_only=True):
    variables: dict[str, str] | None = None


class EnvironmentError(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    message: str | None = None


class EnvironmentResponse(Shape, frozen=True, kw_only=True):
    variables: dict[str, str] | None = None
    error: EnvironmentError | None = None


class EphemeralStorage(Shape, frozen=True, kw_only=True):
    size: int = REQUIRED


class ErrorObject(Shape, frozen=True, kw_only=True):
    error_message: str | None = None
    error_type: str | None = None
    error_data: str | None = None
    stack_trace: list[str] | None = None


class Event(Shape, frozen=True, kw_only=True):
    event_type: str | None = None
    sub_type: str | None = None
    event_id: int | None = None
    id: str | None = None
    name: str | None = None
    event_timestamp: Timestamp | None = None
    parent_id: str | None = None
    execution_started_details: ExecutionStartedDetails | None = None
    execution_succeeded_details: ExecutionSucceededDetails | None = None
    execution_failed_details: ExecutionFailedDetails | None = None
    execution_timed_out_details: ExecutionTimedOutDetails | None = None
    execution_stopped_details: ExecutionStoppedDetails | None = None
    context_started_details: ContextStartedDetails | None = None
    context_succeeded_details: ContextSucceededDetails | None = None
    context_failed_details: ContextFailedDetails | None = None
    wait_started_details: WaitStartedDetails | None = None
    wait_succeeded_details: WaitSucceededDetails | None = None
    wait_cancelled_details: WaitCancelledDetails | None = None
    step_started_details: StepStartedDetails | None = None
    step_succeeded_details: StepSucceededDetails | None = None
    step_failed_details: StepFailedDetails | None = None
    chained_invoke_started_details: ChainedInvokeStartedDetails | None = None
    chained_invoke_succeeded_details: ChainedInvokeSucceededDetails | None = None
    chained_invoke_failed_details: ChainedInvokeFailedDetails | None = None
    chained_invoke_timed_out_details: ChainedInvokeTimedOutDetails | None = None
    chained_invoke_stopped_details: ChainedInvokeStoppedDetails | None = None
    callback_started_details: CallbackStartedDetails | None = None
    callback_succeeded_details: CallbackSucceededDetails | None = None
    callback_failed_details: CallbackFailedDetails | None = None
    callback_timed_out_details: CallbackTimedOutDetails | None = None
    invocation_completed_details: InvocationCompletedDetails | None = None
    execution_paused_details: ExecutionPausedDetails | None = None
    execution_resumed_details: ExecutionResumedDetails | None = None


class EventError(Shape, frozen=True, kw_only=True):
    payload: ErrorObject | None = None
    truncated: bool | None = None


class EventInput(Shape, frozen=True, kw_only=True):
    payload: str | None = None
    truncated: bool | None = None


class EventPauseReason(Shape, frozen=True, kw_only=True):
    payload: str | None = None
    truncated: bool | None = None


class EventResult(Shape, frozen=True, kw_only=True):
    payload: str | None = None
    truncated: bool | None = None


class EventResumeReason(Shape, frozen=True, kw_only=True):
    payload: str | None = None
    truncated: bool | None = None


class EventSourceMappingConfiguration(Shape, frozen=True, kw_only=True):
    uuid: str | None = msgspec.field(default=None, name="UUID")
    starting_position: str | None = None
    starting_position_timestamp: Timestamp | None = None
    batch_size: int | None = None
    maximum_batching_window_in_seconds: int | None = None
    parallelization_factor: int | None = None
    event_source_arn: str | None = None
    filter_criteria: FilterCriteria | None = None
    filter_criteria_error: FilterCriteriaError | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    metrics_config: EventSourceMappingMetricsConfig | None = None
    logging_config: EventSourceMappingLoggingConfig | None = None
    scaling_config: ScalingConfig | None = None
    function_arn: str | None = None
    last_modified: Timestamp | None = None
    last_processing_result: str | None = None
    state: str | None = None
    state_transition_reason: str | None = None
    destination_config: DestinationConfig | None = None
    topics: list[str] | None = None
    queues: list[str] | None = None
    source_access_configurations: list[SourceAccessConfiguration] | None = None
    self_managed_event_source: SelfManagedEventSource | None = None
    maximum_record_age_in_seconds: int | None = None
    bisect_batch_on_function_error: bool | None = None
    maximum_retry_attempts: int | None = None
    tumbling_window_in_seconds: int | None = None
    function_response_types: list[str] | None = None
    amazon_managed_kafka_event_source_config: AmazonManagedKafkaEventSourceConfig | None = None
    self_managed_kafka_event_source_config: SelfManagedKafkaEventSourceConfig | None = None
    document_db_event_source_config: DocumentDBEventSourceConfig | None = msgspec.field(
        default=None, name="DocumentDBEventSourceConfig"
    )
    event_source_mapping_arn: str | None = None
    provisioned_poller_config: ProvisionedPollerConfig | None = None


class EventSourceMappingLoggingConfig(Shape, frozen=True, kw_only=True):
    system_log_level: str | None = None


class EventSourceMappingMetricsConfig(Shape, frozen=True, kw_only=True):
    metrics: list[str] | None = None


class Execution(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str
    durable_execution_name: str
    function_arn: str
    status: str
    start_timestamp: Timestamp
    end_timestamp: Timestamp | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")


class ExecutionDetails(Shape, frozen=True, kw_only=True):
    input_payload: str | None = None


class ExecutionFailedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class ExecutionPausedDetails(Shape, frozen=True, kw_only=True):
    pause_request_timestamp: Timestamp
    reason: EventPauseReason | None = None
    execution_timeout_paused: bool


class ExecutionResumedDetails(Shape, frozen=True, kw_only=True):
    resume_request_timestamp: Timestamp
    reason: EventResumeReason | None = None


class ExecutionStartedDetails(Shape, frozen=True, kw_only=True):
    input: EventInput
    execution_timeout: int


class ExecutionStoppedDetails(Shape, frozen=True, kw_only=True):
    error: EventError


class ExecutionSucceededDetails(Shape, frozen=True, kw_only=True):
    result: EventResult


class ExecutionTimedOutDetails(Shape, frozen=True, kw_only=True):
    error: EventError | None = None


class FileSystemConfig(Shape, frozen=True, kw_only=True):
    arn: str = REQUIRED
    local_mount_path: str = REQUIRED
    s3_files_config: S3FilesConfig | None = None


class Filter(Shape, frozen=True, kw_only=True):
    pattern: str | None = None


class FilterCriteria(Shape, frozen=True, kw_only=True):
    filters: list[Filter] | None = None


class FilterCriteriaError(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    message: str | None = None


class FunctionCode(Shape, frozen=True, kw_only=True):
    zip_file: bytes | None = None
    s3_bucket: str | None = None
    s3_key: str | None = None
    s3_object_version: str | None = None
    s3_object_storage_mode: str | None = None
    image_uri: str | None = None
    source_kms_key_arn: str | None = msgspec.field(default=None, name="SourceKMSKeyArn")


class FunctionCodeLocation(Shape, frozen=True, kw_only=True):
    repository_type: str | None = None
    location: str | None = None
    image_uri: str | None = None
    resolved_image_uri: str | None = None
    resolved_s3_object: ResolvedS3Object | None = None
    source_kms_key_arn: str | None = msgspec.field(default=None, name="SourceKMSKeyArn")
    error: FunctionCodeLocationError | None = None


class FunctionCodeLocationError(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    message: str | None = None


class FunctionConfiguration(Shape, frozen=True, kw_only=True):
    function_name: str | None = None
    function_arn: str | None = None
    runtime: str | None = None
    role: str | None = None
    handler: str | None = None
    code_size: int | None = None
    description: str | None = None
    timeout: int | None = None
    memory_size: int | None = None
    last_modified: str | None = None
    code_sha256: str | None = None
    version: str | None = None
    vpc_config: VpcConfigResponse | None = None
    dead_letter_config: DeadLetterConfig | None = None
    environment: EnvironmentResponse | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    tracing_config: TracingConfigResponse | None = None
    master_arn: str | None = None
    revision_id: str | None = None
    layers: list[Layer] | None = None
    state: str | None = None
    state_reason: str | None = None
    state_reason_code: str | None = None
    last_update_status: str | None = None
    last_update_status_reason: str | None = None
    last_update_status_reason_code: str | None = None
    file_system_configs: list[FileSystemConfig] | None = None
    signing_profile_version_arn: str | None = None
    signing_job_arn: str | None = None
    package_type: str | None = None
    image_config_response: ImageConfigResponse | None = None
    architectures: list[str] | None = None
    ephemeral_storage: EphemeralStorage | None = None
    snap_start: SnapStartResponse | None = None
    runtime_version_config: RuntimeVersionConfig | None = None
    logging_config: LoggingConfig | None = None
    tenancy_config: TenancyConfig | None = None
    capacity_provider_config: CapacityProviderConfig | None = None
    config_sha256: str | None = None
    durable_config: DurableConfig | None = None
    runtime_config: FunctionRuntimeConfig | None = None
    accelerator_config: AcceleratorConfig | None = None


class FunctionEventInvokeConfig(Shape, frozen=True, kw_only=True):
    last_modified: Timestamp | None = None
    function_arn: str | None = None
    maximum_retry_attempts: int | None = None
    maximum_event_age_in_seconds: int | None = None
    destination_config: DestinationConfig | None = None


class FunctionRuntimeConfig(Shape, frozen=True, kw_only=True):
    runtime_arn: str = REQUIRED
    runtime_alias: str = REQUIRED


class FunctionScalingConfig(Shape, frozen=True, kw_only=True):
    min_execution_environments: int | None = None
    max_execution_environments: int | None = None


class FunctionUrlConfig(Shape, frozen=True, kw_only=True):
    function_url: str
    function_arn: str
    creation_time: str
    last_modified_time: str
    cors: Cors | None = None
    auth_type: str
    invoke_mode: str | None = None


class FunctionVersionsByCapacityProviderListItem(Shape, frozen=True, kw_only=True):
    function_arn: str
    state: str


class GetAccountSettingsRequest(Shape, frozen=True, kw_only=True):
    pass


class GetAccountSettingsResponse(Shape, frozen=True, kw_only=True):
    account_limit: AccountLimit | None = None
    account_usage: AccountUsage | None = None


class GetAliasRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    name: str = REQUIRED


class GetCapacityProviderRequest(Shape, frozen=True, kw_only=True):
    capacity_provider_name: str = REQUIRED


class GetCapacityProviderResponse(Shape, frozen=True, kw_only=True):
    capacity_provider: CapacityProvider


class GetCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str = REQUIRED


class GetCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    code_signing_config: CodeSigningConfig


class GetDurableExecutionHistoryRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    include_execution_data: bool | None = None
    max_items: int | None = None
    marker: str | None = None
    reverse_order: bool | None = None


class GetDurableExecutionHistoryResponse(Shape, frozen=True, kw_only=True):
    events: list[Event]
    next_marker: str | None = None


class GetDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    include_execution_data: bool | None = None


class GetDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str
    durable_execution_name: str
    function_arn: str
    input_payload: str | None = None
    result: str | None = None
    error: ErrorObject | None = None
    start_timestamp: Timestamp
    status: str
    end_timestamp: Timestamp | None = None
    version: str | None = None
    trace_header: TraceHeader | None = None
    execution_data_included: bool | None = None
    durable_config: DurableConfig | None = None
    pause_details: PauseDetails | None = None
    expected_execution_timeout_timestamp: Timestamp | None = None


class GetDurableExecutionStateRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    checkpoint_token: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class GetDurableExecutionStateResponse(Shape, frozen=True, kw_only=True):
    operations: list[Operation]
    next_marker: str | None = None


class GetEventSourceMappingRequest(Shape, frozen=True, kw_only=True):
    uuid: str = msgspec.field(default=REQUIRED, name="UUID")


class GetFunctionCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED


class GetFunctionCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str | None = None
    function_name: str | None = None


class GetFunctionConcurrencyRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED


class GetFunctionConcurrencyResponse(Shape, frozen=True, kw_only=True):
    reserved_concurrent_executions: int | None = None


class GetFunctionConfigurationRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetFunctionEventInvokeConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetFunctionRecursionConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED


class GetFunctionRecursionConfigResponse(Shape, frozen=True, kw_only=True):
    recursive_loop: str | None = None


class GetFunctionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetFunctionResponse(Shape, frozen=True, kw_only=True):
    configuration: FunctionConfiguration | None = None
    code: FunctionCodeLocation | None = None
    tags: dict[str, str] | None = None
    tags_error: TagsError | None = None
    concurrency: Concurrency | None = None


class GetFunctionScalingConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str = REQUIRED


class GetFunctionScalingConfigResponse(Shape, frozen=True, kw_only=True):
    function_arn: str | None = None
    applied_function_scaling_config: FunctionScalingConfig | None = None
    requested_function_scaling_config: FunctionScalingConfig | None = None


class GetFunctionUrlConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetFunctionUrlConfigResponse(Shape, frozen=True, kw_only=True):
    function_url: str
    function_arn: str
    auth_type: str
    cors: Cors | None = None
    creation_time: str
    last_modified_time: str
    invoke_mode: str | None = None


class GetLayerVersionByArnRequest(Shape, frozen=True, kw_only=True):
    arn: str = REQUIRED


class GetLayerVersionPolicyRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    version_number: int = REQUIRED


class GetLayerVersionPolicyResponse(Shape, frozen=True, kw_only=True):
    policy: str | None = None
    revision_id: str | None = None


class GetLayerVersionRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    version_number: int = REQUIRED


class GetLayerVersionResponse(Shape, frozen=True, kw_only=True):
    content: LayerVersionContentOutput | None = None
    layer_arn: str | None = None
    layer_version_arn: str | None = None
    description: str | None = None
    created_date: str | None = None
    version: int | None = None
    compatible_architectures: list[str] | None = None
    compatible_runtimes: list[str] | None = None
    license_info: str | None = None


class GetPolicyRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetPolicyResponse(Shape, frozen=True, kw_only=True):
    policy: str | None = None
    revision_id: str | None = None


class GetProvisionedConcurrencyConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str = REQUIRED


class GetProvisionedConcurrencyConfigResponse(Shape, frozen=True, kw_only=True):
    requested_provisioned_concurrent_executions: int | None = None
    available_provisioned_concurrent_executions: int | None = None
    allocated_provisioned_concurrent_executions: int | None = None
    status: str | None = None
    status_reason: str | None = None
    last_modified: str | None = None


class GetResourcePolicyRequest(Shape, frozen=True, kw_only=True):
    resource_arn: str = REQUIRED


class GetResourcePolicyResponse(Shape, frozen=True, kw_only=True):
    policy: str | None = None
    revision_id: str | None = None


class GetRuntimeManagementConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None


class GetRuntimeManagementConfigResponse(Shape, frozen=True, kw_only=True):
    update_runtime_on: str | None = None
    function_arn: str | None = None
    runtime_version_arn: str | None = None


class ImageConfig(Shape, frozen=True, kw_only=True):
    entry_point: list[str] | None = None
    command: list[str] | None = None
    working_directory: str | None = None


class ImageConfigError(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    message: str | None = None


class ImageConfigResponse(Shape, frozen=True, kw_only=True):
    image_config: ImageConfig | None = None
    error: ImageConfigError | None = None


class InstanceRequirements(Shape, frozen=True, kw_only=True):
    architectures: list[str] | None = None
    allowed_instance_types: list[str] | None = None
    excluded_instance_types: list[str] | None = None


class InvocationCompletedDetails(Shape, frozen=True, kw_only=True):
    start_timestamp: Timestamp
    end_timestamp: Timestamp
    request_id: str
    error: EventError | None = None


class InvocationRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    invocation_type: str | None = None
    log_type: str | None = None
    client_context: str | None = None
    durable_execution_name: str | None = None
    payload: bytes | None = None
    qualifier: str | None = None
    tenant_id: str | None = None


class InvocationResponse(Shape, frozen=True, kw_only=True):
    status_code: int | None = None
    function_error: str | None = None
    log_result: str | None = None
    payload: bytes | None = None
    executed_version: str | None = None
    durable_execution_arn: str | None = None


class InvokeAsyncRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    invoke_args: bytes = REQUIRED


class InvokeAsyncResponse(Shape, frozen=True, kw_only=True):
    status: int | None = None


class InvokeResponseStreamUpdate(Shape, frozen=True, kw_only=True):
    payload: bytes | None = None


class InvokeWithResponseStreamCompleteEvent(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    error_details: str | None = None
    log_result: str | None = None


class InvokeWithResponseStreamRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    log_type: str | None = None
    client_context: str | None = None
    qualifier: str | None = None
    payload: bytes | None = None
    tenant_id: str | None = None
    invocation_type: str | None = None


class InvokeWithResponseStreamResponse(Shape, frozen=True, kw_only=True):
    status_code: int | None = None
    executed_version: str | None = None
    event_stream: InvokeWithResponseStreamResponseEvent | None = None
    response_stream_content_type: str | None = None


class InvokeWithResponseStreamResponseEvent(Shape, frozen=True, kw_only=True):
    payload_chunk: InvokeResponseStreamUpdate | None = None
    invoke_complete: InvokeWithResponseStreamCompleteEvent | None = None


class KafkaSchemaRegistryAccessConfig(Shape, frozen=True, kw_only=True):
    type: str | None = None
    uri: str | None = msgspec.field(default=None, name="URI")


class KafkaSchemaRegistryConfig(Shape, frozen=True, kw_only=True):
    schema_registry_uri: str | None = msgspec.field(default=None, name="SchemaRegistryURI")
    event_record_format: str | None = None
    access_configs: list[KafkaSchemaRegistryAccessConfig] | None = None
    schema_validation_configs: list[KafkaSchemaValidationConfig] | None = None


class KafkaSchemaValidationConfig(Shape, frozen=True, kw_only=True):
    attribute: str | None = None


class LambdaManagedInstancesCapacityProviderConfig(Shape, frozen=True, kw_only=True):
    capacity_provider_arn: str = REQUIRED
    per_execution_environment_max_concurrency: int | None = None
    execution_environment_memory_gi_b_per_v_cpu: float | None = None


class Layer(Shape, frozen=True, kw_only=True):
    arn: str | None = None
    code_size: int | None = None
    signing_profile_version_arn: str | None = None
    signing_job_arn: str | None = None


class LayerVersionContentInput(Shape, frozen=True, kw_only=True):
    s3_bucket: str | None = None
    s3_key: str | None = None
    s3_object_version: str | None = None
    s3_object_storage_mode: str | None = None
    zip_file: bytes | None = None


class LayerVersionContentOutput(Shape, frozen=True, kw_only=True):
    location: str | None = None
    code_sha256: str | None = None
    code_size: int | None = None
    signing_profile_version_arn: str | None = None
    signing_job_arn: str | None = None
    resolved_s3_object: ResolvedS3Object | None = None


class LayerVersionsListItem(Shape, frozen=True, kw_only=True):
    layer_version_arn: str | None = None
    version: int | None = None
    description: str | None = None
    created_date: str | None = None
    compatible_architectures: list[str] | None = None
    compatible_runtimes: list[str] | None = None
    license_info: str | None = None


class LayersListItem(Shape, frozen=True, kw_only=True):
    layer_name: str | None = None
    layer_arn: str | None = None
    latest_matching_version: LayerVersionsListItem | None = None


class ListAliasesRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    function_version: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListAliasesResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    aliases: list[AliasConfiguration] | None = None


class ListCapacityProvidersRequest(Shape, frozen=True, kw_only=True):
    state: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListCapacityProvidersResponse(Shape, frozen=True, kw_only=True):
    capacity_providers: list[CapacityProvider]
    next_marker: str | None = None


class ListCodeSigningConfigsRequest(Shape, frozen=True, kw_only=True):
    marker: str | None = None
    max_items: int | None = None


class ListCodeSigningConfigsResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    code_signing_configs: list[CodeSigningConfig] | None = None


class ListDurableExecutionsByFunctionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    durable_execution_name: str | None = None
    statuses: list[str] | None = None
    started_after: Timestamp | None = None
    started_before: Timestamp | None = None
    reverse_order: bool | None = None
    marker: str | None = None
    max_items: int | None = None


class ListDurableExecutionsByFunctionResponse(Shape, frozen=True, kw_only=True):
    durable_executions: list[Execution] | None = None
    next_marker: str | None = None


class ListEventSourceMappingsRequest(Shape, frozen=True, kw_only=True):
    event_source_arn: str | None = None
    function_name: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListEventSourceMappingsResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    event_source_mappings: list[EventSourceMappingConfiguration] | None = None


class ListFunctionEventInvokeConfigsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListFunctionEventInvokeConfigsResponse(Shape, frozen=True, kw_only=True):
    function_event_invoke_configs: list[FunctionEventInvokeConfig] | None = None
    next_marker: str | None = None


class ListFunctionUrlConfigsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListFunctionUrlConfigsResponse(Shape, frozen=True, kw_only=True):
    function_url_configs: list[FunctionUrlConfig]
    next_marker: str | None = None


class ListFunctionVersionsByCapacityProviderRequest(Shape, frozen=True, kw_only=True):
    capacity_provider_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListFunctionVersionsByCapacityProviderResponse(Shape, frozen=True, kw_only=True):
    capacity_provider_arn: str
    function_versions: list[FunctionVersionsByCapacityProviderListItem]
    next_marker: str | None = None


class ListFunctionsByCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListFunctionsByCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    function_arns: list[str] | None = None


class ListFunctionsRequest(Shape, frozen=True, kw_only=True):
    master_region: str | None = None
    function_version: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListFunctionsResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    functions: list[FunctionConfiguration] | None = None


class ListLayerVersionsRequest(Shape, frozen=True, kw_only=True):
    compatible_architecture: str | None = None
    compatible_runtime: str | None = None
    layer_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListLayerVersionsResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    layer_versions: list[LayerVersionsListItem] | None = None


class ListLayersRequest(Shape, frozen=True, kw_only=True):
    compatible_architecture: str | None = None
    compatible_runtime: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListLayersResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    layers: list[LayersListItem] | None = None


class ListProvisionedConcurrencyConfigsRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListProvisionedConcurrencyConfigsResponse(Shape, frozen=True, kw_only=True):
    provisioned_concurrency_configs: list[ProvisionedConcurrencyConfigListItem] | None = None
    next_marker: str | None = None


class ListTagsRequest(Shape, frozen=True, kw_only=True):
    resource: str = REQUIRED


class ListTagsResponse(Shape, frozen=True, kw_only=True):
    tags: dict[str, str] | None = None


class ListVersionsByFunctionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListVersionsByFunctionResponse(Shape, frozen=True, kw_only=True):
    next_marker: str | None = None
    versions: list[FunctionConfiguration] | None = None


class LoggingConfig(Shape, frozen=True, kw_only=True):
    log_format: str | None = None
    application_log_level: str | None = None
    system_log_level: str | None = None
    log_group: str | None = None


class OnFailure(Shape, frozen=True, kw_only=True):
    destination: str | None = None


class OnSuccess(Shape, frozen=True, kw_only=True):
    destination: str | None = None


class Operation(Shape, frozen=True, kw_only=True):
    id: str
    parent_id: str | None = None
    name: str | None = None
    type: str
    sub_type: str | None = None
    start_timestamp: Timestamp
    end_timestamp: Timestamp | None = None
    status: str
    execution_details: ExecutionDetails | None = None
    context_details: ContextDetails | None = None
    step_details: StepDetails | None = None
    wait_details: WaitDetails | None = None
    callback_details: CallbackDetails | None = None
    chained_invoke_details: ChainedInvokeDetails | None = None


class OperationUpdate(Shape, frozen=True, kw_only=True):
    id: str = REQUIRED
    parent_id: str | None = None
    name: str | None = None
    type: str = REQUIRED
    sub_type: str | None = None
    action: str = REQUIRED
    payload: str | None = None
    error: ErrorObject | None = None
    context_options: ContextOptions | None = None
    step_options: StepOptions | None = None
    wait_options: WaitOptions | None = None
    callback_options: CallbackOptions | None = None
    chained_invoke_options: ChainedInvokeOptions | None = None


class PauseDetails(Shape, frozen=True, kw_only=True):
    pause_request_timestamp: Timestamp
    reason: str | None = None
    execution_timeout_paused: bool


class PauseDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    client_token: str | None = None
    reason: str | None = None
    execution_timeout_paused: bool | None = None


class PauseDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    pass


class PropagateTags(Shape, frozen=True, kw_only=True):
    mode: str | None = None
    explicit_tags: dict[str, str] | None = None


class ProvisionedConcurrencyConfigListItem(Shape, frozen=True, kw_only=True):
    function_arn: str | None = None
    requested_provisioned_concurrent_executions: int | None = None
    available_provisioned_concurrent_executions: int | None = None
    allocated_provisioned_concurrent_executions: int | None = None
    status: str | None = None
    status_reason: str | None = None
    last_modified: str | None = None


class ProvisionedPollerConfig(Shape, frozen=True, kw_only=True):
    minimum_pollers: int | None = None
    maximum_pollers: int | None = None
    poller_group_name: str | None = None


class PublishLayerVersionRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    description: str | None = None
    content: LayerVersionContentInput = REQUIRED
    compatible_architectures: list[str] | None = None
    compatible_runtimes: list[str] | None = None
    license_info: str | None = None


class PublishLayerVersionResponse(Shape, frozen=True, kw_only=True):
    content: LayerVersionContentOutput | None = None
    layer_arn: str | None = None
    layer_version_arn: str | None = None
    description: str | None = None
    created_date: str | None = None
    version: int | None = None
    compatible_architectures: list[str] | None = None
    compatible_runtimes: list[str] | None = None
    license_info: str | None = None


class PublishVersionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    code_sha256: str | None = None
    description: str | None = None
    revision_id: str | None = None
    publish_to: str | None = None


class PutFunctionCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str = REQUIRED
    function_name: str = REQUIRED


class PutFunctionCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str
    function_name: str


class PutFunctionConcurrencyRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    reserved_concurrent_executions: int = REQUIRED


class PutFunctionEventInvokeConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    maximum_retry_attempts: int | None = None
    maximum_event_age_in_seconds: int | None = None
    destination_config: DestinationConfig | None = None


class PutFunctionRecursionConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    recursive_loop: str = REQUIRED


class PutFunctionRecursionConfigResponse(Shape, frozen=True, kw_only=True):
    recursive_loop: str | None = None


class PutFunctionScalingConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str = REQUIRED
    function_scaling_config: FunctionScalingConfig | None = None


class PutFunctionScalingConfigResponse(Shape, frozen=True, kw_only=True):
    function_state: str | None = None


class PutProvisionedConcurrencyConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str = REQUIRED
    provisioned_concurrent_executions: int = REQUIRED


class PutProvisionedConcurrencyConfigResponse(Shape, frozen=True, kw_only=True):
    requested_provisioned_concurrent_executions: int | None = None
    allocated_provisioned_concurrent_executions: int | None = None
    available_provisioned_concurrent_executions: int | None = None
    status: str | None = None
    status_reason: str | None = None
    last_modified: str | None = None


class PutResourcePolicyRequest(Shape, frozen=True, kw_only=True):
    resource_arn: str = REQUIRED
    policy: str = REQUIRED
    revision_id: str | None = None


class PutResourcePolicyResponse(Shape, frozen=True, kw_only=True):
    policy: str | None = None
    revision_id: str | None = None


class PutRuntimeManagementConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    update_runtime_on: str = REQUIRED
    runtime_version_arn: str | None = None


class PutRuntimeManagementConfigResponse(Shape, frozen=True, kw_only=True):
    update_runtime_on: str
    function_arn: str
    runtime_version_arn: str | None = None


class RemoveLayerVersionPermissionRequest(Shape, frozen=True, kw_only=True):
    layer_name: str = REQUIRED
    version_number: int = REQUIRED
    statement_id: str = REQUIRED
    revision_id: str | None = None


class RemovePermissionRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    statement_id: str = REQUIRED
    qualifier: str | None = None
    revision_id: str | None = None


class ResolvedS3Object(Shape, frozen=True, kw_only=True):
    s3_bucket: str | None = None
    s3_key: str | None = None
    s3_object_version: str | None = None


class ResumeDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    client_token: str | None = None
    reason: str | None = None


class ResumeDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    pass


class RetryDetails(Shape, frozen=True, kw_only=True):
    current_attempt: int | None = None
    next_attempt_delay_seconds: int | None = None


class RuntimeVersionConfig(Shape, frozen=True, kw_only=True):
    runtime_version_arn: str | None = None
    error: RuntimeVersionError | None = None


class RuntimeVersionError(Shape, frozen=True, kw_only=True):
    error_code: str | None = None
    message: str | None = None


class S3FilesConfig(Shape, frozen=True, kw_only=True):
    direct_s3_read: str | None = None


class ScalingConfig(Shape, frozen=True, kw_only=True):
    maximum_concurrency: int | None = None


class SelfManagedEventSource(Shape, frozen=True, kw_only=True):
    endpoints: dict[str, list[str]] | None = None


class SelfManagedKafkaEventSourceConfig(Shape, frozen=True, kw_only=True):
    consumer_group_id: str | None = None
    schema_registry_config: KafkaSchemaRegistryConfig | None = None
    consumption_mode: str | None = None


class SendDurableExecutionCallbackFailureRequest(Shape, frozen=True, kw_only=True):
    callback_id: str = REQUIRED
    error: ErrorObject | None = None


class SendDurableExecutionCallbackFailureResponse(Shape, frozen=True, kw_only=True):
    pass


class SendDurableExecutionCallbackHeartbeatRequest(Shape, frozen=True, kw_only=True):
    callback_id: str = REQUIRED


class SendDurableExecutionCallbackHeartbeatResponse(Shape, frozen=True, kw_only=True):
    pass


class SendDurableExecutionCallbackSuccessRequest(Shape, frozen=True, kw_only=True):
    callback_id: str = REQUIRED
    result: bytes | None = None


class SendDurableExecutionCallbackSuccessResponse(Shape, frozen=True, kw_only=True):
    pass


class SnapStart(Shape, frozen=True, kw_only=True):
    apply_on: str | None = None


class SnapStartResponse(Shape, frozen=True, kw_only=True):
    apply_on: str | None = None
    optimization_status: str | None = None


class SourceAccessConfiguration(Shape, frozen=True, kw_only=True):
    type: str | None = None
    uri: str | None = msgspec.field(default=None, name="URI")


class StepDetails(Shape, frozen=True, kw_only=True):
    attempt: int | None = None
    next_attempt_timestamp: Timestamp | None = None
    result: str | None = None
    error: ErrorObject | None = None


class StepFailedDetails(Shape, frozen=True, kw_only=True):
    error: EventError
    retry_details: RetryDetails


class StepOptions(Shape, frozen=True, kw_only=True):
    next_attempt_delay_seconds: int | None = None


class StepStartedDetails(Shape, frozen=True, kw_only=True):
    pass


class StepSucceededDetails(Shape, frozen=True, kw_only=True):
    result: EventResult
    retry_details: RetryDetails


class StopDurableExecutionRequest(Shape, frozen=True, kw_only=True):
    durable_execution_arn: str = REQUIRED
    error: ErrorObject | None = None


class StopDurableExecutionResponse(Shape, frozen=True, kw_only=True):
    stop_timestamp: Timestamp


class TagResourceRequest(Shape, frozen=True, kw_only=True):
    resource: str = REQUIRED
    tags: dict[str, str] = REQUIRED


class TagsError(Shape, frozen=True, kw_only=True):
    error_code: str
    message: str


class TargetTrackingScalingPolicy(Shape, frozen=True, kw_only=True):
    predefined_metric_type: str = REQUIRED
    target_value: float = REQUIRED


class TenancyConfig(Shape, frozen=True, kw_only=True):
    tenant_isolation_mode: str = REQUIRED


class TraceHeader(Shape, frozen=True, kw_only=True):
    x_amzn_trace_id: str | None = None


class TracingConfig(Shape, frozen=True, kw_only=True):
    mode: str | None = None


class TracingConfigResponse(Shape, frozen=True, kw_only=True):
    mode: str | None = None


class UntagResourceRequest(Shape, frozen=True, kw_only=True):
    resource: str = REQUIRED
    tag_keys: list[str] = REQUIRED


class UpdateAliasRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    name: str = REQUIRED
    function_version: str | None = None
    description: str | None = None
    routing_config: AliasRoutingConfiguration | None = None
    revision_id: str | None = None


class UpdateCapacityProviderRequest(Shape, frozen=True, kw_only=True):
    capacity_provider_name: str = REQUIRED
    capacity_provider_scaling_config: CapacityProviderScalingConfig | None = None
    propagate_tags: PropagateTags | None = None
    telemetry_config: CapacityProviderTelemetryConfig | None = None


class UpdateCapacityProviderResponse(Shape, frozen=True, kw_only=True):
    capacity_provider: CapacityProvider


class UpdateCodeSigningConfigRequest(Shape, frozen=True, kw_only=True):
    code_signing_config_arn: str = REQUIRED
    description: str | None = None
    allowed_publishers: AllowedPublishers | None = None
    code_signing_policies: CodeSigningPolicies | None = None


class UpdateCodeSigningConfigResponse(Shape, frozen=True, kw_only=True):
    code_signing_config: CodeSigningConfig


class UpdateEventSourceMappingRequest(Shape, frozen=True, kw_only=True):
    uuid: str = msgspec.field(default=REQUIRED, name="UUID")
    function_name: str | None = None
    enabled: bool | None = None
    batch_size: int | None = None
    filter_criteria: FilterCriteria | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    metrics_config: EventSourceMappingMetricsConfig | None = None
    logging_config: EventSourceMappingLoggingConfig | None = None
    scaling_config: ScalingConfig | None = None
    maximum_batching_window_in_seconds: int | None = None
    parallelization_factor: int | None = None
    destination_config: DestinationConfig | None = None
    maximum_record_age_in_seconds: int | None = None
    bisect_batch_on_function_error: bool | None = None
    maximum_retry_attempts: int | None = None
    tumbling_window_in_seconds: int | None = None
    source_access_configurations: list[SourceAccessConfiguration] | None = None
    function_response_types: list[str] | None = None
    amazon_managed_kafka_event_source_config: AmazonManagedKafkaEventSourceConfig | None = None
    self_managed_kafka_event_source_config: SelfManagedKafkaEventSourceConfig | None = None
    document_db_event_source_config: DocumentDBEventSourceConfig | None = msgspec.field(
        default=None, name="DocumentDBEventSourceConfig"
    )
    provisioned_poller_config: ProvisionedPollerConfig | None = None


class UpdateFunctionCodeRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    zip_file: bytes | None = None
    s3_bucket: str | None = None
    s3_key: str | None = None
    s3_object_version: str | None = None
    s3_object_storage_mode: str | None = None
    image_uri: str | None = None
    architectures: list[str] | None = None
    publish: bool | None = None
    publish_to: str | None = None
    dry_run: bool | None = None
    revision_id: str | None = None
    source_kms_key_arn: str | None = msgspec.field(default=None, name="SourceKMSKeyArn")


class UpdateFunctionConfigurationRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    role: str | None = None
    handler: str | None = None
    description: str | None = None
    timeout: int | None = None
    memory_size: int | None = None
    vpc_config: VpcConfig | None = None
    environment: Environment | None = None
    runtime: str | None = None
    dead_letter_config: DeadLetterConfig | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    tracing_config: TracingConfig | None = None
    revision_id: str | None = None
    layers: list[str] | None = None
    file_system_configs: list[FileSystemConfig] | None = None
    image_config: ImageConfig | None = None
    ephemeral_storage: EphemeralStorage | None = None
    snap_start: SnapStart | None = None
    logging_config: LoggingConfig | None = None
    capacity_provider_config: CapacityProviderConfig | None = None
    durable_config: DurableConfig | None = None
    runtime_config: FunctionRuntimeConfig | None = None
    accelerator_config: AcceleratorConfig | None = None


class UpdateFunctionEventInvokeConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    maximum_retry_attempts: int | None = None
    maximum_event_age_in_seconds: int | None = None
    destination_config: DestinationConfig | None = None


class UpdateFunctionUrlConfigRequest(Shape, frozen=True, kw_only=True):
    function_name: str = REQUIRED
    qualifier: str | None = None
    auth_type: str | None = None
    cors: Cors | None = None
    invoke_mode: str | None = None


class UpdateFunctionUrlConfigResponse(Shape, frozen=True, kw_only=True):
    function_url: str
    function_arn: str
    auth_type: str
    cors: Cors | None = None
    creation_time: str
    last_modified_time: str
    invoke_mode: str | None = None


class VpcConfig(Shape, frozen=True, kw_only=True):
    subnet_ids: list[str] | None = None
    security_group_ids: list[str] | None = None
    ipv6_allowed_for_dual_stack: bool | None = None


class VpcConfigResponse(Shape, frozen=True, kw_only=True):
    subnet_ids: list[str] | None = None
    security_group_ids: list[str] | None = None
    vpc_id: str | None = None
    ipv6_allowed_for_dual_stack: bool | None = None


class WaitCancelledDetails(Shape, frozen=True, kw_only=True):
    error: EventError | None = None


class WaitDetails(Shape, frozen=True, kw_only=True):
    scheduled_end_timestamp: Timestamp | None = None


class WaitOptions(Shape, frozen=True, kw_only=True):
    wait_seconds: int | None = None


class WaitStartedDetails(Shape, frozen=True, kw_only=True):
    duration: int
    scheduled_end_timestamp: Timestamp


class WaitSucceededDetails(Shape, frozen=True, kw_only=True):
    duration: int | None = None
