/** Ending all environments of a tenant: its next invocations begin anew. */

import { evictTenant } from '../../api/generated/cloister';
import { useAction } from '../../api/hooks';
import { Confirm } from '../../shell/Confirm';
import { useTell } from '../../shell/notices';

export function EvictTenant({ id, onClose }: { id: string; onClose: () => void }) {
  const eviction = useAction(evictTenant);
  const tell = useTell();
  const evict = () =>
    eviction.mutate(
      { TenantId: id },
      {
        onSuccess: ({ Environments = [] }) => {
          tell(`Tenant ${id} is evicted. Environments ended: ${Environments.length}.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      title={`Evict tenant ${id}?`}
      verb="Evict"
      error={eviction.error}
      isPending={eviction.isPending}
      onConfirm={evict}
      onClose={onClose}
    >
      All its environments end, of every function, and with them what they keep in memory. Invocations that run fail.
    </Confirm>
  );
}
