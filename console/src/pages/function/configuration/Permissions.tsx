/** Who else may invoke the function: the statements of its resource policy. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { addPermission, getPolicy, removePermission } from '../../../api/generated/lambda';
import { useAction, useOperation } from '../../../api/hooks';
import { Confirm } from '../../../shell/Confirm';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';

/** As AWS writes them into the policy's text. */
interface Statement {
  Sid: string;
  Principal: unknown;
  Action: unknown;
  Condition?: unknown;
}

export function Permissions({ shown }: TabProps) {
  const FunctionName = shown.Configuration?.FunctionName ?? '';
  const policy = useOperation(getPolicy, { FunctionName });
  const removal = useAction(removePermission);
  const [isAdding, setIsAdding] = useState(false);
  // A function that nobody was given permission to has no policy.
  const hasNone = policy.error?.code === 'ResourceNotFoundException';
  return (
    <SpaceBetween size="s">
      <Trouble error={hasNone ? null : policy.error} />
      <Trouble error={removal.error} />
      <Table<Statement>
        items={hasNone ? [] : statements(policy.data?.Policy)}
        loading={policy.isPending}
        loadingText="Loading permissions"
        trackBy="Sid"
        wrapLines
        ariaLabels={{ tableLabel: 'Permissions' }}
        header={
          <Header
            variant="h2"
            description="The resource policy: who may invoke the function beside this account's own keys."
            actions={<Button onClick={() => setIsAdding(true)}>Add permission</Button>}
          >
            Permissions
          </Header>
        }
        empty={<Box textAlign="center">None yet. Add permission lets another account or a service invoke the function.</Box>}
        columnDefinitions={[
          { id: 'id', header: 'Statement ID', cell: ({ Sid }) => Sid, isRowHeader: true },
          { id: 'principal', header: 'Principal', cell: ({ Principal }) => <Broken value={Principal} /> },
          { id: 'action', header: 'Action', cell: ({ Action }) => <Broken value={Action} /> },
          { id: 'condition', header: 'Condition', cell: ({ Condition }) => <Broken value={Condition ?? '–'} /> },
          {
            id: 'actions',
            header: 'Actions',
            cell: ({ Sid }) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove permission ${Sid}`}
                onClick={() => removal.mutate({ FunctionName, StatementId: Sid })}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      {isAdding && <Add name={FunctionName} onClose={() => setIsAdding(false)} />}
    </SpaceBetween>
  );
}

function Add({ name, onClose }: { name: string; onClose: () => void }) {
  const [draft, setDraft] = useState({ StatementId: '', Principal: '', Action: 'lambda:InvokeFunction', SourceArn: '' });
  const addition = useAction(addPermission);
  const add = () =>
    addition.mutate({ ...draft, FunctionName: name, SourceArn: draft.SourceArn || undefined }, { onSuccess: onClose });
  const field = (member: keyof typeof draft, label: string, placeholder: string) => (
    <FormField label={label}>
      <Input
        value={draft[member]}
        placeholder={placeholder}
        spellcheck={false}
        onChange={({ detail }) => setDraft((old) => ({ ...old, [member]: detail.value }))}
      />
    </FormField>
  );
  return (
    <Confirm
      title="Add permission"
      verb="Add"
      error={addition.error}
      isPending={addition.isPending}
      onConfirm={add}
      onClose={onClose}
    >
      {field('StatementId', 'Statement ID', 'partner')}
      {field('Principal', 'Principal', '123456789012 or events.amazonaws.com')}
      {field('Action', 'Action', 'lambda:InvokeFunction')}
      {field('SourceArn', 'Source ARN (optional)', 'arn:aws:…')}
    </Confirm>
  );
}

function Broken({ value }: { value: unknown }) {
  return <span className="broken-anywhere">{typeof value === 'string' ? value : JSON.stringify(value)}</span>;
}

function statements(policy: string | undefined): Statement[] {
  const { Statement = [] } = JSON.parse(policy ?? '{}') as { Statement?: Statement[] };
  return Statement;
}
