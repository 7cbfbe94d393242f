/** Operations as React sees them: read once, read all pages, followed, or carried out. */

import { useMutation, useQuery, useQueryClient, type QueryKey, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { call, type ServiceError } from './call';
import type { ServiceOperation, Wire } from './operation';

const SERVICES = 'services';

/** Under what an operation's answer is kept. */
export function keyOf(operation: Wire, input: object): QueryKey {
  return [SERVICES, operation.service, operation.name, input];
}

/** Reads again all that pages show of any service: what changed one thing may be seen in many lists. */
export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [SERVICES] });
}

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
    queryKey: keyOf(operation, input),
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
}

/** All items of one of Lambda's own lists, page after page as the service hands them out. */
export function useAllPages<Input extends { Marker?: string }, Output, Item>(
  operation: ServiceOperation<Input, Output>,
  input: Input,
  { items, next }: Paging<Output, Item>,
): UseQueryResult<Item[], ServiceError> {
  return useQuery<Item[], ServiceError>({
    queryKey: [...keyOf(operation, input), 'all pages'],
    queryFn: async ({ signal }) => {
      const all: Item[] = [];
      let place: string | undefined;
      for (let count = 0; count < PAGES_MAX; count += 1) {
        const page = await call(operation, { ...input, Marker: place }, signal);
        all.push(...(items(page) ?? []));
        place = next(page);
        if (place === undefined) break;
      }
      return all;
    },
  });
}

/** An operation to carry out. What was read before is read again afterwards. */
export function useAction<Input extends object, Output>(
  operation: ServiceOperation<Input, Output>,
): UseMutationResult<Output, ServiceError, Input> {
  const readAgain = useReadAgain();
  return useMutation<Output, ServiceError, Input>({
    mutationFn: (input) => call(operation, input),
    onSuccess: readAgain,
  });
}
