/** Deleting a function, which needs its name typed: nothing brings it back. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { deleteFunction } from '../../api/generated/lambda';
import { useAction } from '../../api/hooks';
import { useTell } from '../../shell/notices';
import { Trouble } from '../../shell/Trouble';

interface Props {
  name: string;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteFunction({ name, onClose, onDeleted }: Props) {
  const [typed, setTyped] = useState('');
  const deletion = useAction(deleteFunction);
  const tell = useTell();
  const remove = () => {
    const onSuccess = () => {
      tell(`Function ${name} is deleted.`);
      onClose();
      onDeleted?.();
    };
    deletion.mutate({ FunctionName: name }, { onSuccess });
  };
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={`Delete ${name}?`}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" disabled={typed !== name} loading={deletion.isPending} onClick={remove}>
              Delete
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Trouble error={deletion.error} />
        <Alert type="warning">
          Its code, its versions and aliases, and the environments of all its tenants go with it. This can not be undone.
        </Alert>
        <FormField label={`To confirm, type the function's name: ${name}`}>
          <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} autoFocus />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
