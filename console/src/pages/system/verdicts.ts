/** The doctor's verdicts as the console shows and counts them. */

import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Finding } from '../../api/generated/cloister';

type Verdict = NonNullable<Finding['Verdict']>;

export const VERDICTS: Record<Verdict, { type: StatusIndicatorProps.Type; text: string }> = {
  MISSING: { type: 'error', text: 'missing' },
  WARN: { type: 'warning', text: 'warn' },
  OK: { type: 'success', text: 'ok' },
};

/** How many there are of each verdict, the worst first: `1 missing, 3 warn, 40 ok`. */
export function counts(findings: Finding[]): string {
  const of = (verdict: string) => findings.filter(({ Verdict }) => Verdict === verdict).length;
  const told = Object.entries(VERDICTS).map(([verdict, { text }]) => ({ count: of(verdict), text }));
  return told
    .filter(({ count }) => count > 0)
    .map(({ count, text }) => `${count} ${text}`)
    .join(', ');
}
