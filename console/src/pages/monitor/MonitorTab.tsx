/** How a function is doing, all tenants together or one of them: read again while the tab is seen. */

import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { getMetricData, type MetricDataResult } from '../../api/generated/cloudwatch';
import { keyOf } from '../../api/hooks';
import { useFilter } from '../../api/pages';
import { Trouble } from '../../shell/Trouble';
import type { TabProps } from '../function/tabs';
import { MetricChart } from './MetricChart';
import { asked, CHARTS, FIRST_RANGE, RANGES, spanOf } from './metrics';

const EVERY_MS = 15_000;

export default function MonitorTab({ shown }: TabProps) {
  const name = shown.Configuration?.FunctionName ?? '';
  const isPerTenant = shown.Configuration?.TenancyConfig !== undefined;
  const [rangeId, setRangeId] = useState(FIRST_RANGE.id);
  const tenant = useFilter();
  const read = useMetrics(name, tenant.contains, rangeId);
  return (
    <SpaceBetween size="m">
      <SpaceBetween size="m" direction="horizontal" alignItems="end">
        <SegmentedControl
          label="Time range"
          selectedId={rangeId}
          options={RANGES.map(({ id, label }) => ({ id, text: label }))}
          onChange={({ detail }) => setRangeId(detail.selectedId)}
        />
        {isPerTenant && (
          <FormField label="Tenant" description="Exactly as in the tenant ID. Empty for all together.">
            <Input value={tenant.text} onChange={({ detail }) => tenant.setText(detail.value)} placeholder="All tenants" />
          </FormField>
        )}
      </SpaceBetween>
      <Trouble error={read.error} onRetry={() => void read.refetch()} />
      {read.isPending && <Spinner size="large" />}
      {read.data && (
        <ColumnLayout columns={2}>
          {CHARTS.map((chart) => (
            <MetricChart key={chart.title} chart={chart} {...read.data} />
          ))}
        </ColumnLayout>
      )}
    </SpaceBetween>
  );
}

function useMetrics(name: string, tenant: string | undefined, rangeId: string) {
  const range = RANGES.find(({ id }) => id === rangeId) ?? FIRST_RANGE;
  return useQuery({
    queryKey: keyOf(getMetricData, { name, tenant, rangeId }),
    queryFn: async ({ signal }) => {
      const span = spanOf(range);
      const { MetricDataResults = [] } = await call(getMetricData, asked(name, tenant, range, span), signal);
      const results = new Map(MetricDataResults.map((it): [string, MetricDataResult] => [it.Id ?? '', it]));
      return { results, range, span };
    },
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
}
