/** The tabs of a function's page, in their order. A tab is a component that is shown the function. */

import { lazy, type ComponentType } from 'react';
import type { GetFunctionResponse } from '../../api/generated/lambda';
import { CodeTab } from './CodeTab';
import { ConfigurationTab } from './ConfigurationTab';
import { LogsTab } from './logs/LogsTab';
import { TestTab } from './TestTab';
import { VersionsTab } from './versions/VersionsTab';

export interface TabProps {
  shown: GetFunctionResponse;
}

interface Tab {
  id: string;
  label: string;
  Content: ComponentType<TabProps>;
}

export const TABS: Tab[] = [
  { id: 'code', label: 'Code', Content: CodeTab },
  { id: 'test', label: 'Test', Content: TestTab },
  { id: 'monitor', label: 'Monitor', Content: lazy(() => import('../monitor/MonitorTab')) },
  { id: 'logs', label: 'Logs', Content: LogsTab },
  { id: 'configuration', label: 'Configuration', Content: ConfigurationTab },
  { id: 'versions', label: 'Versions and aliases', Content: VersionsTab },
];
