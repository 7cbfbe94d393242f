/** Another path for a file of the package: a slash in it is a folder. */

import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { Confirm } from '../../shell/Confirm';

interface Props {
  path: string;
  taken: string[];
  onRename: (to: string) => void;
  onClose: () => void;
}

export function RenameFile({ path, taken, onRename, onClose }: Props) {
  const [to, setTo] = useState(path);
  const isTaken = to !== path && taken.includes(to);
  const rename = () => {
    onRename(to);
    onClose();
  };
  return (
    <Confirm
      title={`Rename ${path}`}
      verb="Rename"
      error={null}
      isPending={false}
      isDisabled={to === '' || to === path || isTaken}
      onConfirm={rename}
      onClose={onClose}
    >
      <FormField label="New name" errorText={isTaken && 'There is a file of this name.'}>
        <Input value={to} onChange={({ detail }) => setTo(detail.value)} spellcheck={false} autoFocus />
      </FormField>
    </Confirm>
  );
}
