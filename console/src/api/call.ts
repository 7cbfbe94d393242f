/** Calls an operation as every client of AWS does, but with the session's cookie in place of a signature. */

import { ofChange } from './change';
import type { Layout, ServiceOperation, Wire } from './operation';

type Members = Record<string, unknown>;

/** What a service, or the way to it, answered in place of a result. `message` is in the service's words. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly requestId: string | undefined,
  ) {
    super(message);
  }

  get isSignedOut(): boolean {
    return this.code === 'ExpiredTokenException';
  }
}

/** The operation's answer. Throws ServiceError, also where the server can't be reached. */
export async function call<Input extends object, Output>(
  operation: ServiceOperation<Input, Output>,
  input: Input,
  signal?: AbortSignal,
): Promise<Output> {
  const response = await send(operation, input, signal);
  const text = await response.text();
  if (!response.ok) throw refusal(response, text);
  // Of the model's shape: the server's own encoder wrote it.
  return output(operation.output ?? {}, response, text) as Output;
}

async function send(operation: Wire, input: object, signal?: AbortSignal): Promise<Response> {
  const request = operation.target === undefined ? restRequest(operation, { ...input }) : rpcRequest(operation, input);
  try {
    return await fetch(`/console/call/${operation.service}${request.path}`, {
      method: operation.method,
      headers: { ...ofChange(), ...request.headers },
      body: request.body,
      signal,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ServiceError('Unreachable', `The server did not answer: ${String(cause)}`, 0, undefined);
  }
}

interface Request {
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

function rpcRequest(operation: Wire, input: object): Request {
  return { path: operation.path, headers: { 'x-amz-target': operation.target ?? '' }, body: JSON.stringify(input) };
}

function restRequest(operation: Wire, members: Members): Request {
  const layout = operation.input ?? {};
  const headers: Record<string, string> = {};
  const query = new URLSearchParams();
  const [pattern = '', fixed = ''] = operation.path.split('?');
  let path = pattern;
  for (const [member, [location, name]] of Object.entries(layout.bound ?? {})) {
    const value = members[member];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of the caller's members
    delete members[member];
    if (value === undefined) continue;
    if (location === 'uri') path = path.replace(new RegExp(`\\{${name}\\+?\\}`), encodeURIComponent(String(value)));
    else if (location === 'header') headers[name] = String(value);
    else for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  const search = [fixed, query.toString()].filter(Boolean).join('&');
  return { path: search ? `${path}?${search}` : path, headers, body: body(operation, layout, members) };
}

function body(operation: Wire, layout: Layout, members: Members): string | undefined {
  if (layout.payload !== undefined) {
    const [member, kind] = layout.payload;
    const payload = members[member];
    if (payload === undefined) return undefined;
    return kind === 'json' ? JSON.stringify(payload) : String(payload);
  }
  const isEmpty = Object.values(members).every((value) => value === undefined);
  return isEmpty && operation.method !== 'POST' ? undefined : JSON.stringify(members);
}

function output(layout: Layout, response: Response, text: string): Members {
  const members: Members = {};
  for (const [member, [location, name]] of Object.entries(layout.bound ?? {})) {
    const value = location === 'statusCode' ? response.status : response.headers.get(name);
    if (value !== null) members[member] = value;
  }
  if (layout.payload !== undefined) {
    const [member, kind] = layout.payload;
    return { ...members, [member]: kind === 'json' ? parsed(text) : text };
  }
  return { ...(parsed(text) as Members), ...members };
}

/** Reads what went wrong out of an answer of any of the protocols. */
export function refusal(response: Response, text: string): ServiceError {
  const told = parsed(text) as Partial<Record<'message' | 'Message' | '__type', string>>;
  const code = response.headers.get('x-amzn-errortype') ?? told.__type ?? `HTTP ${response.status}`;
  const message = told.message ?? told.Message ?? response.statusText;
  return new ServiceError(code, message, response.status, response.headers.get('x-amzn-requestid') ?? undefined);
}

function parsed(text: string): object {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
