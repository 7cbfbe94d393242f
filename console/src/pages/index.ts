/** Every page of the console: a folder each, loaded when it is first seen. */

import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Place } from '../shell/Layout';

interface Page {
  /** As React Router matches it. */
  path: string;
  Component: LazyExoticComponent<ComponentType>;
}

/** Those in the navigation, in its order. */
export const PLACES: Place[] = [
  { title: 'Functions', path: '/functions' },
  { title: 'Tenants', path: '/tenants' },
  { title: 'Environments', path: '/environments' },
];

export const PAGES: Page[] = [
  { path: '/functions', Component: lazy(() => import('./functions/Functions')) },
  { path: '/create-function', Component: lazy(() => import('./create-function/CreateFunction')) },
  { path: '/functions/:name/:tab?', Component: lazy(() => import('./function/FunctionPage')) },
  { path: '/tenants', Component: lazy(() => import('./tenants/Tenants')) },
  { path: '/tenants/tenant', Component: lazy(() => import('./tenants/TenantPage')) },
  { path: '/environments', Component: lazy(() => import('./environments/Environments')) },
];
