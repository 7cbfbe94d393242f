/** Handler, description, memory, timeout, /tmp and SnapStart: shown, and edited together. */

import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FunctionConfiguration } from '../../../api/generated/lambda';
import { bytes, moment } from '../../../shell/format';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';
import { useConfigure } from './useConfigure';

export function General({ shown }: TabProps) {
  const [isEditing, setIsEditing] = useState(false);
  const configuration = shown.Configuration ?? {};
  if (isEditing) return <Edit configuration={configuration} onDone={() => setIsEditing(false)} />;
  return (
    <Container
      header={
        <Header variant="h2" actions={<Button ariaLabel="Edit general configuration" onClick={() => setIsEditing(true)}>Edit</Button>}>
          General configuration
        </Header>
      }
    >
      <KeyValuePairs columns={3} items={pairs(configuration)} />
    </Container>
  );
}

function pairs(it: FunctionConfiguration) {
  return [
    { label: 'Description', value: it.Description || '–' },
    { label: 'Runtime', value: it.Runtime ?? '–' },
    { label: 'Handler', value: <span className="broken-anywhere">{it.Handler}</span> },
    { label: 'Memory', value: `${it.MemorySize} MB` },
    { label: 'Timeout', value: `${it.Timeout} s` },
    { label: 'Ephemeral storage (/tmp)', value: `${it.EphemeralStorage?.Size} MB` },
    { label: 'SnapStart', value: snapStart(it) },
    { label: 'Tenant isolation', value: it.TenancyConfig ? 'Per tenant' : 'None' },
    { label: 'Architecture', value: it.Architectures?.join(', ') ?? '–' },
    { label: 'Package size', value: bytes(it.CodeSize ?? 0) },
    { label: 'Last modified', value: moment(it.LastModified) },
    { label: 'ARN', value: <span className="broken-anywhere">{it.FunctionArn}</span> },
  ];
}

function snapStart({ SnapStart, Version }: FunctionConfiguration) {
  if (SnapStart?.ApplyOn !== 'PublishedVersions') return 'None';
  // Of $LATEST the status says nothing: it is its versions that have it.
  return Version === '$LATEST' ? 'Published versions' : `Published versions, ${SnapStart.OptimizationStatus?.toLowerCase()}`;
}

interface EditProps {
  configuration: FunctionConfiguration;
  onDone: () => void;
}

const FIELDS = [
  { name: 'Description', label: 'Description', type: 'text' },
  { name: 'Handler', label: 'Handler', type: 'text' },
  { name: 'MemorySize', label: 'Memory (MB)', type: 'number' },
  { name: 'Timeout', label: 'Timeout (seconds)', type: 'number' },
  { name: 'EphemeralStorage', label: 'Ephemeral storage (MB)', type: 'number' },
] as const;

function Edit({ configuration, onDone }: EditProps) {
  const configure = useConfigure();
  const [draft, setDraft] = useState<Record<string, string>>({
    Description: configuration.Description ?? '',
    Handler: configuration.Handler ?? '',
    MemorySize: String(configuration.MemorySize),
    Timeout: String(configuration.Timeout),
    EphemeralStorage: String(configuration.EphemeralStorage?.Size),
  });
  const [snapStarts, setSnapStarts] = useState(configuration.SnapStart?.ApplyOn === 'PublishedVersions');
  const keep = () =>
    configure.mutate(
      {
        FunctionName: configuration.FunctionName ?? '',
        RevisionId: configuration.RevisionId,
        Description: draft.Description,
        Handler: draft.Handler,
        MemorySize: Number(draft.MemorySize),
        Timeout: Number(draft.Timeout),
        EphemeralStorage: { Size: Number(draft.EphemeralStorage) },
        SnapStart: { ApplyOn: snapStarts ? 'PublishedVersions' : 'None' },
      },
      { onSuccess: onDone },
    );
  return (
    <Container
      header={<Header variant="h2">Edit general configuration</Header>}
      footer={<Buttons isBusy={configure.isPending} onCancel={onDone} onSave={keep} />}
    >
      <SpaceBetween size="m">
        <Trouble error={configure.error} />
        {FIELDS.map(({ name, label, type }) => (
          <FormField key={name} label={label}>
            <Input
              type={type}
              value={draft[name] ?? ''}
              onChange={({ detail }) => setDraft((old) => ({ ...old, [name]: detail.value }))}
            />
          </FormField>
        ))}
        <FormField label="SnapStart" description="Versions published from now on begin where their init has ended.">
          <Checkbox checked={snapStarts} onChange={({ detail }) => setSnapStarts(detail.checked)}>
            Published versions
          </Checkbox>
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

interface ButtonsProps {
  isBusy: boolean;
  onCancel: () => void;
  onSave: () => void;
}

/** What ends an edit. */
export function Buttons({ isBusy, onCancel, onSave }: ButtonsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={onCancel}>
        Cancel
      </Button>
      <Button variant="primary" loading={isBusy} onClick={onSave}>
        Save
      </Button>
    </SpaceBetween>
  );
}
