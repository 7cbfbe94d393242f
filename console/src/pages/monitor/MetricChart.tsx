/** One chart: lines over time, each value as it was measured. */

import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import LineChart, { type LineChartProps } from '@cloudscape-design/components/line-chart';
import type { MetricDataResult } from '../../api/generated/cloudwatch';
import type { ChartOf, Range, Span } from './metrics';

const HEIGHT_PX = 180;
const DIGITS = 2;
/** Room above the highest value. */
const HEADROOM = 1.1;
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit' });
const DAY_SECONDS = 86_400;

interface Props {
  chart: ChartOf;
  /** By the ids of their queries. */
  results: Map<string, MetricDataResult>;
  range: Range;
  span: Span;
}

export function MetricChart({ chart, results, range, span }: Props) {
  const series = chart.lines.map(({ id, title }): LineChartProps<Date>['series'][number] => ({
    type: 'line',
    title,
    data: points(results.get(id), chart, range, span),
    valueFormatter: (value) => `${rounded(value)}${chart.unit === 'Count' ? '' : ` ${chart.unit}`}`,
  }));
  const highest = Math.max(1, ...series.flatMap((it) => ('data' in it ? it.data.map(({ y }) => y) : [])));
  // Where something happened, nothing else did; what was not measured is not known.
  const telling = chart.without === 'zero' ? [...results.values()] : chart.lines.map(({ id }) => results.get(id));
  const isEmpty = telling.every((it) => it?.Values?.length === 0);
  return (
    <Container header={<Header variant="h2">{chart.title}</Header>} fitHeight>
      <LineChart
        series={isEmpty ? [] : series}
        xScaleType="time"
        xDomain={[moment(span.start), moment(span.end)]}
        yDomain={[0, highest * HEADROOM]}
        yTitle={chart.unit}
        height={HEIGHT_PX}
        hideFilter
        ariaLabel={chart.title}
        empty="No data in this time."
        i18nStrings={{
          xTickFormatter: (at) => (range.seconds > DAY_SECONDS ? DAY : TIME).format(at),
          yTickFormatter: rounded,
        }}
      />
    </Container>
  );
}

function points(result: MetricDataResult | undefined, chart: ChartOf, range: Range, span: Span) {
  const { Timestamps = [], Values = [] } = result ?? {};
  const measured = new Map(Timestamps.map((at, index) => [at, Values[index] ?? 0]));
  if (chart.without === 'gap') {
    // A line as long as its time: a value that has no others beside it would be a point, and not be seen.
    return [...measured].flatMap(([at, y]) => [at, at + range.period - 1].map((end) => ({ x: moment(end), y })));
  }
  const periods = Array.from({ length: range.seconds / range.period }, (_, index) => span.start + index * range.period);
  return periods.map((at) => ({ x: moment(at), y: measured.get(at) ?? 0 }));
}

function moment(epochSeconds: number): Date {
  return new Date(epochSeconds * 1000);
}

function rounded(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: DIGITS });
}
