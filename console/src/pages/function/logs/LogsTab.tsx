/** What a function has printed, of all tenants or one, searched and followed while it comes. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { LogEvent } from '../../../api/generated/cloister';
import { type Filter, useFilter } from '../../../api/pages';
import { clock, printable } from '../../../shell/format';
import { Trouble } from '../../../shell/Trouble';
import { TenantLink } from '../../tenants/TenantLink';
import type { TabProps } from '../tabs';
import { LINES_MAX, useLogLines } from './useLogLines';

const HOUR_S = 3600;
type Span = (typeof SPANS)[number];
const SPANS = [
  { value: String(HOUR_S / 12), label: 'The last 5 minutes' },
  { value: String(HOUR_S), label: 'The last hour' },
  { value: String(24 * HOUR_S), label: 'The last day' },
  { value: String(7 * 24 * HOUR_S), label: 'The last week' },
];

const COLUMNS: TableProps.ColumnDefinition<LogEvent>[] = [
  { id: 'time', header: 'Time', cell: ({ Timestamp }) => <span className="unbroken">{clock(Timestamp)}</span>, width: 170 },
  {
    id: 'tenant',
    header: 'Tenant',
    cell: ({ TenantId }) => (TenantId === undefined ? '–' : <TenantLink id={TenantId} />),
    width: 180,
  },
  { id: 'message', header: 'Message', cell: (it) => <Line of={it} />, isRowHeader: true },
];

/** On a phone: all of a line in one column. */
const STACKED: TableProps.ColumnDefinition<LogEvent>[] = [
  {
    id: 'line',
    header: 'Line',
    cell: (it) => (
      <>
        <Box variant="small" display="block">
          {clock(it.Timestamp)} {it.TenantId !== undefined && <TenantLink id={it.TenantId} />}
        </Box>
        <Line of={it} />
      </>
    ),
    isRowHeader: true,
  },
];

function columns(isIsolated: boolean): TableProps.ColumnDefinition<LogEvent>[] {
  if (matchMedia('(max-width: 688px)').matches) return STACKED;
  return COLUMNS.filter(({ id }) => id !== 'tenant' || isIsolated);
}

export function LogsTab({ shown }: TabProps) {
  const { FunctionName = '', LoggingConfig, TenancyConfig } = shown.Configuration ?? {};
  const [search] = useSearchParams();
  const tenant = useFilter(search.get('tenant') ?? '');
  const pattern = useFilter();
  const [span, setSpan] = useState(SPANS[1]);
  const [isLive, setIsLive] = useState(true);
  const lines = useLogLines({
    group: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    tenant: tenant.contains,
    pattern: pattern.contains,
    span: Number(span?.value),
    isLive,
  });
  const isIsolated = TenancyConfig !== undefined;
  return (
    <SpaceBetween size="m">
      <Trouble error={lines.error} onRetry={() => void lines.refetch()} />
      {lines.data?.isCut && (
        <Alert type="warning">There are more lines than could be read: choose a shorter time, a tenant or a pattern.</Alert>
      )}
      <Table<LogEvent>
        items={lines.data?.events ?? []}
        columnDefinitions={columns(isIsolated)}
        trackBy="EventId"
        contentDensity="compact"
        wrapLines
        loading={lines.isPending}
        loadingText="Loading log lines"
        ariaLabels={{ tableLabel: 'Log lines' }}
        header={
          <Header
            variant="h2"
            description={`The newest first, ${LINES_MAX} at most.`}
            actions={
              <Toggle checked={isLive} onChange={({ detail }) => setIsLive(detail.checked)}>
                Live tail
              </Toggle>
            }
          >
            Logs
          </Header>
        }
        filter={<Filters tenant={isIsolated ? tenant : undefined} pattern={pattern} span={span} onSpan={setSpan} />}
        empty={<Nothing isSearched={tenant.contains !== undefined || pattern.contains !== undefined} />}
      />
    </SpaceBetween>
  );
}

interface FiltersProps {
  /** None where all lines are of one tenant. */
  tenant: Filter | undefined;
  pattern: Filter;
  span: Span | undefined;
  onSpan: (span: Span | undefined) => void;
}

function Filters({ tenant, pattern, span, onSpan }: FiltersProps) {
  return (
    <SpaceBetween direction="horizontal" size="m">
      {tenant && (
        <FormField label="Tenant ID">
          <Input
            value={tenant.text}
            onChange={({ detail }) => tenant.setText(detail.value)}
            placeholder="All tenants"
            spellcheck={false}
          />
        </FormField>
      )}
      <FormField label="Filter pattern">
        <Input
          value={pattern.text}
          onChange={({ detail }) => pattern.setText(detail.value)}
          placeholder={'ERROR, "two words", { $.level = "WARN" }'}
          spellcheck={false}
        />
      </FormField>
      <FormField label="Time">
        <Select
          selectedOption={span ?? null}
          options={SPANS}
          onChange={({ detail }) => onSpan(SPANS.find(({ value }) => value === detail.selectedOption.value))}
        />
      </FormField>
    </SpaceBetween>
  );
}

function Line({ of: { Message = '' } }: { of: LogEvent }) {
  return <span className="log-line">{printable(Message.trimEnd())}</span>;
}

function Nothing({ isSearched }: { isSearched: boolean }) {
  return (
    <Box textAlign="center" padding="l">
      <b>No log lines in this time</b>
      <div>
        {isSearched ? 'Of all tenants, or without the pattern, there may be some.' : 'What the function prints is here seconds later: its Test tab invokes it.'}
      </div>
    </Box>
  );
}
