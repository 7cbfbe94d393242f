/** How many environments of a function may run at once: what it has reserved, or a share of the account's. */

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { deleteFunctionConcurrency, putFunctionConcurrency } from '../../../api/generated/lambda';
import { useAction } from '../../../api/hooks';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';

export function Concurrency({ shown }: TabProps) {
  const FunctionName = shown.Configuration?.FunctionName ?? '';
  const reserved = shown.Concurrency?.ReservedConcurrentExecutions;
  const [asked, setAsked] = useState(reserved === undefined ? '' : String(reserved));
  const reserve = useAction(putFunctionConcurrency);
  const release = useAction(deleteFunctionConcurrency);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={reserved === undefined ? 'Shares what the account has unreserved.' : `${reserved} reserved.`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                disabled={reserved === undefined}
                loading={release.isPending}
                onClick={() => release.mutate({ FunctionName }, { onSuccess: () => setAsked('') })}
              >
                Release
              </Button>
              <Button
                disabled={asked === ''}
                loading={reserve.isPending}
                onClick={() => reserve.mutate({ FunctionName, ReservedConcurrentExecutions: Number(asked) })}
              >
                Reserve
              </Button>
            </SpaceBetween>
          }
        >
          Reserved concurrency
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Trouble error={reserve.error ?? release.error} />
        <FormField label="Invocations at once" constraintText="0 lets none run.">
          <Input type="number" inputMode="numeric" value={asked} onChange={({ detail }) => setAsked(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
