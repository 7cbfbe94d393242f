/** Published versions and the aliases that name them: published, named, moved and removed. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import {
  createAlias,
  deleteAlias,
  listAliases,
  listVersionsByFunction,
  publishVersion,
  type AliasConfiguration,
  type FunctionConfiguration,
} from '../../api/generated/lambda';
import { useAction, useAllPages } from '../../api/hooks';
import { moment } from '../../shell/format';
import { Trouble } from '../../shell/Trouble';
import type { TabProps } from './tabs';

export function VersionsTab({ shown }: TabProps) {
  const FunctionName = shown.Configuration?.FunctionName ?? '';
  const versions = useAllPages(
    listVersionsByFunction,
    { FunctionName },
    { items: (page) => page.Versions, next: (page) => page.NextMarker },
  );
  return (
    <SpaceBetween size="l">
      <Versions name={FunctionName} versions={versions.data ?? []} error={versions.error} isLoading={versions.isPending} />
      <Aliases name={FunctionName} versions={versions.data ?? []} />
    </SpaceBetween>
  );
}

interface VersionsProps {
  name: string;
  versions: FunctionConfiguration[];
  error: Error | null;
  isLoading: boolean;
}

function Versions({ name, versions, error, isLoading }: VersionsProps) {
  const publish = useAction(publishVersion);
  return (
    <SpaceBetween size="s">
      <Trouble error={error ?? publish.error} />
      <Table<FunctionConfiguration>
        items={versions}
        loading={isLoading}
        loadingText="Loading versions"
        trackBy="Version"
        ariaLabels={{ tableLabel: 'Versions' }}
        header={
          <Header
            variant="h2"
            description="Publishing freezes the code and configuration of $LATEST under a number."
            actions={
              <Button loading={publish.isPending} onClick={() => publish.mutate({ FunctionName: name })}>
                Publish new version
              </Button>
            }
          >
            Versions
          </Header>
        }
        columnDefinitions={[
          { id: 'version', header: 'Version', cell: ({ Version }) => Version, isRowHeader: true },
          { id: 'description', header: 'Description', cell: ({ Description }) => Description || '–' },
          { id: 'modified', header: 'Last modified', cell: ({ LastModified }) => moment(LastModified) },
        ]}
      />
    </SpaceBetween>
  );
}

function Aliases({ name, versions }: { name: string; versions: FunctionConfiguration[] }) {
  const aliases = useAllPages(
    listAliases,
    { FunctionName: name },
    { items: (page) => page.Aliases, next: (page) => page.NextMarker },
  );
  const removal = useAction(deleteAlias);
  return (
    <SpaceBetween size="s">
      <Trouble error={aliases.error ?? removal.error} />
      <Table<AliasConfiguration>
        items={aliases.data ?? []}
        loading={aliases.isPending}
        loadingText="Loading aliases"
        trackBy="Name"
        ariaLabels={{ tableLabel: 'Aliases' }}
        header={<Header variant="h2">Aliases</Header>}
        footer={<NewAlias name={name} versions={versions} />}
        empty={<Box textAlign="center">None yet. An alias is a name for a version, which can be moved to another one.</Box>}
        columnDefinitions={[
          { id: 'name', header: 'Name', cell: ({ Name }) => Name, isRowHeader: true },
          { id: 'version', header: 'Version', cell: ({ FunctionVersion }) => FunctionVersion },
          { id: 'weights', header: 'Other versions', cell: ({ RoutingConfig }) => weights(RoutingConfig) },
          {
            id: 'actions',
            header: 'Actions',
            cell: ({ Name = '' }) => (
              <Button
                variant="inline-link"
                ariaLabel={`Delete alias ${Name}`}
                onClick={() => removal.mutate({ FunctionName: name, Name })}
              >
                Delete
              </Button>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}

function NewAlias({ name, versions }: { name: string; versions: FunctionConfiguration[] }) {
  const [alias, setAlias] = useState('');
  const [version, setVersion] = useState('$LATEST');
  const creation = useAction(createAlias);
  const create = () =>
    creation.mutate({ FunctionName: name, Name: alias, FunctionVersion: version }, { onSuccess: () => setAlias('') });
  const options = versions.map(({ Version = '' }) => ({ label: Version, value: Version }));
  return (
    <SpaceBetween size="s">
      <Trouble error={creation.error} />
      <SpaceBetween direction="horizontal" size="s" alignItems="end">
        <FormField label="New alias">
          <Input value={alias} onChange={({ detail }) => setAlias(detail.value)} placeholder="live" spellcheck={false} />
        </FormField>
        <FormField label="Of version">
          <Select
            selectedOption={{ label: version, value: version }}
            options={options}
            onChange={({ detail }) => setVersion(detail.selectedOption.value ?? '$LATEST')}
          />
        </FormField>
        <Button disabled={alias === ''} loading={creation.isPending} onClick={create}>
          Create alias
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

function weights(routing: AliasConfiguration['RoutingConfig']): string {
  const shares = Object.entries(routing?.AdditionalVersionWeights ?? {});
  return shares.map(([version, share]) => `${version}: ${(share * 100).toFixed(1)} %`).join(', ') || '–';
}
