/** All functions: found by name, runtime or description, sorted, and deleted with their name typed. */

import { useCollection } from '@cloudscape-design/collection-hooks';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { listFunctions, type FunctionConfiguration } from '../../api/generated/lambda';
import { useAllPages } from '../../api/hooks';
import { Crumbs } from '../../shell/Layout';
import { PageLink } from '../../shell/links';
import { moment } from '../../shell/format';
import { Trouble } from '../../shell/Trouble';
import { DeleteFunction } from './DeleteFunction';

const PAGE_SIZE = 25;

const COLUMNS: TableProps.ColumnDefinition<FunctionConfiguration>[] = [
  {
    id: 'name',
    header: 'Function name',
    cell: ({ FunctionName = '' }) => <PageLink to={`/functions/${FunctionName}`}>{FunctionName}</PageLink>,
    sortingField: 'FunctionName',
    isRowHeader: true,
  },
  {
    id: 'tenancy',
    header: 'Tenant isolation',
    cell: (it) => (it.TenancyConfig ? <Badge color="blue">Per tenant</Badge> : '–'),
    sortingComparator: (a, b) => Number(!!a.TenancyConfig) - Number(!!b.TenancyConfig),
  },
  { id: 'runtime', header: 'Runtime', cell: ({ Runtime }) => Runtime ?? '–', sortingField: 'Runtime' },
  { id: 'memory', header: 'Memory', cell: ({ MemorySize }) => `${MemorySize} MB`, sortingField: 'MemorySize' },
  { id: 'description', header: 'Description', cell: ({ Description }) => Description || '–', sortingField: 'Description' },
  { id: 'modified', header: 'Last modified', cell: ({ LastModified }) => moment(LastModified), sortingField: 'LastModified' },
];

export default function Functions() {
  const functions = useAllPages(listFunctions, {}, { items: (page) => page.Functions, next: (page) => page.NextMarker });
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<string>();
  const create = (
    <Button variant="primary" onClick={() => void navigate('/create-function')}>
      Create function
    </Button>
  );
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    functions.data ?? [],
    {
      filtering: { empty: <Nothing action={create} />, noMatch: <Unmatched /> },
      pagination: { pageSize: PAGE_SIZE },
      sorting: { defaultState: { sortingColumn: { sortingField: 'LastModified' }, isDescending: true } },
      selection: { trackBy: 'FunctionName' },
    },
  );
  const chosen = collectionProps.selectedItems?.[0]?.FunctionName;
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Functions' }]} />
      <Trouble error={functions.error} onRetry={() => void functions.refetch()} />
      <Table
        {...collectionProps}
        items={items}
        columnDefinitions={COLUMNS}
        variant="container"
        selectionType="single"
        loading={functions.isPending}
        loadingText="Loading functions"
        ariaLabels={{
          itemSelectionLabel: (_, { FunctionName = '' }) => `Select ${FunctionName}`,
          selectionGroupLabel: 'Function to act on',
          tableLabel: 'Functions',
        }}
        header={
          <Header
            variant="h1"
            counter={functions.data && `(${functions.data.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={() => void functions.refetch()} />
                <Button disabled={chosen === undefined} onClick={() => setDoomed(chosen)}>
                  Delete
                </Button>
                {create}
              </SpaceBetween>
            }
          >
            Functions
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find functions"
            filteringAriaLabel="Find functions"
            countText={`${filteredItemsCount ?? 0} found`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
      {doomed !== undefined && <DeleteFunction name={doomed} onClose={() => setDoomed(undefined)} />}
    </SpaceBetween>
  );
}

function Nothing({ action }: { action: React.ReactNode }) {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="m">
        <b>No functions yet</b>
        <span>Create one, write its code here, and test it for one tenant after another.</span>
        {action}
      </SpaceBetween>
    </Box>
  );
}

function Unmatched() {
  return (
    <Box textAlign="center" padding="l">
      <b>No function matches the filter</b>
    </Box>
  );
}
