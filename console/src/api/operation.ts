/** How an operation of a service travels: what the generated clients fill in and `call` reads. */

export interface Layout {
  /** Members outside of the body: where, and by what name. */
  bound?: Record<string, [string, string]>;
  /** The member that is the whole body. */
  payload?: [string, string];
}

/** What is sent and how, whatever its types. */
export interface Wire {
  name: string;
  service: string;
  method: string;
  path: string;
  /** Of the JSON protocols; without one it is restJson. */
  target?: string;
  input?: Layout;
  output?: Layout;
}

export interface ServiceOperation<Input, Output> extends Wire {
  /** For the compiler only: never there. */
  readonly types?: [Input, Output];
}
