/** The link to a tenant's page. The ID goes into the query: as a part of the path, `..` would lead elsewhere. */

import { PageLink } from '../../shell/links';
import { Shortened } from '../../shell/Shortened';

export function TenantLink({ id }: { id: string }) {
  return (
    <PageLink to={`/tenants/tenant?${new URLSearchParams({ id }).toString()}`}>
      <Shortened text={id} />
    </PageLink>
  );
}
