/** One invocation at a time, for a tenant where the function isolates them, and all that is told about it. */

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ServiceError } from '../../api/call';
import { listEnvironments, type Environment } from '../../api/generated/cloister';
import { invoke, type FunctionConfiguration, type InvocationRequest } from '../../api/generated/lambda';
import { Trouble } from '../../shell/Trouble';
import { pretty, TEMPLATES } from './savedEvents';
import { Events } from './Events';
import { InvocationResult, type Result } from './InvocationResult';
import type { TabProps } from './tabs';

export function TestTab({ shown }: TabProps) {
  const { FunctionName = '', TenancyConfig } = shown.Configuration ?? ({} as FunctionConfiguration);
  const [event, setEvent] = useState(pretty(TEMPLATES['Hello world']));
  const [tenant, setTenant] = useState('');
  const test = useMutation<Result, ServiceError, InvocationRequest>({ mutationFn: invoked });
  const isIsolated = TenancyConfig !== undefined;
  const run = () =>
    test.mutate({
      FunctionName,
      LogType: 'Tail',
      // Empty is sent as none at all: the service itself says that it needs one.
      TenantId: isIsolated && tenant !== '' ? tenant : undefined,
      Payload: event,
    });
  return (
    <SpaceBetween size="l">
      {(test.data ?? test.error) && (
        <div role="status">
          <Trouble error={test.error} />
          {test.data && <InvocationResult result={test.data} />}
        </div>
      )}
      <Container
        header={
          <Header
            variant="h2"
            description="Invokes $LATEST once and waits for its answer."
            actions={
              <Button variant="primary" loading={test.isPending} onClick={run}>
                Test
              </Button>
            }
          >
            Test event
          </Header>
        }
      >
        <SpaceBetween size="l">
          {isIsolated && <TenantField tenant={tenant} onChange={setTenant} onEnter={run} />}
          <Events functionName={FunctionName} event={event} onChoose={setEvent} />
          <FormField label="Event JSON" errorText={problem(event)} stretch>
            <Textarea value={event} onChange={({ detail }) => setEvent(detail.value)} rows={10} spellcheck={false} />
          </FormField>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

interface TenantFieldProps {
  tenant: string;
  onChange: (tenant: string) => void;
  onEnter: () => void;
}

function TenantField({ tenant, onChange, onEnter }: TenantFieldProps) {
  return (
    <FormField
      label="Tenant ID"
      description="Whose environment runs the event. Functions with tenant isolation need one."
      constraintText="Letters, numbers, spaces and . _ : / = + - @; at most 256."
    >
      <Input
        value={tenant}
        onChange={({ detail }) => onChange(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && onEnter()}
        placeholder="tenant-A"
        spellcheck={false}
      />
    </FormField>
  );
}

async function invoked(request: InvocationRequest): Promise<Result> {
  const answer = await call(invoke, request);
  return { answer, environment: await lastUsed(request) };
}

/** The environment that served this tenant last: this invocation's, unless another has ended since. */
async function lastUsed({ FunctionName, TenantId }: InvocationRequest): Promise<Environment | undefined> {
  try {
    const { Environments = [] } = await call(listEnvironments, { FunctionName, TenantId });
    return Environments.toSorted((a, b) => (b.LastUsedAt ?? 0) - (a.LastUsedAt ?? 0))[0];
  } catch {
    // The answer is what was asked for: where it ran is beside it.
    return undefined;
  }
}

function problem(event: string): string | undefined {
  try {
    JSON.parse(event || '{}');
    return undefined;
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}`;
  }
}
