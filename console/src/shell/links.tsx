/** Links of Cloudscape that change the page without loading it anew. */

import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useHref, useNavigate } from 'react-router';

interface Followed {
  preventDefault: () => void;
  detail: { href?: string; external?: boolean };
}

/** For `onFollow` of Cloudscape's links, which hold whole paths. */
export function useFollow(): (event: Followed) => void {
  const navigate = useNavigate();
  const base = useHref('/').replace(/\/$/, '');
  return (event) => {
    const { href, external } = event.detail;
    if (href === undefined || external) return;
    event.preventDefault();
    void navigate(href.startsWith(base) ? href.slice(base.length) || '/' : href);
  };
}

/** A link to a page by its path inside the console. */
export function PageLink({ to, ...rest }: { to: string } & Omit<LinkProps, 'href' | 'onFollow'>) {
  return <Link {...rest} href={useHref(to)} onFollow={useFollow()} />;
}
