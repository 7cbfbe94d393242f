/** Names for versions: made, moved, shared out between two versions, and removed. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { deleteAlias, listAliases, type AliasConfiguration } from '../../../api/generated/lambda';
import { useAction, useAllPages } from '../../../api/hooks';
import { Trouble } from '../../../shell/Trouble';
import { EditAlias } from './EditAlias';

interface Props {
  name: string;
  versions: string[];
}

export function Aliases({ name, versions }: Props) {
  const aliases = useAllPages(
    listAliases,
    { FunctionName: name },
    { items: (page) => page.Aliases, next: (page) => page.NextMarker },
  );
  const removal = useAction(deleteAlias);
  const [edited, setEdited] = useState<AliasConfiguration>();
  return (
    <SpaceBetween size="s">
      <Trouble error={aliases.error ?? removal.error} />
      <Table<AliasConfiguration>
        items={aliases.data ?? []}
        loading={aliases.isPending}
        loadingText="Loading aliases"
        trackBy="Name"
        wrapLines
        ariaLabels={{ tableLabel: 'Aliases' }}
        header={
          <Header variant="h2" actions={<Button onClick={() => setEdited({})}>Create alias</Button>}>
            Aliases
          </Header>
        }
        empty={<Box textAlign="center">None yet. An alias is a name for a version, which can be moved to another one.</Box>}
        columnDefinitions={[
          { id: 'name', header: 'Name', cell: ({ Name }) => Name, isRowHeader: true },
          { id: 'version', header: 'Version', cell: ({ FunctionVersion }) => FunctionVersion },
          { id: 'weights', header: 'Other versions', cell: ({ RoutingConfig }) => weights(RoutingConfig) },
          {
            id: 'actions',
            header: 'Actions',
            cell: (alias) => (
              <SpaceBetween direction="horizontal" size="s">
                <Button variant="inline-link" ariaLabel={`Edit alias ${alias.Name}`} onClick={() => setEdited(alias)}>
                  Edit
                </Button>
                <Button
                  variant="inline-link"
                  ariaLabel={`Delete alias ${alias.Name}`}
                  onClick={() => removal.mutate({ FunctionName: name, Name: alias.Name ?? '' })}
                >
                  Delete
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {edited && <EditAlias name={name} alias={edited} versions={versions} onClose={() => setEdited(undefined)} />}
    </SpaceBetween>
  );
}

function weights(routing: AliasConfiguration['RoutingConfig']): string {
  const shares = Object.entries(routing?.AdditionalVersionWeights ?? {});
  return shares.map(([version, share]) => `${version}: ${(share * 100).toFixed(1)} %`).join(', ') || '–';
}
