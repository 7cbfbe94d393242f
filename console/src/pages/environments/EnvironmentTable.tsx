/** Environments as they are now, read again while the page is seen: all of them, or those of one tenant. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { listEnvironments, type Environment } from '../../api/generated/cloister';
import { useFilter, usePages } from '../../api/pages';
import { age } from '../../shell/format';
import { PageOfTable } from '../../shell/PageOfTable';
import { FunctionLink } from '../function/FunctionLink';
import { TenantLink } from '../tenants/TenantLink';
import { StopEnvironment } from './StopEnvironment';

const EVERY_MS = 2000;
/** Of an ID of 32, as far as people compare them; the whole one is its title, and in the logs. */
const ID_CHARACTERS_SHOWN = 12;
const LATEST = '$LATEST';

type State = NonNullable<Environment['State']>;

const STATES: Record<State, [StatusIndicatorProps.Type, string]> = {
  STARTING: ['pending', 'Starting'],
  PREPARED: ['info', 'Prepared'],
  IDLE: ['stopped', 'Idle'],
  BUSY: ['in-progress', 'Busy'],
  DESTROYED: ['error', 'Destroyed'],
};

const COLUMNS: TableProps.ColumnDefinition<Environment>[] = [
  {
    id: 'id',
    header: 'Environment',
    cell: (it) => <Identity environment={it} />,
    isRowHeader: true,
  },
  { id: 'function', header: 'Function', cell: (it) => <FunctionOf environment={it} /> },
  {
    id: 'tenant',
    header: 'Tenant',
    cell: ({ TenantId }) => (TenantId === undefined ? '–' : <TenantLink id={TenantId} />),
  },
  { id: 'state', header: 'State', cell: ({ State }) => <Status state={State} /> },
  { id: 'memory', header: 'Memory', cell: ({ MemorySize }) => <span className="unbroken">{MemorySize} MB</span> },
  { id: 'age', header: 'Age', cell: ({ AgeSeconds = 0 }) => age(AgeSeconds) },
  { id: 'invocations', header: 'Invocations', cell: ({ Invocations }) => Invocations ?? 0 },
];

interface Props {
  /** Without one: of all tenants. */
  tenant?: string;
  variant: 'h1' | 'h2';
}

export function EnvironmentTable({ tenant, variant }: Props) {
  const filter = useFilter();
  const { page, pagination } = usePages(
    listEnvironments,
    { TenantId: tenant, Contains: filter.contains },
    { every: EVERY_MS },
  );
  const [chosen, setChosen] = useState<Environment>();
  const columns = COLUMNS.filter(({ id }) => id !== 'tenant' || tenant === undefined);
  return (
    <>
      <PageOfTable<Environment>
        title="Environments"
        variantOfTitle={variant}
        total={page.data?.Total}
        page={page}
        pagination={pagination}
        filter={filter}
        items={page.data?.Environments ?? []}
        columnDefinitions={[...columns, stopColumn(setChosen)]}
        trackBy="EnvironmentId"
        nothing={<Nothing />}
      />
      {chosen && <StopEnvironment environment={chosen} onClose={() => setChosen(undefined)} />}
    </>
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

/** Its ID, and what it is behind. */
function Identity({ environment: { EnvironmentId = '', Isolation } }: { environment: Environment }) {
  return (
    <>
      <code title={EnvironmentId}>{EnvironmentId.slice(0, ID_CHARACTERS_SHOWN)}</code>
      <Box variant="small" display="block">{Isolation?.Wall}</Box>
    </>
  );
}

function FunctionOf({ environment: { FunctionName = '', Version } }: { environment: Environment }) {
  return (
    <>
      <FunctionLink name={FunctionName} />
      {Version !== LATEST && <Box variant="small" display="block">version {Version}</Box>}
    </>
  );
}

function Status({ state }: { state: State | undefined }) {
  if (state === undefined) return '–';
  const [type, text] = STATES[state];
  return (
    <StatusIndicator type={type} wrapText={false}>
      {text}
    </StatusIndicator>
  );
}

function Nothing() {
  return (
    <Box textAlign="center" padding="l">
      <b>No environments now</b>
      <div>A function&apos;s Test tab starts one.</div>
    </Box>
  );
}
