/** The browser's session: who is signed in, where, and how to begin and end it. */

import { queryOptions, useQuery } from '@tanstack/react-query';
import { refusal, ServiceError } from './call';
import { keepToken, ofChange } from './change';

const PATH = '/console/session';

/** What the server tells whoever is signed in. */
export interface Session {
  accessKeyId: string;
  account: string;
  version: string;
  region: string;
  runtimes: string[];
  architecture: string;
  /** For what is sent, and for no page to show. */
  changeToken: string;
}

export interface Credentials {
  accessKeyId?: string;
  secretAccessKey?: string;
  link?: string;
}

/** The session, or null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await ask('GET');
    } catch (error) {
      if (error instanceof ServiceError && error.isSignedOut) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** The session of a page that is shown to signed-in people only. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('this page needs a session');
  return data;
}

export function signIn(credentials: Credentials): Promise<Session> {
  return ask('POST', credentials);
}

export async function signOut(): Promise<void> {
  await fetch(PATH, { method: 'DELETE', headers: ofChange() });
}

async function ask(method: string, sent?: Credentials): Promise<Session> {
  // Asked for without more than index.html asks for: the answer to that is taken then, and is there by now.
  const request = sent && { headers: ofChange(), body: JSON.stringify(sent) };
  const response = await fetch(PATH, { method, ...request });
  const text = await response.text();
  if (!response.ok) throw refusal(response, text);
  const session = JSON.parse(text) as Session;
  keepToken(session.changeToken);
  return session;
}
