/** All tenants: what they hold now, and what they have used this month and what that costs. */

import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { listTenants, type TenantSummary } from '../../api/generated/cloister';
import { useFilter, usePages } from '../../api/pages';
import { ago } from '../../shell/format';
import { Crumbs } from '../../shell/Layout';
import { PageOfTable } from '../../shell/PageOfTable';
import { TenantLink } from './TenantLink';
import { monthStart, USAGE } from './usage';

/** The meter itself is some seconds behind. */
const EVERY_MS = 5000;

const COLUMNS: TableProps.ColumnDefinition<TenantSummary>[] = [
  { id: 'tenant', header: 'Tenant', cell: ({ TenantId = '' }) => <TenantLink id={TenantId} />, isRowHeader: true },
  {
    id: 'environments',
    header: 'Environments now',
    cell: ({ Environments = 0, ActiveEnvironments = 0 }) => `${Environments} (${ActiveEnvironments} busy)`,
  },
  ...USAGE.map(({ id, label, of }) => ({ id, header: label, cell: ({ Usage = {} }: TenantSummary) => of(Usage) })),
  { id: 'used', header: 'Last used', cell: (it) => <span className="unbroken">{ago(it.LastUsedAt)}</span> },
];

export default function Tenants() {
  const filter = useFilter();
  const { page, pagination } = usePages(
    listTenants,
    { Contains: filter.contains, UsageSince: monthStart() },
    { every: EVERY_MS },
  );
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Tenants' }]} />
      <PageOfTable<TenantSummary>
        title="Tenants"
        variantOfTitle="h1"
        description="Usage is this month's, with the cost by the server's price sheet."
        page={page}
        pagination={pagination}
        filter={filter}
        items={page.data?.Tenants ?? []}
        columnDefinitions={COLUMNS}
        trackBy="TenantId"
        nothing={<Nothing />}
      />
    </SpaceBetween>
  );
}

function Nothing() {
  return (
    <Box textAlign="center" padding="l">
      <b>No tenants yet</b>
      <div>A tenant is here once a function with tenant isolation was invoked for it: its Test tab does that.</div>
    </Box>
  );
}
