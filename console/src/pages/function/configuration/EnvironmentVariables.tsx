/** Environment variables: their values hidden until someone asks to see them, and replaced as a whole. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';
import { Buttons } from './General';
import { Pairs, type Pair } from './Pairs';
import { useConfigure } from './useConfigure';

const HIDDEN = '••••••••';

export function EnvironmentVariables({ shown }: TabProps) {
  const [isEditing, setIsEditing] = useState(false);
  const [isRevealed, setIsRevealed] = useState(false);
  const variables = Object.entries(shown.Configuration?.Environment?.Variables ?? {}).map(([name, value]) => ({ name, value }));
  if (isEditing) return <Edit shown={shown} variables={variables} onDone={() => setIsEditing(false)} />;
  return (
    <Table<Pair>
      items={variables}
      trackBy="name"
      ariaLabels={{ tableLabel: 'Environment variables' }}
      header={
        <Header
          variant="h2"
          counter={`(${variables.length})`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={variables.length === 0} onClick={() => setIsRevealed(!isRevealed)}>
                {isRevealed ? 'Hide values' : 'Show values'}
              </Button>
              <Button ariaLabel="Edit environment variables" onClick={() => setIsEditing(true)}>Edit</Button>
            </SpaceBetween>
          }
        >
          Environment variables
        </Header>
      }
      columnDefinitions={[
        { id: 'name', header: 'Name', cell: ({ name }) => <span className="broken-anywhere">{name}</span>, isRowHeader: true },
        {
          id: 'value',
          header: 'Value',
          cell: ({ value }) => <span className="broken-anywhere">{isRevealed ? value : HIDDEN}</span>,
        },
      ]}
      empty={<Box textAlign="center">None yet. Edit adds some; the function&apos;s code sees them all.</Box>}
    />
  );
}

interface EditProps extends TabProps {
  variables: Pair[];
  onDone: () => void;
}

function Edit({ shown, variables, onDone }: EditProps) {
  const [items, setItems] = useState(variables);
  const [isShown, setIsShown] = useState(false);
  const configure = useConfigure();
  const { FunctionName = '', RevisionId } = shown.Configuration ?? {};
  const keep = () => {
    const Variables = Object.fromEntries(items.map(({ name, value }) => [name, value]));
    configure.mutate({ FunctionName, RevisionId, Environment: { Variables } }, { onSuccess: onDone });
  };
  return (
    <Container
      header={<Header variant="h2">Edit environment variables</Header>}
      footer={<Buttons isBusy={configure.isPending} onCancel={onDone} onSave={keep} />}
    >
      <SpaceBetween size="m">
        <Trouble error={configure.error} />
        <Toggle checked={isShown} onChange={({ detail }) => setIsShown(detail.checked)}>
          Show values
        </Toggle>
        <Pairs items={items} onChange={setItems} nameLabel="Name" addText="Add variable" isShown={isShown} />
      </SpaceBetween>
    </Container>
  );
}
