// Written by tools/generate_console_api.py: do not edit.

import type { ServiceOperation } from '../operation';

export interface Cost {
  Amount?: string;
  Unit?: string;
}

export interface DeleteTenantLimitsRequest {
  FunctionName: string;
  TenantId?: string;
}

export type DescribeSystemRequest = object;

export interface DescribeSystemResponse {
  Version?: string;
  Endpoint?: string;
  Region?: string;
  Account?: string;
  StartedAt?: number;
  Runtimes?: string[];
  ExaminedAt?: number;
  Findings?: Finding[];
}

export interface Environment {
  EnvironmentId?: string;
  State?: 'STARTING' | 'PREPARED' | 'IDLE' | 'BUSY' | 'DESTROYED';
  FunctionName?: string;
  Version?: string;
  TenantId?: string;
  MemorySize?: number;
  Architecture?: string;
  CreatedAt?: number;
  AgeSeconds?: number;
  LastUsedAt?: number;
  Invocations?: number;
  LogGroupName?: string;
  LogStreamName?: string;
  Isolation?: Isolation;
}

export interface EvictTenantRequest {
  TenantId: string;
  FunctionName?: string;
  GraceSeconds?: number;
}

export interface EvictTenantResponse {
  Environments?: Environment[];
}

export interface Finding {
  Section?: string;
  Name?: string;
  Verdict?: 'OK' | 'WARN' | 'MISSING';
  Found?: string;
  Lost?: string;
  Advice?: string;
}

export interface FunctionSummary {
  FunctionName?: string;
  Description?: string;
  Runtime?: string;
  MemorySize?: number;
  IsolatesTenants?: boolean;
  LastModified?: number;
}

export interface GetTenantLimitsRequest {
  FunctionName: string;
  TenantId?: string;
}

export interface GetTenantRequest {
  TenantId: string;
  UsageSince?: number;
}

export interface GetTenantResponse {
  TenantId?: string;
  Environments?: number;
  ActiveEnvironments?: number;
  LastUsedAt?: number;
  Functions?: TenantFunction[];
  Usage?: TenantUsage;
}

export interface GetUsageRequest {
  Since?: number;
  Until?: number;
  By?: 'HOUR' | 'DAY';
  FunctionName?: string;
  TenantId?: string;
  MaxItems?: number;
  NextToken?: string;
}

export interface GetUsageResponse {
  Usage?: UsageRow[];
  NextToken?: string;
}

export interface Isolation {
  Wall?: 'jail' | 'gvisor';
  Kernel?: string;
  EnforcedBounds?: string[];
  OwnUid?: boolean;
  SystemCalls?: string;
  LeftOut?: string[];
}

export interface ListEnvironmentsRequest {
  Contains?: string;
  FunctionName?: string;
  TenantId?: string;
  State?: 'STARTING' | 'PREPARED' | 'IDLE' | 'BUSY' | 'DESTROYED';
  MaxItems?: number;
  NextToken?: string;
}

export interface ListEnvironmentsResponse {
  Environments?: Environment[];
  Total?: number;
  NextToken?: string;
}

export interface ListTenantsRequest {
  Contains?: string;
  UsageSince?: number;
  MaxItems?: number;
  NextToken?: string;
}

export interface ListTenantsResponse {
  Tenants?: TenantSummary[];
  NextToken?: string;
}

export interface LogEvent {
  EventId?: string;
  Timestamp?: number;
  TenantId?: string;
  LogStreamName?: string;
  Message?: string;
}

export interface PutTenantLimitsRequest {
  FunctionName: string;
  TenantId?: string;
  MaxConcurrency?: number;
  RequestsPerSecond?: number;
}

export interface SearchFunctionsRequest {
  Contains?: string;
  SortBy?: 'NAME' | 'RUNTIME' | 'MEMORY_SIZE' | 'LAST_MODIFIED';
  Descending?: boolean;
  MaxItems?: number;
  NextToken?: string;
}

export interface SearchFunctionsResponse {
  Functions?: FunctionSummary[];
  Total?: number;
  NextToken?: string;
}

export interface SearchLogEventsRequest {
  LogGroupName: string;
  TenantId?: string;
  Since?: number;
  FilterPattern?: string;
  MaxItems?: number;
  NextToken?: string;
}

export interface SearchLogEventsResponse {
  Events?: LogEvent[];
  NextToken?: string;
}

export interface StopEnvironmentRequest {
  EnvironmentId: string;
  GraceSeconds?: number;
}

export interface StopEnvironmentResponse {
  Environment?: Environment;
}

export interface TenantFunction {
  FunctionName?: string;
  Environments?: number;
  ActiveEnvironments?: number;
  Limits?: TenantLimits;
}

export interface TenantLimits {
  FunctionName?: string;
  TenantId?: string;
  MaxConcurrency?: number;
  RequestsPerSecond?: number;
}

export interface TenantSummary {
  TenantId?: string;
  Environments?: number;
  ActiveEnvironments?: number;
  LastUsedAt?: number;
  Usage?: TenantUsage;
}

export interface TenantUsage {
  Requests?: number;
  Errors?: number;
  GBSeconds?: number;
  EnvironmentsCreated?: number;
  Cost?: Cost;
}

export interface UsageRow {
  Period?: number;
  FunctionName?: string;
  TenantId?: string;
  MemorySize?: number;
  Architecture?: string;
  Requests?: number;
  Errors?: number;
  BilledMilliseconds?: number;
  GBSeconds?: number;
  EnvironmentsCreated?: number;
  EnvironmentsCreatedGB?: number;
  PeakConcurrency?: number;
  LogBytes?: number;
  BytesIn?: number;
  BytesOut?: number;
}

export const deleteTenantLimits: ServiceOperation<DeleteTenantLimitsRequest, object> = {
  "name": "DeleteTenantLimits",
  "service": "cloister",
  "method": "DELETE",
  "path": "/2026-11-01/tenant-limits",
  "input": {
    "bound": {
      "FunctionName": [
        "querystring",
        "FunctionName"
      ],
      "TenantId": [
        "querystring",
        "TenantId"
      ]
    }
  },
  "output": {}
};

export const describeSystem: ServiceOperation<DescribeSystemRequest, DescribeSystemResponse> = {
  "name": "DescribeSystem",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/system",
  "input": {},
  "output": {}
};

export const evictTenant: ServiceOperation<EvictTenantRequest, EvictTenantResponse> = {
  "name": "EvictTenant",
  "service": "cloister",
  "method": "POST",
  "path": "/2026-11-01/tenant/evict",
  "input": {},
  "output": {}
};

export const getTenant: ServiceOperation<GetTenantRequest, GetTenantResponse> = {
  "name": "GetTenant",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/tenant",
  "input": {
    "bound": {
      "TenantId": [
        "querystring",
        "TenantId"
      ],
      "UsageSince": [
        "querystring",
        "UsageSince"
      ]
    }
  },
  "output": {}
};

export const getTenantLimits: ServiceOperation<GetTenantLimitsRequest, TenantLimits> = {
  "name": "GetTenantLimits",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/tenant-limits",
  "input": {
    "bound": {
      "FunctionName": [
        "querystring",
        "FunctionName"
      ],
      "TenantId": [
        "querystring",
        "TenantId"
      ]
    }
  },
  "output": {}
};

export const getUsage: ServiceOperation<GetUsageRequest, GetUsageResponse> = {
  "name": "GetUsage",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/usage",
  "input": {
    "bound": {
      "Since": [
        "querystring",
        "Since"
      ],
      "Until": [
        "querystring",
        "Until"
      ],
      "By": [
        "querystring",
        "By"
      ],
      "FunctionName": [
        "querystring",
        "FunctionName"
      ],
      "TenantId": [
        "querystring",
        "TenantId"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "NextToken": [
        "querystring",
        "NextToken"
      ]
    }
  },
  "output": {}
};

export const listEnvironments: ServiceOperation<ListEnvironmentsRequest, ListEnvironmentsResponse> = {
  "name": "ListEnvironments",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/environments",
  "input": {
    "bound": {
      "Contains": [
        "querystring",
        "Contains"
      ],
      "FunctionName": [
        "querystring",
        "FunctionName"
      ],
      "TenantId": [
        "querystring",
        "TenantId"
      ],
      "State": [
        "querystring",
        "State"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "NextToken": [
        "querystring",
        "NextToken"
      ]
    }
  },
  "output": {}
};

export const listTenants: ServiceOperation<ListTenantsRequest, ListTenantsResponse> = {
  "name": "ListTenants",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/tenants",
  "input": {
    "bound": {
      "Contains": [
        "querystring",
        "Contains"
      ],
      "UsageSince": [
        "querystring",
        "UsageSince"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "NextToken": [
        "querystring",
        "NextToken"
      ]
    }
  },
  "output": {}
};

export const putTenantLimits: ServiceOperation<PutTenantLimitsRequest, TenantLimits> = {
  "name": "PutTenantLimits",
  "service": "cloister",
  "method": "PUT",
  "path": "/2026-11-01/tenant-limits",
  "input": {},
  "output": {}
};

export const searchFunctions: ServiceOperation<SearchFunctionsRequest, SearchFunctionsResponse> = {
  "name": "SearchFunctions",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/functions",
  "input": {
    "bound": {
      "Contains": [
        "querystring",
        "Contains"
      ],
      "SortBy": [
        "querystring",
        "SortBy"
      ],
      "Descending": [
        "querystring",
        "Descending"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "NextToken": [
        "querystring",
        "NextToken"
      ]
    }
  },
  "output": {}
};

export const searchLogEvents: ServiceOperation<SearchLogEventsRequest, SearchLogEventsResponse> = {
  "name": "SearchLogEvents",
  "service": "cloister",
  "method": "GET",
  "path": "/2026-11-01/log-events",
  "input": {
    "bound": {
      "LogGroupName": [
        "querystring",
        "LogGroupName"
      ],
      "TenantId": [
        "querystring",
        "TenantId"
      ],
      "Since": [
        "querystring",
        "Since"
      ],
      "FilterPattern": [
        "querystring",
        "FilterPattern"
      ],
      "MaxItems": [
        "querystring",
        "MaxItems"
      ],
      "NextToken": [
        "querystring",
        "NextToken"
      ]
    }
  },
  "output": {}
};

export const stopEnvironment: ServiceOperation<StopEnvironmentRequest, StopEnvironmentResponse> = {
  "name": "StopEnvironment",
  "service": "cloister",
  "method": "POST",
  "path": "/2026-11-01/environments/{EnvironmentId}/stop",
  "input": {
    "bound": {
      "EnvironmentId": [
        "uri",
        "EnvironmentId"
      ]
    }
  },
  "output": {}
};
