/** Operations as React sees them: read once, read all pages, followed, or carried out. */

import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { call, type ServiceError } from './call';
import type { ServiceOperation } from './operation';

interface Reading {
  /** Milliseconds between readings while the page is seen; without it, it is read once. */
  every?: number;
  enabled?: boolean;
}

/** What an operation answers. `null` as input: nothing is asked yet. */
export function useOperation<Input extends object, Output>(
  operation: ServiceOperation<Input, Output>,
  input: Input,
  { every, enabled }: Reading = {},
): UseQueryResult<Output, ServiceError> {
  return useQuery<Output, ServiceError>({
    queryKey: [operation.service, operation.name, input],
    queryFn: ({ signal }) => call(operation, input, signal),
    refetchInterval: every ?? false,
    enabled: enabled ?? true,
  });
}

/** More than this is not read into one table: a filter of the service has to say which. */
const PAGES_MAX = 200;

interface Paging<Output, Item> {
  items: (page: Output) => Item[] | undefined;
  next: (page: Output) => string | undefined;
  /** The member of the input that asks for the page after; Lambda's own lists call it Marker. */
  token?: 'Marker' | 'NextToken';
}

/** All items of a list, page after page as the service hands them out. */
export function useAllPages<Input extends { Marker?: string } | { NextToken?: string }, Output, Item>(
  operation: ServiceOperation<Input, Output>,
  input: Input,
  { items, next, token = 'Marker', every }: Paging<Output, Item> & Reading,
): UseQueryResult<Item[], ServiceError> {
  return useQuery<Item[], ServiceError>({
    queryKey: [operation.service, operation.name, input, 'all pages'],
    queryFn: async ({ signal }) => {
      const all: Item[] = [];
      let place: string | undefined;
      for (let count = 0; count < PAGES_MAX; count += 1) {
        const page = await call(operation, { ...input, [token]: place }, signal);
        all.push(...(items(page) ?? []));
        place = next(page);
        if (place === undefined) break;
      }
      return all;
    },
    refetchInterval: every ?? false,
  });
}

/** An operation to carry out. What was read of its service before is read again afterwards. */
export function useAction<Input extends object, Output>(
  operation: ServiceOperation<Input, Output>,
): UseMutationResult<Output, ServiceError, Input> {
  const client = useQueryClient();
  return useMutation<Output, ServiceError, Input>({
    mutationFn: (input) => call(operation, input),
    onSuccess: () => client.invalidateQueries({ queryKey: [operation.service] }),
  });
}
