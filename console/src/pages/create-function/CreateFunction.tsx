/** A new function, authored from scratch, with the one choice that can't be changed later: tenant isolation. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { createFunction, type CreateFunctionRequest } from '../../api/generated/lambda';
import { useAction } from '../../api/hooks';
import { fromText, zipped } from '../../api/package';
import { useSession } from '../../api/session';
import { Crumbs } from '../../shell/Layout';
import { useTell } from '../../shell/notices';
import { Trouble } from '../../shell/Trouble';
import { starter } from './starter';

/** Roles mean nothing here, and the API wants one. */
const ROLE = 'role/cloister';

interface Draft {
  name: string;
  runtime: string;
  /** Empty: as the starter code has it. */
  handler: string;
  description: string;
  memory: string;
  timeout: string;
  isIsolated: boolean;
}

export default function CreateFunction() {
  const session = useSession();
  const navigate = useNavigate();
  const tell = useTell();
  const creation = useAction(createFunction);
  const [draft, setDraft] = useState<Draft>({
    name: '',
    runtime: session.runtimes.findLast((it) => it.startsWith('python')) ?? session.runtimes[0] ?? '',
    handler: '',
    description: '',
    memory: '128',
    timeout: '3',
    isIsolated: false,
  });
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const create = () => {
    const onSuccess = () => {
      tell(`Function ${draft.name} is created.`);
      void navigate(`/functions/${draft.name}`);
    };
    creation.mutate(request(draft, session.account), { onSuccess });
  };
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Functions', to: '/functions' }, { text: 'Create function' }]} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <Form
          header={<Header variant="h1">Create function</Header>}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={() => void navigate('/functions')}>
                Cancel
              </Button>
              <Button variant="primary" loading={creation.isPending}>
                Create function
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Trouble error={creation.error} />
            <Basics draft={draft} onChange={change} />
            <Additional draft={draft} onChange={change} />
          </SpaceBetween>
        </Form>
      </form>
    </SpaceBetween>
  );
}

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

function Basics({ draft, onChange }: PartProps) {
  const { runtimes, architecture } = useSession();
  return (
    <Container
      header={
        <Header variant="h2" description="Start with a simple example.">
          Author from scratch
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label="Function name" constraintText="Letters, numbers, hyphens and underscores; at most 64.">
          <Input value={draft.name} onChange={({ detail }) => onChange({ name: detail.value })} spellcheck={false} autoFocus />
        </FormField>
        <FormField label="Runtime" description={`Those that this machine has, on ${architecture}.`}>
          <Select
            selectedOption={{ value: draft.runtime, label: draft.runtime }}
            options={runtimes.map((runtime) => ({ value: runtime, label: runtime }))}
            onChange={({ detail }) => onChange({ runtime: detail.selectedOption.value ?? '' })}
            empty="This machine has no runtime: see cloister doctor."
          />
        </FormField>
        <ColumnLayout columns={3}>
          <FormField label="Handler" constraintText="The starter code's, unless you change it.">
            <Input
              value={draft.handler}
              placeholder={starter(draft.runtime).handler}
              onChange={({ detail }) => onChange({ handler: detail.value })}
              spellcheck={false}
            />
          </FormField>
          <FormField label="Memory (MB)">
            <Input value={draft.memory} type="number" inputMode="numeric" onChange={({ detail }) => onChange({ memory: detail.value })} />
          </FormField>
          <FormField label="Timeout (seconds)">
            <Input value={draft.timeout} type="number" inputMode="numeric" onChange={({ detail }) => onChange({ timeout: detail.value })} />
          </FormField>
        </ColumnLayout>
        <FormField label="Description">
          <Input value={draft.description} onChange={({ detail }) => onChange({ description: detail.value })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function Additional({ draft, onChange }: PartProps) {
  return (
    <ExpandableSection
      variant="container"
      headerText="Additional configurations"
      headerDescription="Tenant isolation mode."
    >
      <SpaceBetween size="m">
        <div>
          <Box variant="h3">Tenant isolation mode</Box>
          <Checkbox
            checked={draft.isIsolated}
            onChange={({ detail }) => onChange({ isIsolated: detail.checked })}
            description="Every tenant gets execution environments of its own; each invocation must then name a tenant ID."
          >
            Enable
          </Checkbox>
        </div>
        <Alert type="info">Tenant isolation is chosen when a function is created and can&apos;t be changed later.</Alert>
      </SpaceBetween>
    </ExpandableSection>
  );
}

function request(draft: Draft, account: string): CreateFunctionRequest {
  const { file, handler, code } = starter(draft.runtime);
  return {
    FunctionName: draft.name,
    // The session names the runtimes of this machine, all of which are the model's.
    Runtime: draft.runtime as CreateFunctionRequest['Runtime'],
    Role: `arn:aws:iam::${account}:${ROLE}`,
    Handler: draft.handler || handler,
    Description: draft.description || undefined,
    MemorySize: Number(draft.memory),
    Timeout: Number(draft.timeout),
    Code: { ZipFile: zipped({ [file]: fromText(code) }) },
    TenancyConfig: draft.isIsolated ? { TenantIsolationMode: 'PER_TENANT' } : undefined,
  };
}
