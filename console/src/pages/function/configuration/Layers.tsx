/** The layers at the function's /opt, in the order in which they are put over one another. */

import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { listLayers, type Layer } from '../../../api/generated/lambda';
import { useAllPages } from '../../../api/hooks';
import { bytes } from '../../../shell/format';
import { Trouble } from '../../../shell/Trouble';
import type { TabProps } from '../tabs';
import { Buttons } from './General';
import { useConfigure } from './useConfigure';

export function Layers({ shown }: TabProps) {
  const [isEditing, setIsEditing] = useState(false);
  const layers = shown.Configuration?.Layers ?? [];
  if (isEditing) return <Edit shown={shown} onDone={() => setIsEditing(false)} />;
  return (
    <Table<Layer>
      items={layers}
      trackBy="Arn"
      wrapLines
      ariaLabels={{ tableLabel: 'Layers' }}
      header={
        <Header
          variant="h2"
          counter={`(${layers.length})`}
          actions={
            <Button ariaLabel="Edit layers" onClick={() => setIsEditing(true)}>
              Edit
            </Button>
          }
        >
          Layers
        </Header>
      }
      columnDefinitions={[
        { id: 'arn', header: 'ARN', cell: ({ Arn }) => <span className="broken-anywhere">{Arn}</span>, isRowHeader: true },
        { id: 'size', header: 'Size', cell: ({ CodeSize = 0 }) => <span className="unbroken">{bytes(CodeSize)}</span> },
      ]}
      empty={
        <Box textAlign="center">
          None yet. Publish one with <code>aws lambda publish-layer-version</code>; Edit then puts it at /opt.
        </Box>
      }
    />
  );
}

interface EditProps extends TabProps {
  onDone: () => void;
}

function Edit({ shown, onDone }: EditProps) {
  const { FunctionName = '', RevisionId, Layers: before = [] } = shown.Configuration ?? {};
  const [arns, setArns] = useState(before.map(({ Arn = '' }) => Arn));
  const configure = useConfigure();
  const known = useAllPages(listLayers, {}, { items: (page) => page.Layers, next: (page) => page.NextMarker });
  const options = (known.data ?? []).map(({ LatestMatchingVersion: it }) => ({ value: it?.LayerVersionArn ?? '' }));
  return (
    <Container
      header={<Header variant="h2">Edit layers</Header>}
      footer={
        <Buttons
          isBusy={configure.isPending}
          onCancel={onDone}
          onSave={() => configure.mutate({ FunctionName, RevisionId, Layers: arns }, { onSuccess: onDone })}
        />
      }
    >
      <SpaceBetween size="m">
        <Trouble error={configure.error ?? known.error} />
        {arns.map((arn, index) => (
          <SpaceBetween key={index} direction="horizontal" size="s">
            <Autosuggest
              value={arn}
              options={options}
              placeholder="arn:aws:lambda:…:layer:name:1"
              ariaLabel={`Layer ${index + 1}`}
              enteredTextLabel={(text) => `Use ${text}`}
              onChange={({ detail }) => setArns(arns.map((it, place) => (place === index ? detail.value : it)))}
            />
            <Button
              ariaLabel={`Remove layer ${index + 1}`}
              onClick={() => setArns(arns.filter((_, place) => place !== index))}
            >
              Remove
            </Button>
          </SpaceBetween>
        ))}
        <Button onClick={() => setArns([...arns, ''])}>Add layer</Button>
      </SpaceBetween>
    </Container>
  );
}
