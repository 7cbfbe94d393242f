/** What a function is configured to be, a section for each part that is changed on its own. */

import SpaceBetween from '@cloudscape-design/components/space-between';
import { Concurrency } from './configuration/Concurrency';
import { General } from './configuration/General';
import { EnvironmentVariables } from './configuration/EnvironmentVariables';
import { Layers } from './configuration/Layers';
import { Permissions } from './configuration/Permissions';
import { ProvisionedConcurrency } from './configuration/ProvisionedConcurrency';
import { Tags } from './configuration/Tags';
import type { TabProps } from './tabs';

export function ConfigurationTab({ shown }: TabProps) {
  return (
    <SpaceBetween size="l">
      <General shown={shown} />
      <EnvironmentVariables shown={shown} />
      <Concurrency shown={shown} />
      <ProvisionedConcurrency shown={shown} />
      <Layers shown={shown} />
      <Permissions shown={shown} />
      <Tags shown={shown} />
    </SpaceBetween>
  );
}
