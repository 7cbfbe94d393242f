/** Environments as they are now, read again while the page is seen: all of them, or those of one tenant. */

import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { listEnvironments, type Environment } from '../../api/generated/cloister';
import { useAllPages } from '../../api/hooks';
import { age } from '../../shell/format';
import { PageLink } from '../../shell/links';
import { Trouble } from '../../shell/Trouble';
import { TenantLink } from '../tenants/TenantLink';
import { StopEnvironment } from './StopEnvironment';

const EVERY_MS = 2000;
const PAGE_SIZE = 25;

type State = NonNullable<Environment['State']>;

const STATES: Record<State, [StatusIndicatorProps.Type, string]> = {
  STARTING: ['pending', 'Starting'],
  PREPARED: ['info', 'Prepared'],
  IDLE: ['stopped', 'Idle'],
  BUSY: ['in-progress', 'Busy'],
  DESTROYED: ['error', 'Destroyed'],
};

const COLUMNS: TableProps.ColumnDefinition<Environment>[] = [
  { id: 'id', header: 'Environment', cell: ({ EnvironmentId }) => EnvironmentId, isRowHeader: true },
  {
    id: 'function',
    header: 'Function',
    cell: ({ FunctionName = '' }) => <PageLink to={`/functions/${FunctionName}`}>{FunctionName}</PageLink>,
    sortingField: 'FunctionName',
  },
  { id: 'version', header: 'Version', cell: ({ Version }) => Version ?? '–' },
  {
    id: 'tenant',
    header: 'Tenant',
    cell: ({ TenantId }) => (TenantId === undefined ? '–' : <TenantLink id={TenantId} />),
    sortingField: 'TenantId',
  },
  { id: 'state', header: 'State', cell: ({ State }) => <Status state={State} />, sortingField: 'State' },
  { id: 'isolation', header: 'Isolation', cell: ({ Isolation }) => Isolation?.Wall ?? '–' },
  { id: 'memory', header: 'Memory', cell: ({ MemorySize }) => `${MemorySize} MB`, sortingField: 'MemorySize' },
  { id: 'age', header: 'Age', cell: ({ AgeSeconds = 0 }) => age(AgeSeconds), sortingField: 'AgeSeconds' },
  { id: 'invocations', header: 'Invocations', cell: ({ Invocations }) => Invocations ?? 0, sortingField: 'Invocations' },
];

interface Props {
  /** Without one: of all tenants. */
  tenant?: string;
  variant: 'h1' | 'h2';
}

export function EnvironmentTable({ tenant, variant }: Props) {
  const environments = useAllPages(
    listEnvironments,
    { TenantId: tenant },
    { items: (page) => page.Environments, next: (page) => page.NextToken, token: 'NextToken', every: EVERY_MS },
  );
  const [chosen, setChosen] = useState<Environment>();
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    environments.data ?? [],
    {
      filtering: { empty: <Nothing />, noMatch: <b>No environment matches the filter</b> },
      pagination: { pageSize: PAGE_SIZE },
      sorting: {},
    },
  );
  return (
    <SpaceBetween size="m">
      <Trouble error={environments.error} onRetry={() => void environments.refetch()} />
      <Table
        {...collectionProps}
        items={items}
        columnDefinitions={[...COLUMNS, stopColumn(setChosen)]}
        trackBy="EnvironmentId"
        loading={environments.isPending}
        loadingText="Loading environments"
        ariaLabels={{ tableLabel: 'Environments' }}
        header={
          <Header variant={variant} counter={environments.data && `(${environments.data.length})`}>
            Environments
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find environments"
            filteringAriaLabel="Find environments"
            countText={`${filteredItemsCount ?? 0} found`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
      {chosen && <StopEnvironment environment={chosen} onClose={() => setChosen(undefined)} />}
    </SpaceBetween>
  );
}

function stopColumn(onStop: (environment: Environment) => void): TableProps.ColumnDefinition<Environment> {
  return {
    id: 'stop',
    header: 'Actions',
    cell: (it) => (
      <Button
        variant="inline-link"
        ariaLabel={`Stop ${it.EnvironmentId}`}
        disabled={it.State === 'DESTROYED'}
        onClick={() => onStop(it)}
      >
        Stop
      </Button>
    ),
  };
}

function Status({ state }: { state: State | undefined }) {
  if (state === undefined) return '–';
  const [type, text] = STATES[state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

function Nothing() {
  return (
    <Box textAlign="center" padding="l">
      <b>No environments now</b>
      <div>A function&apos;s Test tab starts one.</div>
    </Box>
  );
}
