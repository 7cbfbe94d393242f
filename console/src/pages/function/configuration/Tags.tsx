/** Tags: what is removed and what is set are two calls, of which the second is made only after the first. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/call';
import { tagResource, untagResource } from '../../../api/generated/lambda';
import { useReadAgain } from '../../../api/hooks';
import { useTell } from '../../../shell/notices';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';
import { Buttons } from './General';
import { Pairs, type Pair } from './Pairs';

export function Tags({ shown }: TabProps) {
  const [isEditing, setIsEditing] = useState(false);
  const tags = Object.entries(shown.Tags ?? {}).map(([name, value]) => ({ name, value }));
  if (isEditing) return <Edit shown={shown} tags={tags} onDone={() => setIsEditing(false)} />;
  return (
    <Table<Pair>
      items={tags}
      trackBy="name"
      ariaLabels={{ tableLabel: 'Tags' }}
      header={
        <Header
          variant="h2"
          counter={`(${tags.length})`}
          actions={
            <Button ariaLabel="Edit tags" onClick={() => setIsEditing(true)}>
              Edit
            </Button>
          }
        >
          Tags
        </Header>
      }
      columnDefinitions={[
        { id: 'name', header: 'Key', cell: ({ name }) => <span className="broken-anywhere">{name}</span>, isRowHeader: true },
        { id: 'value', header: 'Value', cell: ({ value }) => <span className="broken-anywhere">{value || '–'}</span> },
      ]}
      empty={<Box textAlign="center">None yet. Some choose how the function runs: cloister:isolation, cloister:egress.</Box>}
    />
  );
}

interface EditProps extends TabProps {
  tags: Pair[];
  onDone: () => void;
}

function Edit({ shown, tags, onDone }: EditProps) {
  const [items, setItems] = useState(tags);
  const change = useTagging(shown.Configuration?.FunctionArn ?? '', tags);
  return (
    <Container
      header={<Header variant="h2">Edit tags</Header>}
      footer={
        <Buttons isBusy={change.isPending} onCancel={onDone} onSave={() => change.mutate(items, { onSuccess: onDone })} />
      }
    >
      <SpaceBetween size="m">
        <Trouble error={change.error} />
        <Pairs items={items} onChange={setItems} nameLabel="Key" addText="Add tag" />
      </SpaceBetween>
    </Container>
  );
}

function useTagging(Resource: string, before: Pair[]) {
  const readAgain = useReadAgain();
  const tell = useTell();
  return useMutation({
    mutationFn: async (after: Pair[]) => {
      const names = new Set(after.map(({ name }) => name));
      const TagKeys = before.map(({ name }) => name).filter((name) => !names.has(name));
      if (TagKeys.length > 0) await call(untagResource, { Resource, TagKeys });
      const Tags = Object.fromEntries(after.map(({ name, value }) => [name, value]));
      if (after.length > 0) await call(tagResource, { Resource, Tags });
    },
    onSuccess: () => {
      tell('The tags are changed.');
      return readAgain();
    },
  });
}
