/** The code that a new function begins with, by the family of its runtime. */

const PYTHON = `import json

# Kept between invocations of one environment: with tenant isolation, of one tenant.
request_count = 0


def lambda_handler(event, context):
    global request_count
    request_count += 1
    print(json.dumps({"tenant": context.tenant_id, "request_count": request_count}))
    return {"tenant_id": context.tenant_id, "request_count": request_count}
`;

const NODE = `// Kept between invocations of one environment: with tenant isolation, of one tenant.
let requestCount = 0;

export const handler = async (event, context) => {
  requestCount += 1;
  return { tenantId: context.tenantId, requestCount };
};
`;

const SHELL = `#!/bin/sh
# Asks the runtime interface for one event after another, and answers each with itself.
set -eu
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "$api/next")
  id=$(tr -d '\\r' < "$headers" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  curl -sS -d "$event" "$api/$id/response" > /dev/null
done
`;

export interface Starter {
  file: string;
  handler: string;
  code: string;
}

/** What to begin with in a runtime. */
export function starter(runtime: string): Starter {
  if (runtime.startsWith('python')) {
    return { file: 'lambda_function.py', handler: 'lambda_function.lambda_handler', code: PYTHON };
  }
  if (runtime.startsWith('nodejs')) return { file: 'index.mjs', handler: 'index.handler', code: NODE };
  return { file: 'bootstrap', handler: 'handler', code: SHELL };
}
