/** A function's log, newest line first: read whole once, and then only what came since. */

import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { call, ServiceError } from '../../../api/call';
import { searchLogEvents, type LogEvent, type SearchLogEventsRequest } from '../../../api/generated/cloister';
import { keyOf } from '../../../api/hooks';

const EVERY_MS = 2000;
const PAGE_SIZE = 1000;
/** Read at once; a search over more is to be narrowed. */
const PAGES_MAX = 20;
/** Lines kept on the page; older ones are forgotten. */
export const LINES_MAX = 500;
/** From a line's time until it can be read, at most: a busy environment's are written in pieces. */
const LATENESS_S = 10;

export interface Wanted {
  group: string;
  tenant: string | undefined;
  pattern: string | undefined;
  /** How far back, in seconds. */
  span: number;
  /** Whether lines that come are shown as they come. */
  isLive: boolean;
}

export interface Lines {
  events: LogEvent[];
  /** Whether there are more than were read. */
  isCut: boolean;
}

export function useLogLines({ group, tenant, pattern, span, isLive }: Wanted): UseQueryResult<Lines, ServiceError> {
  const client = useQueryClient();
  const input = { LogGroupName: group, TenantId: tenant, FilterPattern: pattern };
  const queryKey = [...keyOf(searchLogEvents, input), span];
  return useQuery<Lines, ServiceError>({
    queryKey,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<Lines>(queryKey);
      const from = Date.now() / 1000 - span;
      const newest = before?.events[0]?.Timestamp ?? 0;
      const read = await readAll({ ...input, Since: Math.max(from, newest - LATENESS_S) }, signal);
      return merged(before?.events.filter(({ Timestamp = 0 }) => Timestamp >= from) ?? [], read);
    },
    refetchInterval: isLive ? EVERY_MS : false,
  });
}

async function readAll(input: SearchLogEventsRequest, signal: AbortSignal): Promise<Lines> {
  const events: LogEvent[] = [];
  let NextToken: string | undefined;
  try {
    for (let count = 0; count < PAGES_MAX; count += 1) {
      const page = await call(searchLogEvents, { ...input, MaxItems: PAGE_SIZE, NextToken }, signal);
      events.push(...(page.Events ?? []));
      NextToken = page.NextToken;
      if (NextToken === undefined) break;
    }
  } catch (error) {
    // Before its first line a function has no log group.
    if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error;
  }
  return { events, isCut: NextToken !== undefined };
}

function merged(before: LogEvent[], { events, isCut }: Lines): Lines {
  const all = new Map([...before, ...events].map((event) => [event.EventId ?? '', event]));
  // Their IDs are in the order of their times.
  const newestFirst = [...all.values()].sort((a, b) => ((a.EventId ?? '') < (b.EventId ?? '') ? 1 : -1));
  return { events: newestFirst.slice(0, LINES_MAX), isCut };
}
