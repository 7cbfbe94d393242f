/** What a tenant has used this month, as it is told wherever tenants are shown. */

import type { TenantUsage } from '../../api/generated/cloister';
import { money } from '../../shell/format';

interface Figure {
  id: string;
  label: string;
  of: (usage: TenantUsage) => string;
}

export const USAGE: Figure[] = [
  { id: 'invocations', label: 'Invocations', of: ({ Requests = 0 }) => String(Requests) },
  { id: 'errors', label: 'Errors', of: ({ Errors = 0 }) => String(Errors) },
  { id: 'gbSeconds', label: 'GB-seconds', of: ({ GBSeconds = 0 }) => GBSeconds.toFixed(3) },
  { id: 'created', label: 'Environments created', of: ({ EnvironmentsCreated = 0 }) => String(EnvironmentsCreated) },
  { id: 'cost', label: 'Cost', of: ({ Cost = {} }) => money(Cost) },
];

/** Where the month began in UTC, by which months are charged: epoch seconds. */
export function monthStart(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / 1000;
}
