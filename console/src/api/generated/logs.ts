// Written by tools/generate_console_api.py: do not edit.

import type { ServiceOperation } from '../operation';

export interface CreateLogGroupRequest {
  logGroupName: string;
  kmsKeyId?: string;
  tags?: Record<string, string>;
  logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS';
  deletionProtectionEnabled?: boolean;
}

export interface CreateLogStreamRequest {
  logGroupName: string;
  logStreamName: string;
}

export interface DeleteLogGroupRequest {
  logGroupName: string;
}

export interface DeleteLogStreamRequest {
  logGroupName: string;
  logStreamName: string;
}

export interface DeleteRetentionPolicyRequest {
  logGroupName: string;
}

export interface DescribeLogGroupsRequest {
  accountIdentifiers?: string[];
  logGroupNamePrefix?: string;
  logGroupNamePattern?: string;
  nextToken?: string;
  limit?: number;
  includeLinkedAccounts?: boolean;
  logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS';
  logGroupIdentifiers?: string[];
}

export interface DescribeLogGroupsResponse {
  logGroups?: LogGroup[];
  nextToken?: string;
}

export interface DescribeLogStreamsRequest {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamNamePrefix?: string;
  orderBy?: 'LogStreamName' | 'LastEventTime';
  descending?: boolean;
  nextToken?: string;
  limit?: number;
}

export interface DescribeLogStreamsResponse {
  logStreams?: LogStream[];
  nextToken?: string;
}

export interface Entity {
  keyAttributes?: Record<string, string>;
  attributes?: Record<string, string>;
}

export interface FilterLogEventsRequest {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamNames?: string[];
  logStreamNamePrefix?: string;
  startTime?: number;
  endTime?: number;
  filterPattern?: string;
  nextToken?: string;
  limit?: number;
  startFromHead?: boolean;
  interleaved?: boolean;
  unmask?: boolean;
}

export interface FilterLogEventsResponse {
  events?: FilteredLogEvent[];
  searchedLogStreams?: SearchedLogStream[];
  nextToken?: string;
}

export interface FilteredLogEvent {
  logStreamName?: string;
  timestamp?: number;
  message?: string;
  ingestionTime?: number;
  eventId?: string;
}

export interface GetLogEventsRequest {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamName: string;
  startTime?: number;
  endTime?: number;
  nextToken?: string;
  limit?: number;
  startFromHead?: boolean;
  unmask?: boolean;
}

export interface GetLogEventsResponse {
  events?: OutputLogEvent[];
  nextForwardToken?: string;
  nextBackwardToken?: string;
}

export interface InputLogEvent {
  timestamp: number;
  message: string;
}

export interface ListTagsForResourceRequest {
  resourceArn: string;
}

export interface ListTagsForResourceResponse {
  tags?: Record<string, string>;
}

export interface LogGroup {
  logGroupName?: string;
  creationTime?: number;
  retentionInDays?: number;
  metricFilterCount?: number;
  arn?: string;
  storedBytes?: number;
  kmsKeyId?: string;
  dataProtectionStatus?: 'ACTIVATED' | 'DELETED' | 'ARCHIVED' | 'DISABLED';
  inheritedProperties?: 'ACCOUNT_DATA_PROTECTION'[];
  logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS';
  logGroupArn?: string;
  deletionProtectionEnabled?: boolean;
  bearerTokenAuthenticationEnabled?: boolean;
  retentionPolicyName?: string;
}

export interface LogStream {
  logStreamName?: string;
  creationTime?: number;
  firstEventTimestamp?: number;
  lastEventTimestamp?: number;
  lastIngestionTime?: number;
  uploadSequenceToken?: string;
  arn?: string;
  storedBytes?: number;
}

export interface OutputLogEvent {
  timestamp?: number;
  message?: string;
  ingestionTime?: number;
}

export interface PutLogEventsRequest {
  logGroupName: string;
  logStreamName: string;
  logEvents: InputLogEvent[];
  sequenceToken?: string;
  entity?: Entity;
}

export interface PutLogEventsResponse {
  nextSequenceToken?: string;
  rejectedLogEventsInfo?: RejectedLogEventsInfo;
  rejectedEntityInfo?: RejectedEntityInfo;
}

export interface PutRetentionPolicyRequest {
  logGroupName: string;
  retentionInDays: number;
}

export interface RejectedEntityInfo {
  errorType: 'InvalidEntity' | 'InvalidTypeValue' | 'InvalidKeyAttributes' | 'InvalidAttributes' | 'EntitySizeTooLarge' | 'UnsupportedLogGroupType' | 'MissingRequiredFields';
}

export interface RejectedLogEventsInfo {
  tooNewLogEventStartIndex?: number;
  tooOldLogEventEndIndex?: number;
  expiredLogEventEndIndex?: number;
}

export interface SearchedLogStream {
  logStreamName?: string;
  searchedCompletely?: boolean;
}

export interface TagResourceRequest {
  resourceArn: string;
  tags: Record<string, string>;
}

export interface UntagResourceRequest {
  resourceArn: string;
  tagKeys: string[];
}

export const createLogGroup: ServiceOperation<CreateLogGroupRequest, object> = {
  "name": "CreateLogGroup",
  "service": "logs",
  "target": "Logs_20140328.CreateLogGroup",
  "method": "POST",
  "path": "/"
};

export const createLogStream: ServiceOperation<CreateLogStreamRequest, object> = {
  "name": "CreateLogStream",
  "service": "logs",
  "target": "Logs_20140328.CreateLogStream",
  "method": "POST",
  "path": "/"
};

export const deleteLogGroup: ServiceOperation<DeleteLogGroupRequest, object> = {
  "name": "DeleteLogGroup",
  "service": "logs",
  "target": "Logs_20140328.DeleteLogGroup",
  "method": "POST",
  "path": "/"
};

export const deleteLogStream: ServiceOperation<DeleteLogStreamRequest, object> = {
  "name": "DeleteLogStream",
  "service": "logs",
  "target": "Logs_20140328.DeleteLogStream",
  "method": "POST",
  "path": "/"
};

export const deleteRetentionPolicy: ServiceOperation<DeleteRetentionPolicyRequest, object> = {
  "name": "DeleteRetentionPolicy",
  "service": "logs",
  "target": "Logs_20140328.DeleteRetentionPolicy",
  "method": "POST",
  "path": "/"
};

export const describeLogGroups: ServiceOperation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = {
  "name": "DescribeLogGroups",
  "service": "logs",
  "target": "Logs_20140328.DescribeLogGroups",
  "method": "POST",
  "path": "/"
};

export const describeLogStreams: ServiceOperation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = {
  "name": "DescribeLogStreams",
  "service": "logs",
  "target": "Logs_20140328.DescribeLogStreams",
  "method": "POST",
  "path": "/"
};

export const filterLogEvents: ServiceOperation<FilterLogEventsRequest, FilterLogEventsResponse> = {
  "name": "FilterLogEvents",
  "service": "logs",
  "target": "Logs_20140328.FilterLogEvents",
  "method": "POST",
  "path": "/"
};

export const getLogEvents: ServiceOperation<GetLogEventsRequest, GetLogEventsResponse> = {
  "name": "GetLogEvents",
  "service": "logs",
  "target": "Logs_20140328.GetLogEvents",
  "method": "POST",
  "path": "/"
};

export const listTagsForResource: ServiceOperation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  "name": "ListTagsForResource",
  "service": "logs",
  "target": "Logs_20140328.ListTagsForResource",
  "method": "POST",
  "path": "/"
};

export const putLogEvents: ServiceOperation<PutLogEventsRequest, PutLogEventsResponse> = {
  "name": "PutLogEvents",
  "service": "logs",
  "target": "Logs_20140328.PutLogEvents",
  "method": "POST",
  "path": "/"
};

export const putRetentionPolicy: ServiceOperation<PutRetentionPolicyRequest, object> = {
  "name": "PutRetentionPolicy",
  "service": "logs",
  "target": "Logs_20140328.PutRetentionPolicy",
  "method": "POST",
  "path": "/"
};

export const tagResource: ServiceOperation<TagResourceRequest, object> = {
  "name": "TagResource",
  "service": "logs",
  "target": "Logs_20140328.TagResource",
  "method": "POST",
  "path": "/"
};

export const untagResource: ServiceOperation<UntagResourceRequest, object> = {
  "name": "UntagResource",
  "service": "logs",
  "target": "Logs_20140328.UntagResource",
  "method": "POST",
  "path": "/"
};
