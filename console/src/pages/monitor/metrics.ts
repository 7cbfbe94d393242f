/** What is shown of a function's metrics: which charts of which statistics, over which times, and how they are asked for. */

import type { GetMetricDataInput, MetricDataQuery } from '../../api/generated/cloudwatch';

interface Line {
  /** Of the query; as CloudWatch wants it. */
  id: string;
  title: string;
  metric: string;
  stat: string;
}

export interface ChartOf {
  title: string;
  unit: string;
  lines: Line[];
  /** What a time without data stands for: nothing happened, or nothing is known. */
  without: 'zero' | 'gap';
}

export const CHARTS: ChartOf[] = [
  {
    title: 'Invocations, errors and throttles',
    unit: 'Count',
    without: 'zero',
    lines: [
      { id: 'invocations', title: 'Invocations', metric: 'Invocations', stat: 'Sum' },
      { id: 'errors', title: 'Errors', metric: 'Errors', stat: 'Sum' },
      { id: 'throttles', title: 'Throttles', metric: 'Throttles', stat: 'Sum' },
    ],
  },
  {
    title: 'Duration',
    unit: 'ms',
    without: 'gap',
    lines: [
      { id: 'p50', title: 'p50', metric: 'Duration', stat: 'p50' },
      { id: 'p90', title: 'p90', metric: 'Duration', stat: 'p90' },
      { id: 'p99', title: 'p99', metric: 'Duration', stat: 'p99' },
    ],
  },
  {
    title: 'Environments',
    unit: 'Count',
    without: 'gap',
    lines: [
      { id: 'active', title: 'Active', metric: 'EnvironmentsActive', stat: 'Maximum' },
      { id: 'idle', title: 'Idle', metric: 'EnvironmentsIdle', stat: 'Maximum' },
    ],
  },
  {
    title: 'Environments created',
    unit: 'Count',
    without: 'zero',
    lines: [{ id: 'created', title: 'Created for a tenant', metric: 'TenantEnvironmentsCreated', stat: 'Sum' }],
  },
];

export interface Range {
  id: string;
  label: string;
  seconds: number;
  /** Seconds of one point. */
  period: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
export const FIRST_RANGE: Range = { id: '1h', label: '1 hour', seconds: HOUR, period: MINUTE };
export const RANGES: Range[] = [
  FIRST_RANGE,
  { id: '3h', label: '3 hours', seconds: 3 * HOUR, period: MINUTE },
  { id: '1d', label: '1 day', seconds: 24 * HOUR, period: 15 * MINUTE },
  { id: '1w', label: '1 week', seconds: 7 * 24 * HOUR, period: 2 * HOUR },
];

export interface Span {
  /** Epoch seconds, whole minutes: the server's periods begin there. */
  start: number;
  end: number;
}

/** The range that ends with the minute that runs now. */
export function spanOf(range: Range): Span {
  const end = Math.ceil(Date.now() / 1000 / MINUTE) * MINUTE;
  return { start: end - range.seconds, end };
}

/** All that the charts show, with one request. */
export function asked(name: string, tenant: string | undefined, range: Range, span: Span): GetMetricDataInput {
  const Dimensions = [{ Name: 'FunctionName', Value: name }];
  if (tenant !== undefined) Dimensions.push({ Name: 'TenantId', Value: tenant });
  const query = ({ id, metric, stat }: Line): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: metric, Dimensions },
      Period: range.period,
      Stat: stat,
    },
  });
  return {
    MetricDataQueries: CHARTS.flatMap(({ lines }) => lines.map(query)),
    StartTime: span.start,
    EndTime: span.end,
    ScanBy: 'TimestampAscending',
  };
}
