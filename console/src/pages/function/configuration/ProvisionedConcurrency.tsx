/** How many environments are held ready for versions and aliases, and how far that has come. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import {
  deleteProvisionedConcurrencyConfig,
  listAliases,
  listProvisionedConcurrencyConfigs,
  listVersionsByFunction,
  putProvisionedConcurrencyConfig,
  type ProvisionedConcurrencyConfigListItem,
} from '../../../api/generated/lambda';
import { useAction, useAllPages, useOperation } from '../../../api/hooks';
import { Confirm } from '../../../shell/Confirm';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';

const EVERY_MS = 1000;
const LATEST = '$LATEST';

const STATES: Record<NonNullable<ProvisionedConcurrencyConfigListItem['Status']>, [StatusIndicatorProps.Type, string]> = {
  IN_PROGRESS: ['in-progress', 'In progress'],
  READY: ['success', 'Ready'],
  FAILED: ['error', 'Failed'],
};

export function ProvisionedConcurrency({ shown }: TabProps) {
  const FunctionName = shown.Configuration?.FunctionName ?? '';
  // Followed while it is seen: what is asked for comes to be one environment after another.
  const configs = useOperation(listProvisionedConcurrencyConfigs, { FunctionName }, { every: EVERY_MS });
  const removal = useAction(deleteProvisionedConcurrencyConfig);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <SpaceBetween size="s">
      <Trouble error={configs.error ?? removal.error} />
      <Table<ProvisionedConcurrencyConfigListItem>
        items={configs.data?.ProvisionedConcurrencyConfigs ?? []}
        loading={configs.isPending}
        loadingText="Loading provisioned concurrency"
        trackBy="FunctionArn"
        wrapLines
        ariaLabels={{ tableLabel: 'Provisioned concurrency' }}
        header={
          <Header
            variant="h2"
            description="Environments that are held ready for a version or an alias."
            actions={<Button onClick={() => setIsAdding(true)}>Provision</Button>}
          >
            Provisioned concurrency
          </Header>
        }
        empty={<Box textAlign="center">None yet. Publish a version, and Provision holds environments ready for it.</Box>}
        columnDefinitions={[
          { id: 'qualifier', header: 'Version or alias', cell: (it) => qualifier(it), isRowHeader: true },
          { id: 'requested', header: 'Requested', cell: (it) => it.RequestedProvisionedConcurrentExecutions },
          { id: 'available', header: 'Available', cell: (it) => it.AvailableProvisionedConcurrentExecutions ?? 0 },
          { id: 'status', header: 'Status', cell: (it) => <Status config={it} /> },
          {
            id: 'actions',
            header: 'Actions',
            cell: (it) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove provisioned concurrency of ${qualifier(it)}`}
                onClick={() => removal.mutate({ FunctionName, Qualifier: qualifier(it) })}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      {isAdding && <Provision name={FunctionName} onClose={() => setIsAdding(false)} />}
    </SpaceBetween>
  );
}

function Provision({ name, onClose }: { name: string; onClose: () => void }) {
  const [chosen, setChosen] = useState('');
  const [count, setCount] = useState('1');
  const versions = useAllPages(
    listVersionsByFunction,
    { FunctionName: name },
    { items: (page) => page.Versions, next: (page) => page.NextMarker },
  );
  const aliases = useAllPages(
    listAliases,
    { FunctionName: name },
    { items: (page) => page.Aliases, next: (page) => page.NextMarker },
  );
  const provision = useAction(putProvisionedConcurrencyConfig);
  const options = [
    ...(aliases.data ?? []).map(({ Name = '' }) => Name),
    ...(versions.data ?? []).map(({ Version = '' }) => Version).filter((version) => version !== LATEST),
  ].map((value) => ({ value, label: value }));
  const save = () =>
    provision.mutate(
      { FunctionName: name, Qualifier: chosen, ProvisionedConcurrentExecutions: Number(count) },
      { onSuccess: onClose },
    );
  return (
    <Confirm
      title="Provision concurrency"
      verb="Provision"
      error={provision.error ?? versions.error ?? aliases.error}
      isPending={provision.isPending}
      isDisabled={chosen === ''}
      onConfirm={save}
      onClose={onClose}
    >
      <FormField label="Of version or alias">
        <Select
          selectedOption={options.find(({ value }) => value === chosen) ?? null}
          placeholder="Choose one"
          options={options}
          empty="Publish a version first."
          onChange={({ detail }) => setChosen(detail.selectedOption.value ?? '')}
        />
      </FormField>
      <FormField label="Environments held ready">
        <Input type="number" inputMode="numeric" value={count} onChange={({ detail }) => setCount(detail.value)} />
      </FormField>
    </Confirm>
  );
}

function Status({ config: { Status: state, StatusReason } }: { config: ProvisionedConcurrencyConfigListItem }) {
  if (state === undefined) return '–';
  const [type, text] = STATES[state];
  return (
    <>
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {StatusReason && <Box variant="small" display="block">{StatusReason}</Box>}
    </>
  );
}

function qualifier({ FunctionArn = '' }: ProvisionedConcurrencyConfigListItem): string {
  return FunctionArn.split(':').at(-1) ?? '';
}
