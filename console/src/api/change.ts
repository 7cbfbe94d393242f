/** What every change carries: the session's token, which no page of another place can read, and its form. */

let token = '';

/** From now on, of this session. */
export function keepToken(changeToken: string): void {
  token = changeToken;
}

/** The headers without which the server refuses a change. */
export function ofChange(): Record<string, string> {
  return { 'content-type': 'application/json', 'x-cloister-change': token };
}
