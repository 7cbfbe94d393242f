/** One function: its tabs, each a path of its own. */

import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { getFunction, type GetFunctionResponse } from '../../api/generated/lambda';
import { useOperation } from '../../api/hooks';
import { Crumbs } from '../../shell/Layout';
import { Trouble } from '../../shell/Trouble';
import { DeleteFunction } from '../functions/DeleteFunction';
import { TABS } from './tabs';

/** While a change settles; it takes a second at most. */
const SETTLING_MS = 500;

export default function FunctionPage() {
  const { name = '', tab = 'code' } = useParams();
  const navigate = useNavigate();
  const [isDoomed, setIsDoomed] = useState(false);
  const shown = useOperation(getFunction, { FunctionName: name });
  const isSettling = shown.data !== undefined && !isSettled(shown.data);
  useOperation(getFunction, { FunctionName: name }, { every: SETTLING_MS, enabled: isSettling });
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'Functions', to: '/functions' }, { text: name }]} />
      <Header
        variant="h1"
        description={shown.data?.Configuration?.Description}
        info={shown.data?.Configuration?.TenancyConfig && <Badge color="blue">Per tenant</Badge>}
        actions={<Button onClick={() => setIsDoomed(true)}>Delete</Button>}
      >
        <span className="broken-anywhere">{name}</span>
      </Header>
      <Trouble error={shown.error} onRetry={() => void shown.refetch()} />
      {shown.isPending && <Spinner size="large" />}
      {shown.data && (
        <Tabs
          activeTabId={tab}
          onChange={({ detail }) => void navigate(`/functions/${name}/${detail.activeTabId}`)}
          ariaLabel={`Parts of ${name}`}
          tabs={TABS.map(({ id, label, Content }) => ({
            id,
            label,
            content: (
              <Suspense fallback={<Spinner size="large" />}>
                <Content key={name} shown={shown.data} />
              </Suspense>
            ),
            contentRenderStrategy: id === 'code' || id === 'test' ? 'lazy' : 'active',
          }))}
        />
      )}
      {isDoomed && (
        <DeleteFunction name={name} onClose={() => setIsDoomed(false)} onDeleted={() => void navigate('/functions')} />
      )}
    </SpaceBetween>
  );
}

function isSettled({ Configuration }: GetFunctionResponse): boolean {
  return Configuration?.State !== 'Pending' && Configuration?.LastUpdateStatus !== 'InProgress';
}
