// Written by tools/generate_console_api.py: do not edit.

import type { ServiceOperation } from '../operation';

export interface Datapoint {
  Timestamp?: number;
  SampleCount?: number;
  Average?: number;
  Sum?: number;
  Minimum?: number;
  Maximum?: number;
  Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None';
  ExtendedStatistics?: Record<string, number>;
}

export interface Dimension {
  Name: string;
  Value: string;
}

export interface DimensionFilter {
  Name: string;
  Value?: string;
}

export interface GetMetricDataInput {
  MetricDataQueries: MetricDataQuery[];
  StartTime: number;
  EndTime: number;
  NextToken?: string;
  ScanBy?: 'TimestampDescending' | 'TimestampAscending';
  MaxDatapoints?: number;
  LabelOptions?: LabelOptions;
}

export interface GetMetricDataOutput {
  MetricDataResults?: MetricDataResult[];
  NextToken?: string;
  Messages?: MessageData[];
}

export interface GetMetricStatisticsInput {
  Namespace: string;
  MetricName: string;
  Dimensions?: Dimension[];
  StartTime: number;
  EndTime: number;
  Period: number;
  Statistics?: ('SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum')[];
  ExtendedStatistics?: string[];
  Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None';
}

export interface GetMetricStatisticsOutput {
  Label?: string;
  Datapoints?: Datapoint[];
}

export interface LabelOptions {
  Timezone?: string;
}

export interface ListMetricsInput {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: DimensionFilter[];
  NextToken?: string;
  RecentlyActive?: 'PT3H';
  IncludeLinkedAccounts?: boolean;
  OwningAccount?: string;
}

export interface ListMetricsOutput {
  Metrics?: Metric[];
  NextToken?: string;
  OwningAccounts?: string[];
}

export interface MessageData {
  Code?: string;
  Value?: string;
}

export interface Metric {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: Dimension[];
}

export interface MetricDataQuery {
  Id: string;
  MetricStat?: MetricStat;
  Expression?: string;
  Label?: string;
  ReturnData?: boolean;
  Period?: number;
  AccountId?: string;
}

export interface MetricDataResult {
  Id?: string;
  Label?: string;
  Timestamps?: number[];
  Values?: number[];
  StatusCode?: 'Complete' | 'InternalError' | 'PartialData' | 'Forbidden';
  Messages?: MessageData[];
}

export interface MetricStat {
  Metric: Metric;
  Period: number;
  Stat: string;
  Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None';
}

export const getMetricData: ServiceOperation<GetMetricDataInput, GetMetricDataOutput> = {
  "name": "GetMetricData",
  "service": "monitoring",
  "target": "GraniteServiceVersion20100801.GetMetricData",
  "method": "POST",
  "path": "/"
};

export const getMetricStatistics: ServiceOperation<GetMetricStatisticsInput, GetMetricStatisticsOutput> = {
  "name": "GetMetricStatistics",
  "service": "monitoring",
  "target": "GraniteServiceVersion20100801.GetMetricStatistics",
  "method": "POST",
  "path": "/"
};

export const listMetrics: ServiceOperation<ListMetricsInput, ListMetricsOutput> = {
  "name": "ListMetrics",
  "service": "monitoring",
  "target": "GraniteServiceVersion20100801.ListMetrics",
  "method": "POST",
  "path": "/"
};
