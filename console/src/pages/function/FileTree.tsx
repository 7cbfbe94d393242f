/** The files of a package by folder; those with unsaved changes are marked. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

interface Props {
  paths: string[];
  chosen: string;
  changed: ReadonlySet<string>;
  onChoose: (path: string) => void;
  onAdd: (path: string) => void;
}

export function FileTree({ paths, chosen, changed, onChoose, onAdd }: Props) {
  const [added, setAdded] = useState('');
  const isNew = added !== '' && !paths.includes(added);
  const add = () => {
    onAdd(added);
    setAdded('');
  };
  return (
    <SpaceBetween size="s">
      <Box variant="h3">Files</Box>
      <SideNavigation
        activeHref={`#${chosen}`}
        items={items(paths, changed)}
        onFollow={(event) => {
          event.preventDefault();
          onChoose(event.detail.href.slice(1));
        }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNew) add();
        }}
      >
        <SpaceBetween size="xxs">
          <Input
            value={added}
            onChange={({ detail }) => setAdded(detail.value)}
            placeholder="new_file.py"
            ariaLabel="Name of a new file"
            spellcheck={false}
          />
          <Button disabled={!isNew}>Add file</Button>
        </SpaceBetween>
      </form>
    </SpaceBetween>
  );
}

type Item = SideNavigationProps.Item;

function items(paths: string[], changed: ReadonlySet<string>, folder = ''): Item[] {
  const files: Item[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    const rest = path.slice(folder.length);
    const slash = rest.indexOf('/');
    if (slash >= 0) folders.add(rest.slice(0, slash));
    else files.push({ type: 'link', text: changed.has(path) ? `${rest} ●` : rest, href: `#${path}` });
  }
  const below = [...folders].map((name): Item => {
    const prefix = `${folder}${name}/`;
    const inside = paths.filter((path) => path.startsWith(prefix));
    return { type: 'expandable-link-group', text: name, href: `#${inside[0] ?? ''}`, items: items(inside, changed, prefix) };
  });
  return [...below, ...files];
}
