/** An error as the service said it, with what finds it in the server's log. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { ServiceError } from '../api/call';

interface Props {
  error: Error | null;
  /** Shown as a button where trying again may help. */
  onRetry?: () => void;
}

export function Trouble({ error, onRetry }: Props) {
  if (error === null) return null;
  const isService = error instanceof ServiceError;
  return (
    <Alert
      type="error"
      header={isService ? error.code : 'Something went wrong on this page'}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <span className="broken-anywhere">{error.message}</span>
      {isService && error.requestId && <Box variant="small">Request ID: {error.requestId}</Box>}
    </Alert>
  );
}
