/** One page of a list at a time, filtered by the service: for lists of any length. */

import type { PaginationProps } from '@cloudscape-design/components/pagination';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, type ServiceError } from './call';
import { keyOf } from './hooks';
import type { ServiceOperation } from './operation';

/** Rows of one page. */
export const PAGE_SIZE = 25;
/** Without a key pressed, before the service is asked for what was typed. */
const SETTLED_MS = 300;

interface Paged<Output> {
  page: UseQueryResult<Output, ServiceError>;
  pagination: Pick<
    PaginationProps,
    'currentPageIndex' | 'pagesCount' | 'openEnd' | 'disabled' | 'onChange'
  >;
}

interface Paging {
  /** Milliseconds between readings while the page is seen. */
  every?: number;
}

/** The page that the reader has turned to; another input begins at the first one again. */
export function usePages<Input extends { NextToken?: string; MaxItems?: number }, Output extends { NextToken?: string }>(
  operation: ServiceOperation<Input, Output>,
  input: Input,
  { every }: Paging = {},
): Paged<Output> {
  const list = JSON.stringify(input);
  const [turned, setTurned] = useState<{ list: string; index: number; tokens: (string | undefined)[] }>();
  // The token of each page that is known of, the first one's being none.
  const { index, tokens } = turned?.list === list ? turned : { index: 0, tokens: [undefined] };
  const asked = { ...input, MaxItems: PAGE_SIZE, NextToken: tokens[index] };
  const page = useQuery<Output, ServiceError>({
    queryKey: keyOf(operation, asked),
    queryFn: ({ signal }) => call(operation, asked, signal),
    refetchInterval: every ?? false,
    placeholderData: keepPreviousData,
  });
  const next = page.isPlaceholderData ? undefined : page.data?.NextToken;
  const known = next === undefined ? tokens : [...tokens.slice(0, index + 1), next];
  return {
    page,
    pagination: {
      currentPageIndex: index + 1,
      pagesCount: known.length,
      disabled: page.isPending,
      onChange: ({ detail }) => setTurned({ list, index: detail.currentPageIndex - 1, tokens: known }),
    },
  };
}

/** What is typed, and what of it the service is asked for: undefined for nothing. */
export interface Filter {
  text: string;
  setText: (text: string) => void;
  contains: string | undefined;
}

export function useFilter(initial = ''): Filter {
  const [text, setText] = useState(initial);
  const [settled, setSettled] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, setText, contains: settled === '' ? undefined : settled };
}
