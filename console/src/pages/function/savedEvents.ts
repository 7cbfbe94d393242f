/** Test events: templates, and those that this browser has saved for a function. */

const EVENTS_MAX = 20;
const EVENT_CHARACTERS_MAX = 100_000;

export const TEMPLATES: Record<string, unknown> = {
  'Hello world': { key1: 'value1', key2: 'value2', key3: 'value3' },
  Empty: {},
  'API Gateway HTTP request': {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/orders',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/orders' } },
    body: '{"item": 7}',
    isBase64Encoded: false,
  },
  'Queue message': {
    Records: [{ messageId: '1', body: 'hello', eventSource: 'aws:sqs', attributes: { ApproximateReceiveCount: '1' } }],
  },
};

export type SavedEvents = Record<string, string>;

/** The events that were saved for a function, by name. */
export function savedEvents(functionName: string): SavedEvents {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(key(functionName)) ?? '{}');
    const entries = Object.entries(saved ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

/** All of them, with this one. Returns undefined where it is too big, or there are too many. */
export function save(functionName: string, name: string, event: string): SavedEvents | undefined {
  const events = { ...savedEvents(functionName), [name]: event };
  if (event.length > EVENT_CHARACTERS_MAX || Object.keys(events).length > EVENTS_MAX) return undefined;
  localStorage.setItem(key(functionName), JSON.stringify(events));
  return events;
}

/** All of them, without this one. */
export function forget(functionName: string, name: string): SavedEvents {
  const events = Object.fromEntries(Object.entries(savedEvents(functionName)).filter(([each]) => each !== name));
  localStorage.setItem(key(functionName), JSON.stringify(events));
  return events;
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function key(functionName: string): string {
  return `cloister.events.${functionName}`;
}
