/** All functions: found by name, runtime or description, sorted, and deleted with their name typed. */

import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { searchFunctions, type FunctionSummary, type SearchFunctionsRequest } from '../../api/generated/cloister';
import { useFilter, usePages } from '../../api/pages';
import { moment } from '../../shell/format';
import { Crumbs } from '../../shell/Layout';
import { PageOfTable } from '../../shell/PageOfTable';
import { FunctionLink } from '../function/FunctionLink';
import { DeleteFunction } from './DeleteFunction';

type Order = NonNullable<SearchFunctionsRequest['SortBy']>;

/** The service sorts by a column's `sortingField`. */
const COLUMNS: (TableProps.ColumnDefinition<FunctionSummary> & { sortingField?: Order })[] = [
  {
    id: 'name',
    header: 'Function name',
    cell: ({ FunctionName = '' }) => <FunctionLink name={FunctionName} />,
    sortingField: 'NAME',
    isRowHeader: true,
  },
  {
    id: 'tenancy',
    header: 'Tenant isolation',
    cell: (it) => (it.IsolatesTenants ? <Badge color="blue">Per tenant</Badge> : '–'),
  },
  { id: 'runtime', header: 'Runtime', cell: ({ Runtime }) => Runtime ?? '–', sortingField: 'RUNTIME' },
  { id: 'memory', header: 'Memory', cell: ({ MemorySize }) => `${MemorySize} MB`, sortingField: 'MEMORY_SIZE' },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => <span className="broken-anywhere">{Description || '–'}</span>,
    minWidth: 160,
  },
  { id: 'modified', header: 'Last modified', cell: ({ LastModified }) => moment(LastModified), sortingField: 'LAST_MODIFIED' },
];

export default function Functions() {
  const filter = useFilter();
  const [sorting, setSorting] = useState<TableProps.SortingState<FunctionSummary>>({
    sortingColumn: { sortingField: 'LAST_MODIFIED' },
    isDescending: true,
  });
  const { page, pagination } = usePages(searchFunctions, {
    Contains: filter.contains,
    SortBy: sorting.sortingColumn.sortingField as Order,
    Descending: sorting.isDescending,
  });
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<FunctionSummary>();
  const [doomed, setDoomed] = useState<string>();
  const create = (
    <Button variant="primary" onClick={() => void navigate('/create-function')}>
      Create function
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Functions' }]} />
      <PageOfTable<FunctionSummary>
        title="Functions"
        variantOfTitle="h1"
        total={page.data?.Total}
        page={page}
        pagination={pagination}
        filter={filter}
        items={page.data?.Functions ?? []}
        columnDefinitions={COLUMNS}
        sortingColumn={sorting.sortingColumn}
        sortingDescending={sorting.isDescending}
        onSortingChange={({ detail }) => setSorting(detail)}
        trackBy="FunctionName"
        selectionType="single"
        selectedItems={chosen ? [chosen] : []}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0])}
        ariaLabels={{
          itemSelectionLabel: (_, { FunctionName = '' }) => `Select ${FunctionName}`,
          selectionGroupLabel: 'Function to act on',
          tableLabel: 'Functions',
        }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={chosen === undefined} onClick={() => setDoomed(chosen?.FunctionName)}>
              Delete
            </Button>
            {create}
          </SpaceBetween>
        }
        nothing={<Nothing action={create} />}
      />
      {doomed !== undefined && (
        <DeleteFunction name={doomed} onClose={() => setDoomed(undefined)} onDeleted={() => setChosen(undefined)} />
      )}
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
