// Written by tools/generate_console_api.py: do not edit.

import type { ServiceOperation } from '../operation';

export interface AcceleratorConfig {
  AcceleratorMemorySize: number;
}

export interface AccountLimit {
  TotalCodeSize?: number;
  CodeSizeUnzipped?: number;
  CodeSizeZipped?: number;
  ConcurrentExecutions?: number;
  UnreservedConcurrentExecutions?: number;
}

export interface AccountUsage {
  TotalCodeSize?: number;
  FunctionCount?: number;
}

export interface AddLayerVersionPermissionRequest {
  LayerName: string;
  VersionNumber: number;
  StatementId: string;
  Action: string;
  Principal: string;
  OrganizationId?: string;
  RevisionId?: string;
}

export interface AddLayerVersionPermissionResponse {
  Statement?: string;
  RevisionId?: string;
}

export interface AddPermissionRequest {
  FunctionName: string;
  StatementId: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  FunctionUrlAuthType?: 'NONE' | 'AWS_IAM';
  InvokedViaFunctionUrl?: boolean;
  SourceAccount?: string;
  EventSourceToken?: string;
  Qualifier?: string;
  RevisionId?: string;
  PrincipalOrgID?: string;
}

export interface AddPermissionResponse {
  Statement?: string;
}

export interface AliasConfiguration {
  AliasArn?: string;
  Name?: string;
  FunctionVersion?: string;
  Description?: string;
  RoutingConfig?: AliasRoutingConfiguration;
  RevisionId?: string;
}

export interface AliasRoutingConfiguration {
  AdditionalVersionWeights?: Record<string, number>;
}

export interface AllowedPublishers {
  SigningProfileVersionArns: string[];
}

export interface AmazonManagedKafkaEventSourceConfig {
  ConsumerGroupId?: string;
  SchemaRegistryConfig?: KafkaSchemaRegistryConfig;
}

export interface CallbackDetails {
  CallbackId?: string;
  Result?: string;
  Error?: ErrorObject;
}

export interface CallbackFailedDetails {
  Error: EventError;
}

export interface CallbackOptions {
  TimeoutSeconds?: number;
  HeartbeatTimeoutSeconds?: number;
}

export interface CallbackStartedDetails {
  CallbackId: string;
  HeartbeatTimeout?: number;
  Timeout?: number;
}

export interface CallbackSucceededDetails {
  Result: EventResult;
}

export interface CallbackTimedOutDetails {
  Error: EventError;
}

export interface CapacityProvider {
  CapacityProviderArn: string;
  State: 'Pending' | 'Active' | 'Failed' | 'Deleting';
  VpcConfig: CapacityProviderVpcConfig;
  PermissionsConfig: CapacityProviderPermissionsConfig;
  InstanceRequirements?: InstanceRequirements;
  CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
  KmsKeyArn?: string;
  LastModified?: string;
  PropagateTags?: PropagateTags;
  TelemetryConfig?: CapacityProviderTelemetryConfig;
}

export interface CapacityProviderConfig {
  LambdaManagedInstancesCapacityProviderConfig: LambdaManagedInstancesCapacityProviderConfig;
}

export interface CapacityProviderLoggingConfig {
  SystemLogLevel?: 'DEBUG' | 'INFO' | 'WARN';
  LogGroup?: string;
}

export interface CapacityProviderPermissionsConfig {
  CapacityProviderOperatorRoleArn: string;
}

export interface CapacityProviderScalingConfig {
  MaxVCpuCount?: number;
  ScalingMode?: 'Auto' | 'Manual';
  ScalingPolicies?: TargetTrackingScalingPolicy[];
}

export interface CapacityProviderTelemetryConfig {
  LoggingConfig?: CapacityProviderLoggingConfig;
}

export interface CapacityProviderVpcConfig {
  SubnetIds: string[];
  SecurityGroupIds: string[];
}

export interface ChainedInvokeDetails {
  Result?: string;
  Error?: ErrorObject;
}

export interface ChainedInvokeFailedDetails {
  Error: EventError;
}

export interface ChainedInvokeOptions {
  FunctionName: string;
  TenantId?: string;
  XAmznTraceId?: string;
}

export interface ChainedInvokeStartedDetails {
  FunctionName: string;
  TenantId?: string;
  Input?: EventInput;
  ExecutedVersion?: string;
  DurableExecutionArn?: string;
}

export interface ChainedInvokeStoppedDetails {
  Error: EventError;
}

export interface ChainedInvokeSucceededDetails {
  Result: EventResult;
}

export interface ChainedInvokeTimedOutDetails {
  Error: EventError;
}

export interface CheckpointDurableExecutionRequest {
  DurableExecutionArn: string;
  CheckpointToken: string;
  Updates?: OperationUpdate[];
  ClientToken?: string;
}

export interface CheckpointDurableExecutionResponse {
  CheckpointToken?: string;
  NewExecutionState: CheckpointUpdatedExecutionState;
}

export interface CheckpointUpdatedExecutionState {
  Operations?: Operation[];
  NextMarker?: string;
}

export interface CodeSigningConfig {
  CodeSigningConfigId: string;
  CodeSigningConfigArn: string;
  Description?: string;
  AllowedPublishers: AllowedPublishers;
  CodeSigningPolicies: CodeSigningPolicies;
  LastModified: string;
}

export interface CodeSigningPolicies {
  UntrustedArtifactOnDeployment?: 'Warn' | 'Enforce';
}

export interface Concurrency {
  ReservedConcurrentExecutions?: number;
}

export interface ContextDetails {
  ReplayChildren?: boolean;
  Result?: string;
  Error?: ErrorObject;
}

export interface ContextFailedDetails {
  Error: EventError;
}

export interface ContextOptions {
  ReplayChildren?: boolean;
}

export type ContextStartedDetails = object;

export interface ContextSucceededDetails {
  Result: EventResult;
}

export interface Cors {
  AllowCredentials?: boolean;
  AllowHeaders?: string[];
  AllowMethods?: string[];
  AllowOrigins?: string[];
  ExposeHeaders?: string[];
  MaxAge?: number;
}

export interface CreateAliasRequest {
  FunctionName: string;
  Name: string;
  FunctionVersion: string;
  Description?: string;
  RoutingConfig?: AliasRoutingConfiguration;
}

export interface CreateCapacityProviderRequest {
  CapacityProviderName: string;
  VpcConfig: CapacityProviderVpcConfig;
  PermissionsConfig: CapacityProviderPermissionsConfig;
  InstanceRequirements?: InstanceRequirements;
  CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
  KmsKeyArn?: string;
  Tags?: Record<string, string>;
  PropagateTags?: PropagateTags;
  TelemetryConfig?: CapacityProviderTelemetryConfig;
}

export interface CreateCapacityProviderResponse {
  CapacityProvider: CapacityProvider;
}

export interface CreateCodeSigningConfigRequest {
  Description?: string;
  AllowedPublishers: AllowedPublishers;
  CodeSigningPolicies?: CodeSigningPolicies;
  Tags?: Record<string, string>;
}

export interface CreateCodeSigningConfigResponse {
  CodeSigningConfig: CodeSigningConfig;
}

export interface CreateEventSourceMappingRequest {
  EventSourceArn?: string;
  FunctionName: string;
  Enabled?: boolean;
  BatchSize?: number;
  FilterCriteria?: FilterCriteria;
  KMSKeyArn?: string;
  MetricsConfig?: EventSourceMappingMetricsConfig;
  LoggingConfig?: EventSourceMappingLoggingConfig;
  ScalingConfig?: ScalingConfig;
  MaximumBatchingWindowInSeconds?: number;
  ParallelizationFactor?: number;
  StartingPosition?: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  StartingPositionTimestamp?: number;
  DestinationConfig?: DestinationConfig;
  MaximumRecordAgeInSeconds?: number;
  BisectBatchOnFunctionError?: boolean;
  MaximumRetryAttempts?: number;
  Tags?: Record<string, string>;
  TumblingWindowInSeconds?: number;
  Topics?: string[];
  Queues?: string[];
  SourceAccessConfigurations?: SourceAccessConfiguration[];
  SelfManagedEventSource?: SelfManagedEventSource;
  FunctionResponseTypes?: 'ReportBatchItemFailures'[];
  AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface CreateFunctionRequest {
  FunctionName: string;
  Runtime?: 'nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom';
  Role: string;
  Handler?: string;
  Code: FunctionCode;
  Description?: string;
  Timeout?: number;
  MemorySize?: number;
  Publish?: boolean;
  PublishTo?: 'LATEST_PUBLISHED';
  VpcConfig?: VpcConfig;
  PackageType?: 'Zip' | 'Image';
  DeadLetterConfig?: DeadLetterConfig;
  Environment?: Environment;
  KMSKeyArn?: string;
  TracingConfig?: TracingConfig;
  Tags?: Record<string, string>;
  Layers?: string[];
  FileSystemConfigs?: FileSystemConfig[];
  CodeSigningConfigArn?: string;
  ImageConfig?: ImageConfig;
  Architectures?: ('x86_64' | 'arm64')[];
  EphemeralStorage?: EphemeralStorage;
  SnapStart?: SnapStart;
  LoggingConfig?: LoggingConfig;
  TenancyConfig?: TenancyConfig;
  CapacityProviderConfig?: CapacityProviderConfig;
  DurableConfig?: DurableConfig;
  RuntimeConfig?: FunctionRuntimeConfig;
  AcceleratorConfig?: AcceleratorConfig;
}

export interface CreateFunctionUrlConfigRequest {
  FunctionName: string;
  Qualifier?: string;
  AuthType: 'NONE' | 'AWS_IAM';
  Cors?: Cors;
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface CreateFunctionUrlConfigResponse {
  FunctionUrl: string;
  FunctionArn: string;
  AuthType: 'NONE' | 'AWS_IAM';
  Cors?: Cors;
  CreationTime: string;
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface DeadLetterConfig {
  TargetArn?: string;
}

export interface DeleteAliasRequest {
  FunctionName: string;
  Name: string;
}

export interface DeleteCapacityProviderRequest {
  CapacityProviderName: string;
}

export interface DeleteCapacityProviderResponse {
  CapacityProvider: CapacityProvider;
}

export interface DeleteCodeSigningConfigRequest {
  CodeSigningConfigArn: string;
}

export type DeleteCodeSigningConfigResponse = object;

export interface DeleteDurableExecutionRequest {
  DurableExecutionArn: string;
}

export interface DeleteDurableExecutionResponse {
  DeletionRequestTimestamp: number;
}

export interface DeleteEventSourceMappingRequest {
  UUID: string;
}

export interface DeleteFunctionCodeSigningConfigRequest {
  FunctionName: string;
}

export interface DeleteFunctionConcurrencyRequest {
  FunctionName: string;
}

export interface DeleteFunctionEventInvokeConfigRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface DeleteFunctionRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface DeleteFunctionResponse {
  StatusCode?: number;
}

export interface DeleteFunctionUrlConfigRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface DeleteLayerVersionRequest {
  LayerName: string;
  VersionNumber: number;
}

export interface DeleteProvisionedConcurrencyConfigRequest {
  FunctionName: string;
  Qualifier: string;
}

export interface DeleteResourcePolicyRequest {
  ResourceArn: string;
  RevisionId?: string;
}

export interface DestinationConfig {
  OnSuccess?: OnSuccess;
  OnFailure?: OnFailure;
}

export interface DocumentDBEventSourceConfig {
  DatabaseName?: string;
  CollectionName?: string;
  FullDocument?: 'UpdateLookup' | 'Default';
}

export interface DurableConfig {
  KMSKeyArn?: string;
  RetentionPeriodInDays?: number;
  ExecutionTimeout?: number;
}

export interface Environment {
  Variables?: Record<string, string>;
}

export interface EnvironmentError {
  ErrorCode?: string;
  Message?: string;
}

export interface EnvironmentResponse {
  Variables?: Record<string, string>;
  Error?: EnvironmentError;
}

export interface EphemeralStorage {
  Size: number;
}

export interface ErrorObject {
  ErrorMessage?: string;
  ErrorType?: string;
  ErrorData?: string;
  StackTrace?: string[];
}

export interface Event {
  EventType?: 'ExecutionStarted' | 'ExecutionSucceeded' | 'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionStopped' | 'ContextStarted' | 'ContextSucceeded' | 'ContextFailed' | 'WaitStarted' | 'WaitSucceeded' | 'WaitCancelled' | 'StepStarted' | 'StepSucceeded' | 'StepFailed' | 'ChainedInvokeStarted' | 'ChainedInvokeSucceeded' | 'ChainedInvokeFailed' | 'ChainedInvokeTimedOut' | 'ChainedInvokeStopped' | 'CallbackStarted' | 'CallbackSucceeded' | 'CallbackFailed' | 'CallbackTimedOut' | 'InvocationCompleted' | 'ExecutionPaused' | 'ExecutionResumed';
  SubType?: string;
  EventId?: number;
  Id?: string;
  Name?: string;
  EventTimestamp?: number;
  ParentId?: string;
  ExecutionStartedDetails?: ExecutionStartedDetails;
  ExecutionSucceededDetails?: ExecutionSucceededDetails;
  ExecutionFailedDetails?: ExecutionFailedDetails;
  ExecutionTimedOutDetails?: ExecutionTimedOutDetails;
  ExecutionStoppedDetails?: ExecutionStoppedDetails;
  ContextStartedDetails?: ContextStartedDetails;
  ContextSucceededDetails?: ContextSucceededDetails;
  ContextFailedDetails?: ContextFailedDetails;
  WaitStartedDetails?: WaitStartedDetails;
  WaitSucceededDetails?: WaitSucceededDetails;
  WaitCancelledDetails?: WaitCancelledDetails;
  StepStartedDetails?: StepStartedDetails;
  StepSucceededDetails?: StepSucceededDetails;
  StepFailedDetails?: StepFailedDetails;
  ChainedInvokeStartedDetails?: ChainedInvokeStartedDetails;
  ChainedInvokeSucceededDetails?: ChainedInvokeSucceededDetails;
  ChainedInvokeFailedDetails?: ChainedInvokeFailedDetails;
  ChainedInvokeTimedOutDetails?: ChainedInvokeTimedOutDetails;
  ChainedInvokeStoppedDetails?: ChainedInvokeStoppedDetails;
  CallbackStartedDetails?: CallbackStartedDetails;
  CallbackSucceededDetails?: CallbackSucceededDetails;
  CallbackFailedDetails?: CallbackFailedDetails;
  CallbackTimedOutDetails?: CallbackTimedOutDetails;
  InvocationCompletedDetails?: InvocationCompletedDetails;
  ExecutionPausedDetails?: ExecutionPausedDetails;
  ExecutionResumedDetails?: ExecutionResumedDetails;
}

export interface EventError {
  Payload?: ErrorObject;
  Truncated?: boolean;
}

export interface EventInput {
  Payload?: string;
  Truncated?: boolean;
}

export interface EventPauseReason {
  Payload?: string;
  Truncated?: boolean;
}

export interface EventResult {
  Payload?: string;
  Truncated?: boolean;
}

export interface EventResumeReason {
  Payload?: string;
  Truncated?: boolean;
}

export interface EventSourceMappingConfiguration {
  UUID?: string;
  StartingPosition?: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  StartingPositionTimestamp?: number;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  ParallelizationFactor?: number;
  EventSourceArn?: string;
  FilterCriteria?: FilterCriteria;
  FilterCriteriaError?: FilterCriteriaError;
  KMSKeyArn?: string;
  MetricsConfig?: EventSourceMappingMetricsConfig;
  LoggingConfig?: EventSourceMappingLoggingConfig;
  ScalingConfig?: ScalingConfig;
  FunctionArn?: string;
  LastModified?: number;
  LastProcessingResult?: string;
  State?: string;
  StateTransitionReason?: string;
  DestinationConfig?: DestinationConfig;
  Topics?: string[];
  Queues?: string[];
  SourceAccessConfigurations?: SourceAccessConfiguration[];
  SelfManagedEventSource?: SelfManagedEventSource;
  MaximumRecordAgeInSeconds?: number;
  BisectBatchOnFunctionError?: boolean;
  MaximumRetryAttempts?: number;
  TumblingWindowInSeconds?: number;
  FunctionResponseTypes?: 'ReportBatchItemFailures'[];
  AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  EventSourceMappingArn?: string;
  ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface EventSourceMappingLoggingConfig {
  SystemLogLevel?: 'DEBUG' | 'INFO' | 'WARN';
}

export interface EventSourceMappingMetricsConfig {
  Metrics?: ('EventCount' | 'ErrorCount' | 'KafkaMetrics')[];
}

export interface Execution {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  Status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED' | 'DELETING' | 'PAUSING' | 'PAUSED';
  StartTimestamp: number;
  EndTimestamp?: number;
  KMSKeyArn?: string;
}

export interface ExecutionDetails {
  InputPayload?: string;
}

export interface ExecutionFailedDetails {
  Error: EventError;
}

export interface ExecutionPausedDetails {
  PauseRequestTimestamp: number;
  Reason?: EventPauseReason;
  ExecutionTimeoutPaused: boolean;
}

export interface ExecutionResumedDetails {
  ResumeRequestTimestamp: number;
  Reason?: EventResumeReason;
}

export interface ExecutionStartedDetails {
  Input: EventInput;
  ExecutionTimeout: number;
}

export interface ExecutionStoppedDetails {
  Error: EventError;
}

export interface ExecutionSucceededDetails {
  Result: EventResult;
}

export interface ExecutionTimedOutDetails {
  Error?: EventError;
}

export interface FileSystemConfig {
  Arn: string;
  LocalMountPath: string;
  S3FilesConfig?: S3FilesConfig;
}

export interface Filter {
  Pattern?: string;
}

export interface FilterCriteria {
  Filters?: Filter[];
}

export interface FilterCriteriaError {
  ErrorCode?: string;
  Message?: string;
}

export interface FunctionCode {
  ZipFile?: string;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  S3ObjectStorageMode?: 'COPY' | 'REFERENCE';
  ImageUri?: string;
  SourceKMSKeyArn?: string;
}

export interface FunctionCodeLocation {
  RepositoryType?: string;
  Location?: string;
  ImageUri?: string;
  ResolvedImageUri?: string;
  ResolvedS3Object?: ResolvedS3Object;
  SourceKMSKeyArn?: string;
  Error?: FunctionCodeLocationError;
}

export interface FunctionCodeLocationError {
  ErrorCode?: string;
  Message?: string;
}

export interface FunctionConfiguration {
  FunctionName?: string;
  FunctionArn?: string;
  Runtime?: 'nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom';
  Role?: string;
  Handler?: string;
  CodeSize?: number;
  Description?: string;
  Timeout?: number;
  MemorySize?: number;
  LastModified?: string;
  CodeSha256?: string;
  Version?: string;
  VpcConfig?: VpcConfigResponse;
  DeadLetterConfig?: DeadLetterConfig;
  Environment?: EnvironmentResponse;
  KMSKeyArn?: string;
  TracingConfig?: TracingConfigResponse;
  MasterArn?: string;
  RevisionId?: string;
  Layers?: Layer[];
  State?: 'Pending' | 'Active' | 'Inactive' | 'Failed' | 'Deactivating' | 'Deactivated' | 'ActiveNonInvocable' | 'Deleting';
  StateReason?: string;
  StateReasonCode?: 'Idle' | 'Creating' | 'Restoring' | 'EniLimitExceeded' | 'InsufficientRolePermissions' | 'InvalidConfiguration' | 'InternalError' | 'SubnetOutOfIPAddresses' | 'InvalidSubnet' | 'InvalidSecurityGroup' | 'ImageDeleted' | 'ImageAccessDenied' | 'InvalidImage' | 'KMSKeyAccessDenied' | 'KMSKeyNotFound' | 'InvalidStateKMSKey' | 'DisabledKMSKey' | 'EFSIOError' | 'EFSMountConnectivityError' | 'EFSMountFailure' | 'EFSMountTimeout' | 'InvalidRuntime' | 'InvalidZipFileException' | 'FunctionError' | 'ServiceQuotaExceededException' | 'VcpuLimitExceeded' | 'CapacityProviderScalingLimitExceeded' | 'InsufficientCapacity' | 'EC2RequestLimitExceeded' | 'FunctionError.InitTimeout' | 'FunctionError.RuntimeInitError' | 'FunctionError.ExtensionInitError' | 'FunctionError.InvalidEntryPoint' | 'FunctionError.InvalidWorkingDirectory' | 'FunctionError.PermissionDenied' | 'FunctionError.TooManyExtensions' | 'FunctionError.InitResourceExhausted' | 'DisallowedByVpcEncryptionControl' | 'DrainingDurableExecutions' | 'IncompatibleAcceleratorInstanceTypes' | 'DependencyError';
  LastUpdateStatus?: 'Successful' | 'Failed' | 'InProgress';
  LastUpdateStatusReason?: string;
  LastUpdateStatusReasonCode?: 'EniLimitExceeded' | 'InsufficientRolePermissions' | 'InvalidConfiguration' | 'InternalError' | 'SubnetOutOfIPAddresses' | 'InvalidSubnet' | 'InvalidSecurityGroup' | 'ImageDeleted' | 'ImageAccessDenied' | 'InvalidImage' | 'KMSKeyAccessDenied' | 'KMSKeyNotFound' | 'InvalidStateKMSKey' | 'DisabledKMSKey' | 'EFSIOError' | 'EFSMountConnectivityError' | 'EFSMountFailure' | 'EFSMountTimeout' | 'InvalidRuntime' | 'InvalidZipFileException' | 'FunctionError' | 'ServiceQuotaExceededException' | 'VcpuLimitExceeded' | 'CapacityProviderScalingLimitExceeded' | 'InsufficientCapacity' | 'EC2RequestLimitExceeded' | 'FunctionError.InitTimeout' | 'FunctionError.RuntimeInitError' | 'FunctionError.ExtensionInitError' | 'FunctionError.InvalidEntryPoint' | 'FunctionError.InvalidWorkingDirectory' | 'FunctionError.PermissionDenied' | 'FunctionError.TooManyExtensions' | 'FunctionError.InitResourceExhausted' | 'DisallowedByVpcEncryptionControl' | 'IncompatibleAcceleratorInstanceTypes' | 'DependencyError';
  FileSystemConfigs?: FileSystemConfig[];
  SigningProfileVersionArn?: string;
  SigningJobArn?: string;
  PackageType?: 'Zip' | 'Image';
  ImageConfigResponse?: ImageConfigResponse;
  Architectures?: ('x86_64' | 'arm64')[];
  EphemeralStorage?: EphemeralStorage;
  SnapStart?: SnapStartResponse;
  RuntimeVersionConfig?: RuntimeVersionConfig;
  LoggingConfig?: LoggingConfig;
  TenancyConfig?: TenancyConfig;
  CapacityProviderConfig?: CapacityProviderConfig;
  ConfigSha256?: string;
  DurableConfig?: DurableConfig;
  RuntimeConfig?: FunctionRuntimeConfig;
  AcceleratorConfig?: AcceleratorConfig;
}

export interface FunctionEventInvokeConfig {
  LastModified?: number;
  FunctionArn?: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: DestinationConfig;
}

export interface FunctionRuntimeConfig {
  RuntimeArn: string;
  RuntimeAlias: string;
}

export interface FunctionScalingConfig {
  MinExecutionEnvironments?: number;
  MaxExecutionEnvironments?: number;
}

export interface FunctionUrlConfig {
  FunctionUrl: string;
  FunctionArn: string;
  CreationTime: string;
  LastModifiedTime: string;
  Cors?: Cors;
  AuthType: 'NONE' | 'AWS_IAM';
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface FunctionVersionsByCapacityProviderListItem {
  FunctionArn: string;
  State: 'Pending' | 'Active' | 'Inactive' | 'Failed' | 'Deactivating' | 'Deactivated' | 'ActiveNonInvocable' | 'Deleting';
}

export type GetAccountSettingsRequest = object;

export interface GetAccountSettingsResponse {
  AccountLimit?: AccountLimit;
  AccountUsage?: AccountUsage;
}

export interface GetAliasRequest {
  FunctionName: string;
  Name: string;
}

export interface GetCapacityProviderRequest {
  CapacityProviderName: string;
}

export interface GetCapacityProviderResponse {
  CapacityProvider: CapacityProvider;
}

export interface GetCodeSigningConfigRequest {
  CodeSigningConfigArn: string;
}

export interface GetCodeSigningConfigResponse {
  CodeSigningConfig: CodeSigningConfig;
}

export interface GetDurableExecutionHistoryRequest {
  DurableExecutionArn: string;
  IncludeExecutionData?: boolean;
  MaxItems?: number;
  Marker?: string;
  ReverseOrder?: boolean;
}

export interface GetDurableExecutionHistoryResponse {
  Events: Event[];
  NextMarker?: string;
}

export interface GetDurableExecutionRequest {
  DurableExecutionArn: string;
  IncludeExecutionData?: boolean;
}

export interface GetDurableExecutionResponse {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  InputPayload?: string;
  Result?: string;
  Error?: ErrorObject;
  StartTimestamp: number;
  Status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED' | 'DELETING' | 'PAUSING' | 'PAUSED';
  EndTimestamp?: number;
  Version?: string;
  TraceHeader?: TraceHeader;
  ExecutionDataIncluded?: boolean;
  DurableConfig?: DurableConfig;
  PauseDetails?: PauseDetails;
  ExpectedExecutionTimeoutTimestamp?: number;
}

export interface GetDurableExecutionStateRequest {
  DurableExecutionArn: string;
  CheckpointToken: string;
  Marker?: string;
  MaxItems?: number;
}

export interface GetDurableExecutionStateResponse {
  Operations: Operation[];
  NextMarker?: string;
}

export interface GetEventSourceMappingRequest {
  UUID: string;
}

export interface GetFunctionCodeSigningConfigRequest {
  FunctionName: string;
}

export interface GetFunctionCodeSigningConfigResponse {
  CodeSigningConfigArn: string;
  FunctionName: string;
}

export interface GetFunctionConcurrencyRequest {
  FunctionName: string;
}

export interface GetFunctionConcurrencyResponse {
  ReservedConcurrentExecutions?: number;
}

export interface GetFunctionConfigurationRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetFunctionEventInvokeConfigRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetFunctionRecursionConfigRequest {
  FunctionName: string;
}

export interface GetFunctionRecursionConfigResponse {
  RecursiveLoop?: 'Allow' | 'Terminate';
}

export interface GetFunctionRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetFunctionResponse {
  Configuration?: FunctionConfiguration;
  Code?: FunctionCodeLocation;
  Tags?: Record<string, string>;
  TagsError?: TagsError;
  Concurrency?: Concurrency;
}

export interface GetFunctionScalingConfigRequest {
  FunctionName: string;
  Qualifier: string;
}

export interface GetFunctionScalingConfigResponse {
  FunctionArn?: string;
  AppliedFunctionScalingConfig?: FunctionScalingConfig;
  RequestedFunctionScalingConfig?: FunctionScalingConfig;
}

export interface GetFunctionUrlConfigRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetFunctionUrlConfigResponse {
  FunctionUrl: string;
  FunctionArn: string;
  AuthType: 'NONE' | 'AWS_IAM';
  Cors?: Cors;
  CreationTime: string;
  LastModifiedTime: string;
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface GetLayerVersionByArnRequest {
  Arn: string;
}

export interface GetLayerVersionPolicyRequest {
  LayerName: string;
  VersionNumber: number;
}

export interface GetLayerVersionPolicyResponse {
  Policy?: string;
  RevisionId?: string;
}

export interface GetLayerVersionRequest {
  LayerName: string;
  VersionNumber: number;
}

export interface GetLayerVersionResponse {
  Content?: LayerVersionContentOutput;
  LayerArn?: string;
  LayerVersionArn?: string;
  Description?: string;
  CreatedDate?: string;
  Version?: number;
  CompatibleArchitectures?: ('x86_64' | 'arm64')[];
  CompatibleRuntimes?: ('nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom')[];
  LicenseInfo?: string;
}

export interface GetPolicyRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetPolicyResponse {
  Policy?: string;
  RevisionId?: string;
}

export interface GetProvisionedConcurrencyConfigRequest {
  FunctionName: string;
  Qualifier: string;
}

export interface GetProvisionedConcurrencyConfigResponse {
  RequestedProvisionedConcurrentExecutions?: number;
  AvailableProvisionedConcurrentExecutions?: number;
  AllocatedProvisionedConcurrentExecutions?: number;
  Status?: 'IN_PROGRESS' | 'READY' | 'FAILED';
  StatusReason?: string;
  LastModified?: string;
}

export interface GetResourcePolicyRequest {
  ResourceArn: string;
}

export interface GetResourcePolicyResponse {
  Policy?: string;
  RevisionId?: string;
}

export interface GetRuntimeManagementConfigRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface GetRuntimeManagementConfigResponse {
  UpdateRuntimeOn?: 'Auto' | 'Manual' | 'FunctionUpdate';
  FunctionArn?: string;
  RuntimeVersionArn?: string;
}

export interface ImageConfig {
  EntryPoint?: string[];
  Command?: string[];
  WorkingDirectory?: string;
}

export interface ImageConfigError {
  ErrorCode?: string;
  Message?: string;
}

export interface ImageConfigResponse {
  ImageConfig?: ImageConfig;
  Error?: ImageConfigError;
}

export interface InstanceRequirements {
  Architectures?: ('x86_64' | 'arm64')[];
  AllowedInstanceTypes?: string[];
  ExcludedInstanceTypes?: string[];
}

export interface InvocationCompletedDetails {
  StartTimestamp: number;
  EndTimestamp: number;
  RequestId: string;
  Error?: EventError;
}

export interface InvocationRequest {
  FunctionName: string;
  InvocationType?: 'Event' | 'RequestResponse' | 'DryRun';
  LogType?: 'None' | 'Tail';
  ClientContext?: string;
  DurableExecutionName?: string;
  Payload?: string;
  Qualifier?: string;
  TenantId?: string;
}

export interface InvocationResponse {
  StatusCode?: number;
  FunctionError?: string;
  LogResult?: string;
  Payload?: string;
  ExecutedVersion?: string;
  DurableExecutionArn?: string;
}

export interface InvokeAsyncRequest {
  FunctionName: string;
  InvokeArgs: string;
}

export interface InvokeAsyncResponse {
  Status?: number;
}

export interface InvokeResponseStreamUpdate {
  Payload?: string;
}

export interface InvokeWithResponseStreamCompleteEvent {
  ErrorCode?: string;
  ErrorDetails?: string;
  LogResult?: string;
}

export interface InvokeWithResponseStreamRequest {
  FunctionName: string;
  LogType?: 'None' | 'Tail';
  ClientContext?: string;
  Qualifier?: string;
  Payload?: string;
  TenantId?: string;
  InvocationType?: 'RequestResponse' | 'DryRun';
}

export interface InvokeWithResponseStreamResponse {
  StatusCode?: number;
  ExecutedVersion?: string;
  EventStream?: InvokeWithResponseStreamResponseEvent;
  ResponseStreamContentType?: string;
}

export interface InvokeWithResponseStreamResponseEvent {
  PayloadChunk?: InvokeResponseStreamUpdate;
  InvokeComplete?: InvokeWithResponseStreamCompleteEvent;
}

export interface KafkaSchemaRegistryAccessConfig {
  Type?: 'BASIC_AUTH' | 'CLIENT_CERTIFICATE_TLS_AUTH' | 'SERVER_ROOT_CA_CERTIFICATE' | 'OAUTHBEARER_AUTH';
  URI?: string;
}

export interface KafkaSchemaRegistryConfig {
  SchemaRegistryURI?: string;
  EventRecordFormat?: 'JSON' | 'SOURCE';
  AccessConfigs?: KafkaSchemaRegistryAccessConfig[];
  SchemaValidationConfigs?: KafkaSchemaValidationConfig[];
}

export interface KafkaSchemaValidationConfig {
  Attribute?: 'KEY' | 'VALUE';
}

export interface LambdaManagedInstancesCapacityProviderConfig {
  CapacityProviderArn: string;
  PerExecutionEnvironmentMaxConcurrency?: number;
  ExecutionEnvironmentMemoryGiBPerVCpu?: number;
}

export interface Layer {
  Arn?: string;
  CodeSize?: number;
  SigningProfileVersionArn?: string;
  SigningJobArn?: string;
}

export interface LayerVersionContentInput {
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  S3ObjectStorageMode?: 'COPY' | 'REFERENCE';
  ZipFile?: string;
}

export interface LayerVersionContentOutput {
  Location?: string;
  CodeSha256?: string;
  CodeSize?: number;
  SigningProfileVersionArn?: string;
  SigningJobArn?: string;
  ResolvedS3Object?: ResolvedS3Object;
}

export interface LayerVersionsListItem {
  LayerVersionArn?: string;
  Version?: number;
  Description?: string;
  CreatedDate?: string;
  CompatibleArchitectures?: ('x86_64' | 'arm64')[];
  CompatibleRuntimes?: ('nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom')[];
  LicenseInfo?: string;
}

export interface LayersListItem {
  LayerName?: string;
  LayerArn?: string;
  LatestMatchingVersion?: LayerVersionsListItem;
}

export interface ListAliasesRequest {
  FunctionName: string;
  FunctionVersion?: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListAliasesResponse {
  NextMarker?: string;
  Aliases?: AliasConfiguration[];
}

export interface ListCapacityProvidersRequest {
  State?: 'Pending' | 'Active' | 'Failed' | 'Deleting';
  Marker?: string;
  MaxItems?: number;
}

export interface ListCapacityProvidersResponse {
  CapacityProviders: CapacityProvider[];
  NextMarker?: string;
}

export interface ListCodeSigningConfigsRequest {
  Marker?: string;
  MaxItems?: number;
}

export interface ListCodeSigningConfigsResponse {
  NextMarker?: string;
  CodeSigningConfigs?: CodeSigningConfig[];
}

export interface ListDurableExecutionsByFunctionRequest {
  FunctionName: string;
  Qualifier?: string;
  DurableExecutionName?: string;
  Statuses?: ('RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED' | 'DELETING' | 'PAUSING' | 'PAUSED')[];
  StartedAfter?: number;
  StartedBefore?: number;
  ReverseOrder?: boolean;
  Marker?: string;
  MaxItems?: number;
}

export interface ListDurableExecutionsByFunctionResponse {
  DurableExecutions?: Execution[];
  NextMarker?: string;
}

export interface ListEventSourceMappingsRequest {
  EventSourceArn?: string;
  FunctionName?: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListEventSourceMappingsResponse {
  NextMarker?: string;
  EventSourceMappings?: EventSourceMappingConfiguration[];
}

export interface ListFunctionEventInvokeConfigsRequest {
  FunctionName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListFunctionEventInvokeConfigsResponse {
  FunctionEventInvokeConfigs?: FunctionEventInvokeConfig[];
  NextMarker?: string;
}

export interface ListFunctionUrlConfigsRequest {
  FunctionName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListFunctionUrlConfigsResponse {
  FunctionUrlConfigs: FunctionUrlConfig[];
  NextMarker?: string;
}

export interface ListFunctionVersionsByCapacityProviderRequest {
  CapacityProviderName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListFunctionVersionsByCapacityProviderResponse {
  CapacityProviderArn: string;
  FunctionVersions: FunctionVersionsByCapacityProviderListItem[];
  NextMarker?: string;
}

export interface ListFunctionsByCodeSigningConfigRequest {
  CodeSigningConfigArn: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListFunctionsByCodeSigningConfigResponse {
  NextMarker?: string;
  FunctionArns?: string[];
}

export interface ListFunctionsRequest {
  MasterRegion?: string;
  FunctionVersion?: 'ALL';
  Marker?: string;
  MaxItems?: number;
}

export interface ListFunctionsResponse {
  NextMarker?: string;
  Functions?: FunctionConfiguration[];
}

export interface ListLayerVersionsRequest {
  CompatibleArchitecture?: 'x86_64' | 'arm64';
  CompatibleRuntime?: 'nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom';
  LayerName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListLayerVersionsResponse {
  NextMarker?: string;
  LayerVersions?: LayerVersionsListItem[];
}

export interface ListLayersRequest {
  CompatibleArchitecture?: 'x86_64' | 'arm64';
  CompatibleRuntime?: 'nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom';
  Marker?: string;
  MaxItems?: number;
}

export interface ListLayersResponse {
  NextMarker?: string;
  Layers?: LayersListItem[];
}

export interface ListProvisionedConcurrencyConfigsRequest {
  FunctionName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListProvisionedConcurrencyConfigsResponse {
  ProvisionedConcurrencyConfigs?: ProvisionedConcurrencyConfigListItem[];
  NextMarker?: string;
}

export interface ListTagsRequest {
  Resource: string;
}

export interface ListTagsResponse {
  Tags?: Record<string, string>;
}

export interface ListVersionsByFunctionRequest {
  FunctionName: string;
  Marker?: string;
  MaxItems?: number;
}

export interface ListVersionsByFunctionResponse {
  NextMarker?: string;
  Versions?: FunctionConfiguration[];
}

export interface LoggingConfig {
  LogFormat?: 'JSON' | 'Text';
  ApplicationLogLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
  SystemLogLevel?: 'DEBUG' | 'INFO' | 'WARN';
  LogGroup?: string;
}

export interface OnFailure {
  Destination?: string;
}

export interface OnSuccess {
  Destination?: string;
}

export interface Operation {
  Id: string;
  ParentId?: string;
  Name?: string;
  Type: 'EXECUTION' | 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE';
  SubType?: string;
  StartTimestamp: number;
  EndTimestamp?: number;
  Status: 'STARTED' | 'PENDING' | 'READY' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT' | 'STOPPED';
  ExecutionDetails?: ExecutionDetails;
  ContextDetails?: ContextDetails;
  StepDetails?: StepDetails;
  WaitDetails?: WaitDetails;
  CallbackDetails?: CallbackDetails;
  ChainedInvokeDetails?: ChainedInvokeDetails;
}

export interface OperationUpdate {
  Id: string;
  ParentId?: string;
  Name?: string;
  Type: 'EXECUTION' | 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE';
  SubType?: string;
  Action: 'START' | 'SUCCEED' | 'FAIL' | 'RETRY' | 'CANCEL';
  Payload?: string;
  Error?: ErrorObject;
  ContextOptions?: ContextOptions;
  StepOptions?: StepOptions;
  WaitOptions?: WaitOptions;
  CallbackOptions?: CallbackOptions;
  ChainedInvokeOptions?: ChainedInvokeOptions;
}

export interface PauseDetails {
  PauseRequestTimestamp: number;
  Reason?: string;
  ExecutionTimeoutPaused: boolean;
}

export interface PauseDurableExecutionRequest {
  DurableExecutionArn: string;
  ClientToken?: string;
  Reason?: string;
  ExecutionTimeoutPaused?: boolean;
}

export type PauseDurableExecutionResponse = object;

export interface PropagateTags {
  Mode?: 'None' | 'Explicit';
  ExplicitTags?: Record<string, string>;
}

export interface ProvisionedConcurrencyConfigListItem {
  FunctionArn?: string;
  RequestedProvisionedConcurrentExecutions?: number;
  AvailableProvisionedConcurrentExecutions?: number;
  AllocatedProvisionedConcurrentExecutions?: number;
  Status?: 'IN_PROGRESS' | 'READY' | 'FAILED';
  StatusReason?: string;
  LastModified?: string;
}

export interface ProvisionedPollerConfig {
  MinimumPollers?: number;
  MaximumPollers?: number;
  PollerGroupName?: string;
}

export interface PublishLayerVersionRequest {
  LayerName: string;
  Description?: string;
  Content: LayerVersionContentInput;
  CompatibleArchitectures?: ('x86_64' | 'arm64')[];
  CompatibleRuntimes?: ('nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom')[];
  LicenseInfo?: string;
}

export interface PublishLayerVersionResponse {
  Content?: LayerVersionContentOutput;
  LayerArn?: string;
  LayerVersionArn?: string;
  Description?: string;
  CreatedDate?: string;
  Version?: number;
  CompatibleArchitectures?: ('x86_64' | 'arm64')[];
  CompatibleRuntimes?: ('nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom')[];
  LicenseInfo?: string;
}

export interface PublishVersionRequest {
  FunctionName: string;
  CodeSha256?: string;
  Description?: string;
  RevisionId?: string;
  PublishTo?: 'LATEST_PUBLISHED';
}

export interface PutFunctionCodeSigningConfigRequest {
  CodeSigningConfigArn: string;
  FunctionName: string;
}

export interface PutFunctionCodeSigningConfigResponse {
  CodeSigningConfigArn: string;
  FunctionName: string;
}

export interface PutFunctionConcurrencyRequest {
  FunctionName: string;
  ReservedConcurrentExecutions: number;
}

export interface PutFunctionEventInvokeConfigRequest {
  FunctionName: string;
  Qualifier?: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: DestinationConfig;
}

export interface PutFunctionRecursionConfigRequest {
  FunctionName: string;
  RecursiveLoop: 'Allow' | 'Terminate';
}

export interface PutFunctionRecursionConfigResponse {
  RecursiveLoop?: 'Allow' | 'Terminate';
}

export interface PutFunctionScalingConfigRequest {
  FunctionName: string;
  Qualifier: string;
  FunctionScalingConfig?: FunctionScalingConfig;
}

export interface PutFunctionScalingConfigResponse {
  FunctionState?: 'Pending' | 'Active' | 'Inactive' | 'Failed' | 'Deactivating' | 'Deactivated' | 'ActiveNonInvocable' | 'Deleting';
}

export interface PutProvisionedConcurrencyConfigRequest {
  FunctionName: string;
  Qualifier: string;
  ProvisionedConcurrentExecutions: number;
}

export interface PutProvisionedConcurrencyConfigResponse {
  RequestedProvisionedConcurrentExecutions?: number;
  AllocatedProvisionedConcurrentExecutions?: number;
  AvailableProvisionedConcurrentExecutions?: number;
  Status?: 'IN_PROGRESS' | 'READY' | 'FAILED';
  StatusReason?: string;
  LastModified?: string;
}

export interface PutResourcePolicyRequest {
  ResourceArn: string;
  Policy: string;
  RevisionId?: string;
}

export interface PutResourcePolicyResponse {
  Policy?: string;
  RevisionId?: string;
}

export interface PutRuntimeManagementConfigRequest {
  FunctionName: string;
  Qualifier?: string;
  UpdateRuntimeOn: 'Auto' | 'Manual' | 'FunctionUpdate';
  RuntimeVersionArn?: string;
}

export interface PutRuntimeManagementConfigResponse {
  UpdateRuntimeOn: 'Auto' | 'Manual' | 'FunctionUpdate';
  FunctionArn: string;
  RuntimeVersionArn?: string;
}

export interface RemoveLayerVersionPermissionRequest {
  LayerName: string;
  VersionNumber: number;
  StatementId: string;
  RevisionId?: string;
}

export interface RemovePermissionRequest {
  FunctionName: string;
  StatementId: string;
  Qualifier?: string;
  RevisionId?: string;
}

export interface ResolvedS3Object {
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
}

export interface ResumeDurableExecutionRequest {
  DurableExecutionArn: string;
  ClientToken?: string;
  Reason?: string;
}

export type ResumeDurableExecutionResponse = object;

export interface RetryDetails {
  CurrentAttempt?: number;
  NextAttemptDelaySeconds?: number;
}

export interface RuntimeVersionConfig {
  RuntimeVersionArn?: string;
  Error?: RuntimeVersionError;
}

export interface RuntimeVersionError {
  ErrorCode?: string;
  Message?: string;
}

export interface S3FilesConfig {
  DirectS3Read?: 'ENABLED' | 'DISABLED' | 'AUTO';
}

export interface ScalingConfig {
  MaximumConcurrency?: number;
}

export interface SelfManagedEventSource {
  Endpoints?: Record<string, string[]>;
}

export interface SelfManagedKafkaEventSourceConfig {
  ConsumerGroupId?: string;
  SchemaRegistryConfig?: KafkaSchemaRegistryConfig;
  ConsumptionMode?: 'Stream' | 'Queue';
}

export interface SendDurableExecutionCallbackFailureRequest {
  CallbackId: string;
  Error?: ErrorObject;
}

export type SendDurableExecutionCallbackFailureResponse = object;

export interface SendDurableExecutionCallbackHeartbeatRequest {
  CallbackId: string;
}

export type SendDurableExecutionCallbackHeartbeatResponse = object;

export interface SendDurableExecutionCallbackSuccessRequest {
  CallbackId: string;
  Result?: string;
}

export type SendDurableExecutionCallbackSuccessResponse = object;

export interface SnapStart {
  ApplyOn?: 'PublishedVersions' | 'None';
}

export interface SnapStartResponse {
  ApplyOn?: 'PublishedVersions' | 'None';
  OptimizationStatus?: 'On' | 'Off';
}

export interface SourceAccessConfiguration {
  Type?: 'BASIC_AUTH' | 'VPC_SUBNET' | 'VPC_SECURITY_GROUP' | 'SASL_SCRAM_512_AUTH' | 'SASL_SCRAM_256_AUTH' | 'VIRTUAL_HOST' | 'CLIENT_CERTIFICATE_TLS_AUTH' | 'SERVER_ROOT_CA_CERTIFICATE' | 'OAUTHBEARER_AUTH' | 'OAUTHBEARER_SCOPE' | 'OAUTHBEARER_AUDIENCE' | 'OAUTHBEARER_LOGICAL_CLUSTER' | 'OAUTHBEARER_IDENTITY_POOL' | 'IAM_AUTH' | 'IAM_OAUTHBEARER_AUTH';
  URI?: string;
}

export interface StepDetails {
  Attempt?: number;
  NextAttemptTimestamp?: number;
  Result?: string;
  Error?: ErrorObject;
}

export interface StepFailedDetails {
  Error: EventError;
  RetryDetails: RetryDetails;
}

export interface StepOptions {
  NextAttemptDelaySeconds?: number;
}

export type StepStartedDetails = object;

export interface StepSucceededDetails {
  Result: EventResult;
  RetryDetails: RetryDetails;
}

export interface StopDurableExecutionRequest {
  DurableExecutionArn: string;
  Error?: ErrorObject;
}

export interface StopDurableExecutionResponse {
  StopTimestamp: number;
}

export interface TagResourceRequest {
  Resource: string;
  Tags: Record<string, string>;
}

export interface TagsError {
  ErrorCode: string;
  Message: string;
}

export interface TargetTrackingScalingPolicy {
  PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization' | 'LambdaCapacityProviderAverageGPUUtilization';
  TargetValue: number;
}

export interface TenancyConfig {
  TenantIsolationMode: 'PER_TENANT';
}

export interface TraceHeader {
  XAmznTraceId?: string;
}

export interface TracingConfig {
  Mode?: 'Active' | 'PassThrough';
}

export interface TracingConfigResponse {
  Mode?: 'Active' | 'PassThrough';
}

export interface UntagResourceRequest {
  Resource: string;
  TagKeys: string[];
}

export interface UpdateAliasRequest {
  FunctionName: string;
  Name: string;
  FunctionVersion?: string;
  Description?: string;
  RoutingConfig?: AliasRoutingConfiguration;
  RevisionId?: string;
}

export interface UpdateCapacityProviderRequest {
  CapacityProviderName: string;
  CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
  PropagateTags?: PropagateTags;
  TelemetryConfig?: CapacityProviderTelemetryConfig;
}

export interface UpdateCapacityProviderResponse {
  CapacityProvider: CapacityProvider;
}

export interface UpdateCodeSigningConfigRequest {
  CodeSigningConfigArn: string;
  Description?: string;
  AllowedPublishers?: AllowedPublishers;
  CodeSigningPolicies?: CodeSigningPolicies;
}

export interface UpdateCodeSigningConfigResponse {
  CodeSigningConfig: CodeSigningConfig;
}

export interface UpdateEventSourceMappingRequest {
  UUID: string;
  FunctionName?: string;
  Enabled?: boolean;
  BatchSize?: number;
  FilterCriteria?: FilterCriteria;
  KMSKeyArn?: string;
  MetricsConfig?: EventSourceMappingMetricsConfig;
  LoggingConfig?: EventSourceMappingLoggingConfig;
  ScalingConfig?: ScalingConfig;
  MaximumBatchingWindowInSeconds?: number;
  ParallelizationFactor?: number;
  DestinationConfig?: DestinationConfig;
  MaximumRecordAgeInSeconds?: number;
  BisectBatchOnFunctionError?: boolean;
  MaximumRetryAttempts?: number;
  TumblingWindowInSeconds?: number;
  SourceAccessConfigurations?: SourceAccessConfiguration[];
  FunctionResponseTypes?: 'ReportBatchItemFailures'[];
  AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface UpdateFunctionCodeRequest {
  FunctionName: string;
  ZipFile?: string;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  S3ObjectStorageMode?: 'COPY' | 'REFERENCE';
  ImageUri?: string;
  Architectures?: ('x86_64' | 'arm64')[];
  Publish?: boolean;
  PublishTo?: 'LATEST_PUBLISHED';
  DryRun?: boolean;
  RevisionId?: string;
  SourceKMSKeyArn?: string;
}

export interface UpdateFunctionConfigurationRequest {
  FunctionName: string;
  Role?: string;
  Handler?: string;
  Description?: string;
  Timeout?: number;
  MemorySize?: number;
  VpcConfig?: VpcConfig;
  Environment?: Environment;
  Runtime?: 'nodejs' | 'nodejs4.3' | 'nodejs6.10' | 'nodejs8.10' | 'nodejs10.x' | 'nodejs12.x' | 'nodejs14.x' | 'nodejs16.x' | 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x' | 'java8' | 'java8.al2' | 'java11' | 'java17' | 'java21' | 'java25' | 'python2.7' | 'python3.6' | 'python3.7' | 'python3.8' | 'python3.9' | 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14' | 'dotnetcore1.0' | 'dotnetcore2.0' | 'dotnetcore2.1' | 'dotnetcore3.1' | 'dotnet6' | 'dotnet8' | 'dotnet10' | 'nodejs4.3-edge' | 'go1.x' | 'ruby2.5' | 'ruby2.7' | 'ruby3.2' | 'ruby3.3' | 'ruby3.4' | 'ruby4.0' | 'provided' | 'provided.al2' | 'provided.al2023' | 'nodejs26.x' | 'python3.15' | 'java8.al2023' | 'java11.al2023' | 'java17.al2023' | 'custom';
  DeadLetterConfig?: DeadLetterConfig;
  KMSKeyArn?: string;
  TracingConfig?: TracingConfig;
  RevisionId?: string;
  Layers?: string[];
  FileSystemConfigs?: FileSystemConfig[];
  ImageConfig?: ImageConfig;
  EphemeralStorage?: EphemeralStorage;
  SnapStart?: SnapStart;
  LoggingConfig?: LoggingConfig;
  CapacityProviderConfig?: CapacityProviderConfig;
  DurableConfig?: DurableConfig;
  RuntimeConfig?: FunctionRuntimeConfig;
  AcceleratorConfig?: AcceleratorConfig;
}

export interface UpdateFunctionEventInvokeConfigRequest {
  FunctionName: string;
  Qualifier?: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: DestinationConfig;
}

export interface UpdateFunctionUrlConfigRequest {
  FunctionName: string;
  Qualifier?: string;
  AuthType?: 'NONE' | 'AWS_IAM';
  Cors?: Cors;
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface UpdateFunctionUrlConfigResponse {
  FunctionUrl: string;
  FunctionArn: string;
  AuthType: 'NONE' | 'AWS_IAM';
  Cors?: Cors;
  CreationTime: string;
  LastModifiedTime: string;
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface VpcConfig {
  SubnetIds?: string[];
  SecurityGroupIds?: string[];
  Ipv6AllowedForDualStack?: boolean;
}

export interface VpcConfigResponse {
  SubnetIds?: string[];
  SecurityGroupIds?: string[];
  VpcId?: string;
  Ipv6AllowedForDualStack?: boolean;
}

export interface WaitCancelledDetails {
  Error?: EventError;
}

export interface WaitDetails {
  ScheduledEndTimestamp?: number;
}

export interface WaitOptions {
  WaitSeconds?: number;
}

export interface WaitStartedDetails {
  Duration: number;
  ScheduledEndTimestamp: number;
}

export interface WaitSucceededDetails {
  Duration?: number;
}

export const addLayerVersionPermission: ServiceOperation<AddLayerVersionPermissionRequest, AddLayerVersionPermissionResponse> = {
  "name": "AddLayerVersionPermission",
  "service": "lambda",
  "method": "POST",
  "path": "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "VersionNumber": [
        "uri",
        "VersionNumber"
      ],
      "RevisionId": [
        "querystring",
        "RevisionId"
      ]
    }
  },
  "output": {}
};

export const addPermission: ServiceOperation<AddPermissionRequest, AddPermissionResponse> = {
  "name": "AddPermission",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/functions/{FunctionName}/policy",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const checkpointDurableExecution: ServiceOperation<CheckpointDurableExecutionRequest, CheckpointDurableExecutionResponse> = {
  "name": "CheckpointDurableExecution",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ]
    }
  },
  "output": {}
};

export const createAlias: ServiceOperation<CreateAliasRequest, AliasConfiguration> = {
  "name": "CreateAlias",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/functions/{FunctionName}/aliases",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const createCapacityProvider: ServiceOperation<CreateCapacityProviderRequest, CreateCapacityProviderResponse> = {
  "name": "CreateCapacityProvider",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-11-30/capacity-providers",
  "input": {},
  "output": {}
};

export const createCodeSigningConfig: ServiceOperation<CreateCodeSigningConfigRequest, CreateCodeSigningConfigResponse> = {
  "name": "CreateCodeSigningConfig",
  "service": "lambda",
  "method": "POST",
  "path": "/2020-04-22/code-signing-configs",
  "input": {},
  "output": {}
};

export const createEventSourceMapping: ServiceOperation<CreateEventSourceMappingRequest, EventSourceMappingConfiguration> = {
  "name": "CreateEventSourceMapping",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/event-source-mappings",
  "input": {},
  "output": {}
};

export const createFunction: ServiceOperation<CreateFunctionRequest, FunctionConfiguration> = {
  "name": "CreateFunction",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/functions",
  "input": {},
  "output": {}
};

export const createFunctionUrlConfig: ServiceOperation<CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse> = {
  "name": "CreateFunctionUrlConfig",
  "service": "lambda",
  "method": "POST",
  "path": "/2021-10-31/functions/{FunctionName}/url",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const deleteAlias: ServiceOperation<DeleteAliasRequest, object> = {
  "name": "DeleteAlias",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Name": [
        "uri",
        "Name"
      ]
    }
  },
  "output": {}
};

export const deleteCapacityProvider: ServiceOperation<DeleteCapacityProviderRequest, DeleteCapacityProviderResponse> = {
  "name": "DeleteCapacityProvider",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2025-11-30/capacity-providers/{CapacityProviderName}",
  "input": {
    "bound": {
      "CapacityProviderName": [
        "uri",
        "CapacityProviderName"
      ]
    }
  },
  "output": {}
};

export const deleteCodeSigningConfig: ServiceOperation<DeleteCodeSigningConfigRequest, DeleteCodeSigningConfigResponse> = {
  "name": "DeleteCodeSigningConfig",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
  "input": {
    "bound": {
      "CodeSigningConfigArn": [
        "uri",
        "CodeSigningConfigArn"
      ]
    }
  },
  "output": {}
};

export const deleteDurableExecution: ServiceOperation<DeleteDurableExecutionRequest, DeleteDurableExecutionResponse> = {
  "name": "DeleteDurableExecution",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ]
    }
  },
  "output": {}
};

export const deleteEventSourceMapping: ServiceOperation<DeleteEventSourceMappingRequest, EventSourceMappingConfiguration> = {
  "name": "DeleteEventSourceMapping",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2015-03-31/event-source-mappings/{UUID}",
  "input": {
    "bound": {
      "UUID": [
        "uri",
        "UUID"
      ]
    }
  },
  "output": {}
};

export const deleteFunction: ServiceOperation<DeleteFunctionRequest, DeleteFunctionResponse> = {
  "name": "DeleteFunction",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2015-03-31/functions/{FunctionName}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {
    "bound": {
      "StatusCode": [
        "statusCode",
        "StatusCode"
      ]
    }
  }
};

export const deleteFunctionCodeSigningConfig: ServiceOperation<DeleteFunctionCodeSigningConfigRequest, object> = {
  "name": "DeleteFunctionCodeSigningConfig",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2020-06-30/functions/{FunctionName}/code-signing-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const deleteFunctionConcurrency: ServiceOperation<DeleteFunctionConcurrencyRequest, object> = {
  "name": "DeleteFunctionConcurrency",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2017-10-31/functions/{FunctionName}/concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const deleteFunctionEventInvokeConfig: ServiceOperation<DeleteFunctionEventInvokeConfigRequest, object> = {
  "name": "DeleteFunctionEventInvokeConfig",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2019-09-25/functions/{FunctionName}/event-invoke-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const deleteFunctionUrlConfig: ServiceOperation<DeleteFunctionUrlConfigRequest, object> = {
  "name": "DeleteFunctionUrlConfig",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2021-10-31/functions/{FunctionName}/url",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const deleteLayerVersion: ServiceOperation<DeleteLayerVersionRequest, object> = {
  "name": "DeleteLayerVersion",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "VersionNumber": [
        "uri",
        "VersionNumber"
      ]
    }
  },
  "output": {}
};

export const deleteProvisionedConcurrencyConfig: ServiceOperation<DeleteProvisionedConcurrencyConfigRequest, object> = {
  "name": "DeleteProvisionedConcurrencyConfig",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const deleteResourcePolicy: ServiceOperation<DeleteResourcePolicyRequest, object> = {
  "name": "DeleteResourcePolicy",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2026-07-09/resource-policy/{ResourceArn}",
  "input": {
    "bound": {
      "ResourceArn": [
        "uri",
        "ResourceArn"
      ],
      "RevisionId": [
        "querystring",
        "RevisionId"
      ]
    }
  },
  "output": {}
};

export const getAccountSettings: ServiceOperation<GetAccountSettingsRequest, GetAccountSettingsResponse> = {
  "name": "GetAccountSettings",
  "service": "lambda",
  "method": "GET",
  "path": "/2016-08-19/account-settings",
  "input": {},
  "output": {}
};

export const getAlias: ServiceOperation<GetAliasRequest, AliasConfiguration> = {
  "name": "GetAlias",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Name": [
        "uri",
        "Name"
      ]
    }
  },
  "output": {}
};

export const getCapacityProvider: ServiceOperation<GetCapacityProviderRequest, GetCapacityProviderResponse> = {
  "name": "GetCapacityProvider",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-11-30/capacity-providers/{CapacityProviderName}",
  "input": {
    "bound": {
      "CapacityProviderName": [
        "uri",
        "CapacityProviderName"
      ]
    }
  },
  "output": {}
};

export const getCodeSigningConfig: ServiceOperation<GetCodeSigningConfigRequest, GetCodeSigningConfigResponse> = {
  "name": "GetCodeSigningConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
  "input": {
    "bound": {
      "CodeSigningConfigArn": [
        "uri",
        "CodeSigningConfigArn"
      ]
    }
  },
  "output": {}
};

export const getDurableExecution: ServiceOperation<GetDurableExecutionRequest, GetDurableExecutionResponse> = {
  "name": "GetDurableExecution",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ],
      "IncludeExecutionData": [
        "querystring",
        "IncludeExecutionData"
      ]
    }
  },
  "output": {}
};

export const getDurableExecutionHistory: ServiceOperation<GetDurableExecutionHistoryRequest, GetDurableExecutionHistoryResponse> = {
  "name": "GetDurableExecutionHistory",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/history",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ],
      "IncludeExecutionData": [
        "querystring",
        "IncludeExecutionData"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "ReverseOrder": [
        "querystring",
        "ReverseOrder"
      ]
    }
  },
  "output": {}
};

export const getDurableExecutionState: ServiceOperation<GetDurableExecutionStateRequest, GetDurableExecutionStateResponse> = {
  "name": "GetDurableExecutionState",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/state",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ],
      "CheckpointToken": [
        "querystring",
        "CheckpointToken"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const getEventSourceMapping: ServiceOperation<GetEventSourceMappingRequest, EventSourceMappingConfiguration> = {
  "name": "GetEventSourceMapping",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/event-source-mappings/{UUID}",
  "input": {
    "bound": {
      "UUID": [
        "uri",
        "UUID"
      ]
    }
  },
  "output": {}
};

export const getFunction: ServiceOperation<GetFunctionRequest, GetFunctionResponse> = {
  "name": "GetFunction",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getFunctionCodeSigningConfig: ServiceOperation<GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse> = {
  "name": "GetFunctionCodeSigningConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2020-06-30/functions/{FunctionName}/code-signing-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const getFunctionConcurrency: ServiceOperation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> = {
  "name": "GetFunctionConcurrency",
  "service": "lambda",
  "method": "GET",
  "path": "/2019-09-30/functions/{FunctionName}/concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const getFunctionConfiguration: ServiceOperation<GetFunctionConfigurationRequest, FunctionConfiguration> = {
  "name": "GetFunctionConfiguration",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}/configuration",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getFunctionEventInvokeConfig: ServiceOperation<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> = {
  "name": "GetFunctionEventInvokeConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2019-09-25/functions/{FunctionName}/event-invoke-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getFunctionRecursionConfig: ServiceOperation<GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse> = {
  "name": "GetFunctionRecursionConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2024-08-31/functions/{FunctionName}/recursion-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const getFunctionScalingConfig: ServiceOperation<GetFunctionScalingConfigRequest, GetFunctionScalingConfigResponse> = {
  "name": "GetFunctionScalingConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-11-30/functions/{FunctionName}/function-scaling-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getFunctionUrlConfig: ServiceOperation<GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse> = {
  "name": "GetFunctionUrlConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2021-10-31/functions/{FunctionName}/url",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getLayerVersion: ServiceOperation<GetLayerVersionRequest, GetLayerVersionResponse> = {
  "name": "GetLayerVersion",
  "service": "lambda",
  "method": "GET",
  "path": "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "VersionNumber": [
        "uri",
        "VersionNumber"
      ]
    }
  },
  "output": {}
};

export const getLayerVersionByArn: ServiceOperation<GetLayerVersionByArnRequest, GetLayerVersionResponse> = {
  "name": "GetLayerVersionByArn",
  "service": "lambda",
  "method": "GET",
  "path": "/2018-10-31/layers?find=LayerVersion",
  "input": {
    "bound": {
      "Arn": [
        "querystring",
        "Arn"
      ]
    }
  },
  "output": {}
};

export const getLayerVersionPolicy: ServiceOperation<GetLayerVersionPolicyRequest, GetLayerVersionPolicyResponse> = {
  "name": "GetLayerVersionPolicy",
  "service": "lambda",
  "method": "GET",
  "path": "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "VersionNumber": [
        "uri",
        "VersionNumber"
      ]
    }
  },
  "output": {}
};

export const getPolicy: ServiceOperation<GetPolicyRequest, GetPolicyResponse> = {
  "name": "GetPolicy",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}/policy",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getProvisionedConcurrencyConfig: ServiceOperation<GetProvisionedConcurrencyConfigRequest, GetProvisionedConcurrencyConfigResponse> = {
  "name": "GetProvisionedConcurrencyConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const getResourcePolicy: ServiceOperation<GetResourcePolicyRequest, GetResourcePolicyResponse> = {
  "name": "GetResourcePolicy",
  "service": "lambda",
  "method": "GET",
  "path": "/2026-07-09/resource-policy/{ResourceArn}",
  "input": {
    "bound": {
      "ResourceArn": [
        "uri",
        "ResourceArn"
      ]
    }
  },
  "output": {}
};

export const getRuntimeManagementConfig: ServiceOperation<GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse> = {
  "name": "GetRuntimeManagementConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2021-07-20/functions/{FunctionName}/runtime-management-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const invoke: ServiceOperation<InvocationRequest, InvocationResponse> = {
  "name": "Invoke",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/functions/{FunctionName}/invocations",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "InvocationType": [
        "header",
        "X-Amz-Invocation-Type"
      ],
      "LogType": [
        "header",
        "X-Amz-Log-Type"
      ],
      "ClientContext": [
        "header",
        "X-Amz-Client-Context"
      ],
      "DurableExecutionName": [
        "header",
        "X-Amz-Durable-Execution-Name"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ],
      "TenantId": [
        "header",
        "X-Amz-Tenant-Id"
      ]
    },
    "payload": [
      "Payload",
      "text"
    ]
  },
  "output": {
    "bound": {
      "StatusCode": [
        "statusCode",
        "StatusCode"
      ],
      "FunctionError": [
        "header",
        "X-Amz-Function-Error"
      ],
      "LogResult": [
        "header",
        "X-Amz-Log-Result"
      ],
      "ExecutedVersion": [
        "header",
        "X-Amz-Executed-Version"
      ],
      "DurableExecutionArn": [
        "header",
        "X-Amz-Durable-Execution-Arn"
      ]
    },
    "payload": [
      "Payload",
      "text"
    ]
  }
};

export const invokeAsync: ServiceOperation<InvokeAsyncRequest, InvokeAsyncResponse> = {
  "name": "InvokeAsync",
  "service": "lambda",
  "method": "POST",
  "path": "/2014-11-13/functions/{FunctionName}/invoke-async",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    },
    "payload": [
      "InvokeArgs",
      "text"
    ]
  },
  "output": {
    "bound": {
      "Status": [
        "statusCode",
        "Status"
      ]
    }
  }
};

export const invokeWithResponseStream: ServiceOperation<InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse> = {
  "name": "InvokeWithResponseStream",
  "service": "lambda",
  "method": "POST",
  "path": "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "LogType": [
        "header",
        "X-Amz-Log-Type"
      ],
      "ClientContext": [
        "header",
        "X-Amz-Client-Context"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ],
      "TenantId": [
        "header",
        "X-Amz-Tenant-Id"
      ],
      "InvocationType": [
        "header",
        "X-Amz-Invocation-Type"
      ]
    },
    "payload": [
      "Payload",
      "text"
    ]
  },
  "output": {
    "bound": {
      "StatusCode": [
        "statusCode",
        "StatusCode"
      ],
      "ExecutedVersion": [
        "header",
        "X-Amz-Executed-Version"
      ],
      "ResponseStreamContentType": [
        "header",
        "Content-Type"
      ]
    },
    "payload": [
      "EventStream",
      "json"
    ]
  }
};

export const listAliases: ServiceOperation<ListAliasesRequest, ListAliasesResponse> = {
  "name": "ListAliases",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}/aliases",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "FunctionVersion": [
        "querystring",
        "FunctionVersion"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listCapacityProviders: ServiceOperation<ListCapacityProvidersRequest, ListCapacityProvidersResponse> = {
  "name": "ListCapacityProviders",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-11-30/capacity-providers",
  "input": {
    "bound": {
      "State": [
        "querystring",
        "State"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listCodeSigningConfigs: ServiceOperation<ListCodeSigningConfigsRequest, ListCodeSigningConfigsResponse> = {
  "name": "ListCodeSigningConfigs",
  "service": "lambda",
  "method": "GET",
  "path": "/2020-04-22/code-signing-configs",
  "input": {
    "bound": {
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listDurableExecutionsByFunction: ServiceOperation<ListDurableExecutionsByFunctionRequest, ListDurableExecutionsByFunctionResponse> = {
  "name": "ListDurableExecutionsByFunction",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-12-01/functions/{FunctionName}/durable-executions",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ],
      "DurableExecutionName": [
        "querystring",
        "DurableExecutionName"
      ],
      "Statuses": [
        "querystring",
        "Statuses"
      ],
      "StartedAfter": [
        "querystring",
        "StartedAfter"
      ],
      "StartedBefore": [
        "querystring",
        "StartedBefore"
      ],
      "ReverseOrder": [
        "querystring",
        "ReverseOrder"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listEventSourceMappings: ServiceOperation<ListEventSourceMappingsRequest, ListEventSourceMappingsResponse> = {
  "name": "ListEventSourceMappings",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/event-source-mappings",
  "input": {
    "bound": {
      "EventSourceArn": [
        "querystring",
        "EventSourceArn"
      ],
      "FunctionName": [
        "querystring",
        "FunctionName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listFunctionEventInvokeConfigs: ServiceOperation<ListFunctionEventInvokeConfigsRequest, ListFunctionEventInvokeConfigsResponse> = {
  "name": "ListFunctionEventInvokeConfigs",
  "service": "lambda",
  "method": "GET",
  "path": "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listFunctionUrlConfigs: ServiceOperation<ListFunctionUrlConfigsRequest, ListFunctionUrlConfigsResponse> = {
  "name": "ListFunctionUrlConfigs",
  "service": "lambda",
  "method": "GET",
  "path": "/2021-10-31/functions/{FunctionName}/urls",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listFunctionVersionsByCapacityProvider: ServiceOperation<ListFunctionVersionsByCapacityProviderRequest, ListFunctionVersionsByCapacityProviderResponse> = {
  "name": "ListFunctionVersionsByCapacityProvider",
  "service": "lambda",
  "method": "GET",
  "path": "/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",
  "input": {
    "bound": {
      "CapacityProviderName": [
        "uri",
        "CapacityProviderName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listFunctions: ServiceOperation<ListFunctionsRequest, ListFunctionsResponse> = {
  "name": "ListFunctions",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions",
  "input": {
    "bound": {
      "MasterRegion": [
        "querystring",
        "MasterRegion"
      ],
      "FunctionVersion": [
        "querystring",
        "FunctionVersion"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listFunctionsByCodeSigningConfig: ServiceOperation<ListFunctionsByCodeSigningConfigRequest, ListFunctionsByCodeSigningConfigResponse> = {
  "name": "ListFunctionsByCodeSigningConfig",
  "service": "lambda",
  "method": "GET",
  "path": "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",
  "input": {
    "bound": {
      "CodeSigningConfigArn": [
        "uri",
        "CodeSigningConfigArn"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listLayerVersions: ServiceOperation<ListLayerVersionsRequest, ListLayerVersionsResponse> = {
  "name": "ListLayerVersions",
  "service": "lambda",
  "method": "GET",
  "path": "/2018-10-31/layers/{LayerName}/versions",
  "input": {
    "bound": {
      "CompatibleArchitecture": [
        "querystring",
        "CompatibleArchitecture"
      ],
      "CompatibleRuntime": [
        "querystring",
        "CompatibleRuntime"
      ],
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listLayers: ServiceOperation<ListLayersRequest, ListLayersResponse> = {
  "name": "ListLayers",
  "service": "lambda",
  "method": "GET",
  "path": "/2018-10-31/layers",
  "input": {
    "bound": {
      "CompatibleArchitecture": [
        "querystring",
        "CompatibleArchitecture"
      ],
      "CompatibleRuntime": [
        "querystring",
        "CompatibleRuntime"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listProvisionedConcurrencyConfigs: ServiceOperation<ListProvisionedConcurrencyConfigsRequest, ListProvisionedConcurrencyConfigsResponse> = {
  "name": "ListProvisionedConcurrencyConfigs",
  "service": "lambda",
  "method": "GET",
  "path": "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const listTags: ServiceOperation<ListTagsRequest, ListTagsResponse> = {
  "name": "ListTags",
  "service": "lambda",
  "method": "GET",
  "path": "/2017-03-31/tags/{Resource}",
  "input": {
    "bound": {
      "Resource": [
        "uri",
        "Resource"
      ]
    }
  },
  "output": {}
};

export const listVersionsByFunction: ServiceOperation<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> = {
  "name": "ListVersionsByFunction",
  "service": "lambda",
  "method": "GET",
  "path": "/2015-03-31/functions/{FunctionName}/versions",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Marker": [
        "querystring",
        "Marker"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ]
    }
  },
  "output": {}
};

export const pauseDurableExecution: ServiceOperation<PauseDurableExecutionRequest, PauseDurableExecutionResponse> = {
  "name": "PauseDurableExecution",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/pause",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ]
    }
  },
  "output": {}
};

export const publishLayerVersion: ServiceOperation<PublishLayerVersionRequest, PublishLayerVersionResponse> = {
  "name": "PublishLayerVersion",
  "service": "lambda",
  "method": "POST",
  "path": "/2018-10-31/layers/{LayerName}/versions",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ]
    }
  },
  "output": {}
};

export const publishVersion: ServiceOperation<PublishVersionRequest, FunctionConfiguration> = {
  "name": "PublishVersion",
  "service": "lambda",
  "method": "POST",
  "path": "/2015-03-31/functions/{FunctionName}/versions",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const putFunctionCodeSigningConfig: ServiceOperation<PutFunctionCodeSigningConfigRequest, PutFunctionCodeSigningConfigResponse> = {
  "name": "PutFunctionCodeSigningConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2020-06-30/functions/{FunctionName}/code-signing-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const putFunctionConcurrency: ServiceOperation<PutFunctionConcurrencyRequest, Concurrency> = {
  "name": "PutFunctionConcurrency",
  "service": "lambda",
  "method": "PUT",
  "path": "/2017-10-31/functions/{FunctionName}/concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const putFunctionEventInvokeConfig: ServiceOperation<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> = {
  "name": "PutFunctionEventInvokeConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2019-09-25/functions/{FunctionName}/event-invoke-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const putFunctionRecursionConfig: ServiceOperation<PutFunctionRecursionConfigRequest, PutFunctionRecursionConfigResponse> = {
  "name": "PutFunctionRecursionConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2024-08-31/functions/{FunctionName}/recursion-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const putFunctionScalingConfig: ServiceOperation<PutFunctionScalingConfigRequest, PutFunctionScalingConfigResponse> = {
  "name": "PutFunctionScalingConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2025-11-30/functions/{FunctionName}/function-scaling-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const putProvisionedConcurrencyConfig: ServiceOperation<PutProvisionedConcurrencyConfigRequest, PutProvisionedConcurrencyConfigResponse> = {
  "name": "PutProvisionedConcurrencyConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const putResourcePolicy: ServiceOperation<PutResourcePolicyRequest, PutResourcePolicyResponse> = {
  "name": "PutResourcePolicy",
  "service": "lambda",
  "method": "PUT",
  "path": "/2026-07-09/resource-policy/{ResourceArn}",
  "input": {
    "bound": {
      "ResourceArn": [
        "uri",
        "ResourceArn"
      ]
    }
  },
  "output": {}
};

export const putRuntimeManagementConfig: ServiceOperation<PutRuntimeManagementConfigRequest, PutRuntimeManagementConfigResponse> = {
  "name": "PutRuntimeManagementConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2021-07-20/functions/{FunctionName}/runtime-management-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const removeLayerVersionPermission: ServiceOperation<RemoveLayerVersionPermissionRequest, object> = {
  "name": "RemoveLayerVersionPermission",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",
  "input": {
    "bound": {
      "LayerName": [
        "uri",
        "LayerName"
      ],
      "VersionNumber": [
        "uri",
        "VersionNumber"
      ],
      "StatementId": [
        "uri",
        "StatementId"
      ],
      "RevisionId": [
        "querystring",
        "RevisionId"
      ]
    }
  },
  "output": {}
};

export const removePermission: ServiceOperation<RemovePermissionRequest, object> = {
  "name": "RemovePermission",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "StatementId": [
        "uri",
        "StatementId"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ],
      "RevisionId": [
        "querystring",
        "RevisionId"
      ]
    }
  },
  "output": {}
};

export const resumeDurableExecution: ServiceOperation<ResumeDurableExecutionRequest, ResumeDurableExecutionResponse> = {
  "name": "ResumeDurableExecution",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/resume",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ]
    }
  },
  "output": {}
};

export const sendDurableExecutionCallbackFailure: ServiceOperation<SendDurableExecutionCallbackFailureRequest, SendDurableExecutionCallbackFailureResponse> = {
  "name": "SendDurableExecutionCallbackFailure",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-execution-callbacks/{CallbackId}/fail",
  "input": {
    "bound": {
      "CallbackId": [
        "uri",
        "CallbackId"
      ]
    },
    "payload": [
      "Error",
      "json"
    ]
  },
  "output": {}
};

export const sendDurableExecutionCallbackHeartbeat: ServiceOperation<SendDurableExecutionCallbackHeartbeatRequest, SendDurableExecutionCallbackHeartbeatResponse> = {
  "name": "SendDurableExecutionCallbackHeartbeat",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat",
  "input": {
    "bound": {
      "CallbackId": [
        "uri",
        "CallbackId"
      ]
    }
  },
  "output": {}
};

export const sendDurableExecutionCallbackSuccess: ServiceOperation<SendDurableExecutionCallbackSuccessRequest, SendDurableExecutionCallbackSuccessResponse> = {
  "name": "SendDurableExecutionCallbackSuccess",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed",
  "input": {
    "bound": {
      "CallbackId": [
        "uri",
        "CallbackId"
      ]
    },
    "payload": [
      "Result",
      "text"
    ]
  },
  "output": {}
};

export const stopDurableExecution: ServiceOperation<StopDurableExecutionRequest, StopDurableExecutionResponse> = {
  "name": "StopDurableExecution",
  "service": "lambda",
  "method": "POST",
  "path": "/2025-12-01/durable-executions/{DurableExecutionArn}/stop",
  "input": {
    "bound": {
      "DurableExecutionArn": [
        "uri",
        "DurableExecutionArn"
      ]
    },
    "payload": [
      "Error",
      "json"
    ]
  },
  "output": {}
};

export const tagResource: ServiceOperation<TagResourceRequest, object> = {
  "name": "TagResource",
  "service": "lambda",
  "method": "POST",
  "path": "/2017-03-31/tags/{Resource}",
  "input": {
    "bound": {
      "Resource": [
        "uri",
        "Resource"
      ]
    }
  },
  "output": {}
};

export const untagResource: ServiceOperation<UntagResourceRequest, object> = {
  "name": "UntagResource",
  "service": "lambda",
  "method": "DELETE",
  "path": "/2017-03-31/tags/{Resource}",
  "input": {
    "bound": {
      "Resource": [
        "uri",
        "Resource"
      ],
      "TagKeys": [
        "querystring",
        "tagKeys"
      ]
    }
  },
  "output": {}
};

export const updateAlias: ServiceOperation<UpdateAliasRequest, AliasConfiguration> = {
  "name": "UpdateAlias",
  "service": "lambda",
  "method": "PUT",
  "path": "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Name": [
        "uri",
        "Name"
      ]
    }
  },
  "output": {}
};

export const updateCapacityProvider: ServiceOperation<UpdateCapacityProviderRequest, UpdateCapacityProviderResponse> = {
  "name": "UpdateCapacityProvider",
  "service": "lambda",
  "method": "PUT",
  "path": "/2025-11-30/capacity-providers/{CapacityProviderName}",
  "input": {
    "bound": {
      "CapacityProviderName": [
        "uri",
        "CapacityProviderName"
      ]
    }
  },
  "output": {}
};

export const updateCodeSigningConfig: ServiceOperation<UpdateCodeSigningConfigRequest, UpdateCodeSigningConfigResponse> = {
  "name": "UpdateCodeSigningConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
  "input": {
    "bound": {
      "CodeSigningConfigArn": [
        "uri",
        "CodeSigningConfigArn"
      ]
    }
  },
  "output": {}
};

export const updateEventSourceMapping: ServiceOperation<UpdateEventSourceMappingRequest, EventSourceMappingConfiguration> = {
  "name": "UpdateEventSourceMapping",
  "service": "lambda",
  "method": "PUT",
  "path": "/2015-03-31/event-source-mappings/{UUID}",
  "input": {
    "bound": {
      "UUID": [
        "uri",
        "UUID"
      ]
    }
  },
  "output": {}
};

export const updateFunctionCode: ServiceOperation<UpdateFunctionCodeRequest, FunctionConfiguration> = {
  "name": "UpdateFunctionCode",
  "service": "lambda",
  "method": "PUT",
  "path": "/2015-03-31/functions/{FunctionName}/code",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const updateFunctionConfiguration: ServiceOperation<UpdateFunctionConfigurationRequest, FunctionConfiguration> = {
  "name": "UpdateFunctionConfiguration",
  "service": "lambda",
  "method": "PUT",
  "path": "/2015-03-31/functions/{FunctionName}/configuration",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ]
    }
  },
  "output": {}
};

export const updateFunctionEventInvokeConfig: ServiceOperation<UpdateFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> = {
  "name": "UpdateFunctionEventInvokeConfig",
  "service": "lambda",
  "method": "POST",
  "path": "/2019-09-25/functions/{FunctionName}/event-invoke-config",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};

export const updateFunctionUrlConfig: ServiceOperation<UpdateFunctionUrlConfigRequest, UpdateFunctionUrlConfigResponse> = {
  "name": "UpdateFunctionUrlConfig",
  "service": "lambda",
  "method": "PUT",
  "path": "/2021-10-31/functions/{FunctionName}/url",
  "input": {
    "bound": {
      "FunctionName": [
        "uri",
        "FunctionName"
      ],
      "Qualifier": [
        "querystring",
        "Qualifier"
      ]
    }
  },
  "output": {}
};
