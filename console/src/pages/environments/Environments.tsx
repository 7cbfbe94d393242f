/** The page of all environments, of every function and tenant. */

import SpaceBetween from '@cloudscape-design/components/space-between';
import { Crumbs } from '../../shell/Layout';
import { EnvironmentTable } from './EnvironmentTable';

export default function Environments() {
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Environments' }]} />
      <EnvironmentTable variant="h1" />
    </SpaceBetween>
  );
}
