/** Published versions, and below them the aliases that name them. */

import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { listVersionsByFunction, publishVersion, type FunctionConfiguration } from '../../../api/generated/lambda';
import { useAction, useAllPages } from '../../../api/hooks';
import { moment } from '../../../shell/format';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';
import { Aliases } from './Aliases';

export function VersionsTab({ shown }: TabProps) {
  const FunctionName = shown.Configuration?.FunctionName ?? '';
  const versions = useAllPages(
    listVersionsByFunction,
    { FunctionName },
    { items: (page) => page.Versions, next: (page) => page.NextMarker },
  );
  const shownVersions = versions.data ?? [];
  return (
    <SpaceBetween size="l">
      <Versions name={FunctionName} versions={shownVersions} error={versions.error} isLoading={versions.isPending} />
      <Aliases name={FunctionName} versions={shownVersions.map(({ Version = '' }) => Version)} />
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
        wrapLines
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
