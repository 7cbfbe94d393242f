/** The link to a function's page, as tables have it. */

import { PageLink } from '../../shell/links';
import { Shortened } from '../../shell/Shortened';

export function FunctionLink({ name }: { name: string }) {
  return (
    <PageLink to={`/functions/${name}`}>
      <Shortened text={name} />
    </PageLink>
  );
}
