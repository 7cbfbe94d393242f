/** What the REPORT line of an invocation tells, read out of its log tail. */

export interface Report {
  duration?: string;
  billed?: string;
  init?: string;
  memorySize?: string;
  memoryUsed?: string;
}

const FIELDS: Record<keyof Report, RegExp> = {
  duration: /\tDuration: ([\d.]+ ms)/,
  billed: /\tBilled Duration: (\d+ ms)/,
  init: /\tInit Duration: ([\d.]+ ms)/,
  memorySize: /\tMemory Size: (\d+ MB)/,
  memoryUsed: /\tMax Memory Used: (\d+ MB)/,
};

/** The platform's own line is the last of its kind: what the function prints comes before it. */
export function report(log: string): Report {
  const line = log.split('\n').findLast((it) => it.startsWith('REPORT RequestId: ')) ?? '';
  const found = Object.entries(FIELDS).map(([field, pattern]) => [field, pattern.exec(line)?.[1]]);
  return Object.fromEntries(found) as Report;
}

/** The text of LogResult. */
export function logText(encoded: string | undefined): string {
  const binary = atob(encoded ?? '');
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
