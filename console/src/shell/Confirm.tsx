/** The question before something that ends others' work; it stays open with the service's words if that is refused. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { Trouble } from './Trouble';

interface Props {
  title: string;
  verb: string;
  error: Error | null;
  isPending: boolean;
  /** While what it asks for can't be done yet. */
  isDisabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Confirm({ title, verb, error, isPending, isDisabled, onConfirm, onClose, children }: Props) {
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={<span className="broken-anywhere">{title}</span>}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={isPending} disabled={isDisabled} onClick={onConfirm}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Trouble error={error} />
        {children}
      </SpaceBetween>
    </Modal>
  );
}
