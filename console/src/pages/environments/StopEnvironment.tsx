/** Ending one environment before its time. */

import { stopEnvironment, type Environment } from '../../api/generated/cloister';
import { useAction } from '../../api/hooks';
import { Confirm } from '../../shell/Confirm';
import { useTell } from '../../shell/notices';

interface Props {
  environment: Environment;
  onClose: () => void;
}

export function StopEnvironment({ environment: { EnvironmentId = '', FunctionName, TenantId }, onClose }: Props) {
  const stop = useAction(stopEnvironment);
  const tell = useTell();
  const onSuccess = () => {
    tell(`Environment ${EnvironmentId} is stopped.`);
    onClose();
  };
  return (
    <Confirm
      title={`Stop environment ${EnvironmentId}?`}
      verb="Stop"
      error={stop.error}
      isPending={stop.isPending}
      onConfirm={() => stop.mutate({ EnvironmentId }, { onSuccess })}
      onClose={onClose}
    >
      <span className="broken-anywhere">
        An invocation that runs in it fails, and what it keeps in memory is gone. It belongs to function {FunctionName}
        {TenantId !== undefined && ` and tenant ${TenantId}`}.
      </span>
    </Confirm>
  );
}
