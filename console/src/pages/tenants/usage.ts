/** What each tenant has used this month: the ledger's rows, added up by tenant. */

import type { UsageRow } from '../../api/generated/cloister';

export interface Usage {
  invocations: number;
  gbSeconds: number;
  created: number;
}

export const UNUSED: Usage = { invocations: 0, gbSeconds: 0, created: 0 };

export function usageByTenant(rows: UsageRow[]): Map<string, Usage> {
  const totals = new Map<string, Usage>();
  for (const { TenantId, Requests = 0, GBSeconds = 0, EnvironmentsCreated = 0 } of rows) {
    if (TenantId === undefined) continue;
    const total = totals.get(TenantId) ?? UNUSED;
    totals.set(TenantId, {
      invocations: total.invocations + Requests,
      gbSeconds: total.gbSeconds + GBSeconds,
      created: total.created + EnvironmentsCreated,
    });
  }
  return totals;
}
