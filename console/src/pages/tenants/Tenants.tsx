/** All tenants: what they hold now, and what they have used this month. */

import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { getUsage, listTenants, type TenantSummary } from '../../api/generated/cloister';
import { useAllPages } from '../../api/hooks';
import { moment } from '../../shell/format';
import { Crumbs } from '../../shell/Layout';
import { Trouble } from '../../shell/Trouble';
import { TenantLink } from './TenantLink';
import { UNUSED, usageByTenant, type Usage } from './usage';

const PAGE_SIZE = 25;
/** Of one answer, the most the service hands out: ten requests for 10,000 tenants. */
const ITEMS_MAX = 1000;

type Row = TenantSummary & Usage;

const COLUMNS: TableProps.ColumnDefinition<Row>[] = [
  {
    id: 'tenant',
    header: 'Tenant',
    cell: ({ TenantId = '' }) => <TenantLink id={TenantId} />,
    sortingField: 'TenantId',
    isRowHeader: true,
  },
  { id: 'environments', header: 'Environments', cell: (it) => it.Environments ?? 0, sortingField: 'Environments' },
  { id: 'busy', header: 'Busy', cell: (it) => it.ActiveEnvironments ?? 0, sortingField: 'ActiveEnvironments' },
  { id: 'invocations', header: 'Invocations', cell: (it) => it.invocations, sortingField: 'invocations' },
  { id: 'gbSeconds', header: 'GB-seconds', cell: (it) => it.gbSeconds.toFixed(3), sortingField: 'gbSeconds' },
  { id: 'created', header: 'Environments created', cell: (it) => it.created, sortingField: 'created' },
  { id: 'used', header: 'Last used', cell: (it) => moment(it.LastUsedAt), sortingField: 'LastUsedAt' },
];

export default function Tenants() {
  const tenants = useAllPages(
    listTenants,
    { MaxItems: ITEMS_MAX },
    { items: (page) => page.Tenants, next: (page) => page.NextToken, token: 'NextToken' },
  );
  const usage = useAllPages(
    getUsage,
    { MaxItems: ITEMS_MAX },
    { items: (page) => page.Usage, next: (page) => page.NextToken, token: 'NextToken' },
  );
  const refresh = () => void Promise.all([tenants.refetch(), usage.refetch()]);
  const totals = usageByTenant(usage.data ?? []);
  const rows = (tenants.data ?? []).map((it): Row => ({ ...it, ...(totals.get(it.TenantId ?? '') ?? UNUSED) }));
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(rows, {
    filtering: { empty: <Nothing />, noMatch: <b>No tenant matches the filter</b> },
    pagination: { pageSize: PAGE_SIZE },
    sorting: {},
  });
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Tenants' }]} />
      <Trouble error={tenants.error ?? usage.error} onRetry={refresh} />
      <Table
        {...collectionProps}
        items={items}
        columnDefinitions={COLUMNS}
        trackBy="TenantId"
        loading={tenants.isPending || usage.isPending}
        loadingText="Loading tenants"
        ariaLabels={{ tableLabel: 'Tenants' }}
        header={
          <Header
            variant="h1"
            counter={tenants.data && `(${tenants.data.length})`}
            description="Invocations, GB-seconds and environments created are this month's."
            actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />}
          >
            Tenants
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find tenants"
            filteringAriaLabel="Find tenants"
            countText={`${filteredItemsCount ?? 0} found`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}

function Nothing() {
  return (
    <Box textAlign="center" padding="l">
      <b>No tenants yet</b>
      <div>A tenant is here once a function with tenant isolation was invoked for it.</div>
    </Box>
  );
}
