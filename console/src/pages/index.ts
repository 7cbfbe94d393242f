/** Every page of the console: a folder each, loaded when it is first seen; the first one comes with the frame. */

import { lazy, type ComponentType } from 'react';
import type { Place } from '../shell/Layout';
import Functions from './functions/Functions';

interface Page {
  /** As React Router matches it. */
  path: string;
  Component: ComponentType;
}

/** Those in the navigation, in its order. */
export const PLACES: Place[] = [
  { title: 'Functions', path: '/functions' },
  { title: 'Tenants', path: '/tenants' },
  { title: 'Environments', path: '/environments' },
  { title: 'System', path: '/system' },
];

export const PAGES: Page[] = [
  { path: '/functions', Component: Functions },
  { path: '/create-function', Component: lazy(() => import('./create-function/CreateFunction')) },
  { path: '/functions/:name/:tab?', Component: lazy(() => import('./function/FunctionPage')) },
  { path: '/tenants', Component: lazy(() => import('./tenants/Tenants')) },
  { path: '/tenants/tenant', Component: lazy(() => import('./tenants/TenantPage')) },
  { path: '/environments', Component: lazy(() => import('./environments/Environments')) },
  { path: '/system', Component: lazy(() => import('./system/System')) },
];
