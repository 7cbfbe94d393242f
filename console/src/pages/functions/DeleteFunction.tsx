/** Deleting a function, which needs its name typed: nothing brings it back. */

import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { deleteFunction } from '../../api/generated/lambda';
import { useAction } from '../../api/hooks';
import { Confirm } from '../../shell/Confirm';
import { useTell } from '../../shell/notices';

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
    <Confirm
      title={`Delete ${name}?`}
      verb="Delete"
      error={deletion.error}
      isPending={deletion.isPending}
      isDisabled={typed !== name}
      onConfirm={remove}
      onClose={onClose}
    >
      <Alert type="warning">
        Its code, its versions and aliases, and the environments of all its tenants go with it. This can not be undone.
      </Alert>
      <FormField label={`To confirm, type the function's name: ${name}`}>
        <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} autoFocus />
      </FormField>
    </Confirm>
  );
}
