/** A table of one page of a list, which the service filters: for lists of any length. */

import Button from '@cloudscape-design/components/button';
import Header, { type HeaderProps } from '@cloudscape-design/components/header';
import Pagination, { type PaginationProps } from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { useFilter } from '../api/pages';
import { Trouble } from './Trouble';

interface Props<Row> extends Omit<TableProps<Row>, 'header' | 'filter' | 'pagination' | 'empty' | 'loading'> {
  /** Of what it has rows, such as `Tenants`. */
  title: string;
  variantOfTitle: HeaderProps.Variant;
  description?: string;
  /** How many rows all pages have, where the service tells. */
  total?: number;
  actions?: ReactNode;
  page: Pick<UseQueryResult<unknown>, 'error' | 'isPending' | 'refetch'>;
  pagination: PaginationProps;
  filter: ReturnType<typeof useFilter>;
  /** What to say where there is nothing at all; what the filter leaves nothing of is told here. */
  nothing: ReactNode;
}

export function PageOfTable<Row>({
  title,
  variantOfTitle,
  description,
  total,
  actions,
  page,
  pagination,
  filter,
  nothing,
  ...table
}: Props<Row>) {
  const find = `Find ${title.toLowerCase()}`;
  const refresh = () => void page.refetch();
  return (
    <SpaceBetween size="m">
      <Trouble error={page.error} onRetry={refresh} />
      <Table<Row>
        wrapLines
        stickyColumns={{ first: 1 }}
        ariaLabels={{ tableLabel: title }}
        {...table}
        loading={page.isPending}
        loadingText={`Loading ${title.toLowerCase()}`}
        header={
          <Header
            variant={variantOfTitle}
            counter={total === undefined ? undefined : `(${total})`}
            description={description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
                {actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={filter.text}
            onChange={({ detail }) => filter.setText(detail.filteringText)}
            filteringPlaceholder={find}
            filteringAriaLabel={find}
          />
        }
        pagination={<Pagination {...pagination} />}
        empty={filter.contains === undefined ? nothing : <b>Nothing matches the filter</b>}
      />
    </SpaceBetween>
  );
}
