/** An invocation's answer: what the function returned or raised, what it took, where it ran and what it said. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Environment } from '../../api/generated/cloister';
import type { InvocationResponse } from '../../api/generated/lambda';
import { pretty } from './savedEvents';
import { logText, report } from './report';

export interface Result {
  answer: InvocationResponse;
  environment: Environment | undefined;
}

export function InvocationResult({ result: { answer, environment } }: { result: Result }) {
  const log = logText(answer.LogResult);
  const { duration, billed, init, memorySize, memoryUsed } = report(log);
  const hasFailed = answer.FunctionError !== undefined;
  return (
    <Alert
      type={hasFailed ? 'error' : 'success'}
      header={hasFailed ? 'Executing function: failed' : 'Executing function: succeeded'}
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Status', value: String(answer.StatusCode ?? '') },
            { label: 'Duration', value: duration ?? '–' },
            { label: 'Billed duration', value: billed ?? '–' },
            { label: 'Init duration', value: init ?? 'None: the environment was warm' },
            { label: 'Max memory used', value: memoryUsed ? `${memoryUsed} of ${memorySize ?? ''}` : '–' },
            { label: 'Environment', value: <span className="broken-anywhere">{environment?.EnvironmentId ?? '–'}</span> },
          ]}
        />
        <Part title="Response" text={formatted(answer.Payload ?? '')} />
        <Part title="Log output" text={log} />
      </SpaceBetween>
    </Alert>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Box variant="h3">{title}</Box>
      <pre className="text-block" tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </div>
  );
}

function formatted(payload: string): string {
  try {
    return pretty(JSON.parse(payload));
  } catch {
    return payload;
  }
}
