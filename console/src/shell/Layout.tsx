/** What surrounds every page: the bar on top, the pages on the side, notices, and the page's own errors. */

import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useHref, useLocation } from 'react-router';
import { sessionQuery, signOut, useSession } from '../api/session';
import { useFollow } from './links';
import { NoticeBar } from './notices';
import type { Theme } from './theme';

interface Crumb {
  text: string;
  /** A path inside the console; none for where one is. */
  to?: string;
}

export interface Place {
  title: string;
  path: string;
}

interface Props {
  places: Place[];
  theme: Theme;
  onToggleTheme: () => void;
  children: ReactNode;
}

const BAR = 'top-bar';
/** As narrow as its longest title allows: tables of eight columns then fit beside it at 1280. */
const NAVIGATION_PX = 210;

export function Layout({ places, theme, onToggleTheme, children }: Props) {
  const session = useSession();
  const client = useQueryClient();
  const base = useHref('/').replace(/\/$/, '');
  const { pathname } = useLocation();
  const follow = useFollow();
  const [isOpen, setIsOpen] = useState(matchMedia('(min-width: 992px)').matches);
  const leave = async () => {
    await signOut();
    client.setQueryData(sessionQuery.queryKey, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
  const active = places.find(({ path }) => pathname.startsWith(path));
  return (
    <>
      <div id={BAR} className="top-bar">
        <TopNavigation
          identity={{ href: `${base}/`, title: 'Cloister', onFollow: follow }}
          utilities={[
            { type: 'button', text: session.region, disableUtilityCollapse: false, title: `Region ${session.region}` },
            { type: 'button', text: theme === 'dark' ? 'Light' : 'Dark', ariaLabel: 'Change between light and dark', onClick: onToggleTheme },
            { type: 'button', text: 'Sign out', onClick: () => void leave() },
          ]}
        />
      </div>
      <AppLayoutToolbar
        headerSelector={`#${BAR}`}
        toolsHide
        notifications={<NoticeBar />}
        navigationWidth={NAVIGATION_PX}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setIsOpen(detail.open)}
        navigation={
          <SideNavigation
            header={{ text: 'Cloister', href: `${base}/` }}
            activeHref={active && `${base}${active.path}`}
            items={places.map(({ title, path }) => ({ type: 'link', text: title, href: `${base}${path}` }))}
            onFollow={follow}
          />
        }
        content={children}
      />
    </>
  );
}

/** The way to a page; also the document's title. The home comes first by itself. */
export function Crumbs({ way }: { way: Crumb[] }) {
  const base = useHref('/').replace(/\/$/, '');
  const title = way.at(-1)?.text ?? '';
  useEffect(() => {
    document.title = `${title} – Cloister`;
  }, [title]);
  const items = way.map(({ text, to }) => ({ text, href: to === undefined ? '#' : `${base}${to}` }));
  return <BreadcrumbGroup items={items} onFollow={useFollow()} />;
}
