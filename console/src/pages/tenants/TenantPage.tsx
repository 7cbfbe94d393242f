/** One tenant: the functions it uses with its limits there, its environments, and their end. */

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getTenant, type TenantFunction } from '../../api/generated/cloister';
import { useOperation } from '../../api/hooks';
import { Crumbs } from '../../shell/Layout';
import { PageLink } from '../../shell/links';
import { Trouble } from '../../shell/Trouble';
import { EnvironmentTable } from '../environments/EnvironmentTable';
import { FunctionLink } from '../function/FunctionLink';
import { EvictTenant } from './EvictTenant';
import { monthStart, USAGE } from './usage';

function columns(tenant: string): TableProps.ColumnDefinition<TenantFunction>[] {
  const logsOf = (name: string) => `/functions/${name}/logs?${new URLSearchParams({ tenant }).toString()}`;
  return [
    ...COLUMNS,
    {
      id: 'logs',
      header: 'Logs',
      cell: ({ FunctionName = '' }) => <PageLink to={logsOf(FunctionName)} ariaLabel={`Logs of ${FunctionName}`}>Logs</PageLink>,
    },
  ];
}

const COLUMNS: TableProps.ColumnDefinition<TenantFunction>[] = [
  {
    id: 'function',
    header: 'Function',
    cell: ({ FunctionName = '' }) => <FunctionLink name={FunctionName} />,
    isRowHeader: true,
  },
  { id: 'environments', header: 'Environments', cell: (it) => it.Environments ?? 0 },
  { id: 'busy', header: 'Busy', cell: (it) => it.ActiveEnvironments ?? 0 },
  { id: 'concurrency', header: 'Invocations at once', cell: (it) => it.Limits?.MaxConcurrency ?? 'No limit' },
  { id: 'rate', header: 'Requests per second', cell: (it) => it.Limits?.RequestsPerSecond ?? 'No limit' },
];

export default function TenantPage() {
  const [search] = useSearchParams();
  const id = search.get('id') ?? '';
  const [isLeaving, setIsLeaving] = useState(false);
  const tenant = useOperation(getTenant, { TenantId: id, UsageSince: monthStart() });
  const usage = tenant.data?.Usage ?? {};
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Tenants', to: '/tenants' }, { text: id }]} />
      <Header variant="h1" actions={<Button onClick={() => setIsLeaving(true)}>Evict</Button>}>
        <span className="broken-anywhere">{id}</span>
      </Header>
      <Trouble error={tenant.error} onRetry={() => void tenant.refetch()} />
      <Container header={<Header variant="h2">Usage this month</Header>}>
        <KeyValuePairs columns={3} items={USAGE.map(({ label, of }) => ({ label, value: of(usage) }))} />
      </Container>
      <Table<TenantFunction>
        wrapLines
        items={tenant.data?.Functions ?? []}
        columnDefinitions={columns(id)}
        trackBy="FunctionName"
        loading={tenant.isPending}
        loadingText="Loading functions"
        ariaLabels={{ tableLabel: 'Functions and limits' }}
        header={<Header variant="h2">Functions and limits</Header>}
        empty="No function has an environment or a limit for this tenant now."
      />
      <EnvironmentTable tenant={id} variant="h2" />
      {isLeaving && <EvictTenant id={id} onClose={() => setIsLeaving(false)} />}
    </SpaceBetween>
  );
}
