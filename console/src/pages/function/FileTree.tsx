/** The files of a package by folder, made, renamed and removed; those with unsaved changes are marked. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Input from '@cloudscape-design/components/input';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { RenameFile } from './RenameFile';
import type { Package } from './usePackage';

interface Props {
  edited: Package;
  chosen: string;
  onChoose: (path: string) => void;
}

export function FileTree({ edited, chosen, onChoose }: Props) {
  const { paths, changed } = edited;
  const [isRenaming, setIsRenaming] = useState(false);
  const remove = () => {
    edited.remove(chosen);
    onChoose(paths.find((path) => path !== chosen) ?? '');
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
      <ButtonDropdown
        disabled={!paths.includes(chosen)}
        items={[
          { id: 'rename', text: 'Rename' },
          { id: 'delete', text: 'Delete', disabled: paths.length === 1, disabledReason: 'A package holds one file at least.' },
        ]}
        onItemClick={({ detail }) => (detail.id === 'rename' ? setIsRenaming(true) : remove())}
        ariaLabel={`File ${chosen}: actions`}
      >
        File
      </ButtonDropdown>
      <AddFile
        taken={paths}
        onAdd={(path) => {
          edited.add(path);
          onChoose(path);
        }}
      />
      {isRenaming && (
        <RenameFile
          path={chosen}
          taken={paths}
          onRename={(to) => {
            edited.rename(chosen, to);
            onChoose(to);
          }}
          onClose={() => setIsRenaming(false)}
        />
      )}
    </SpaceBetween>
  );
}

function AddFile({ taken, onAdd }: { taken: string[]; onAdd: (path: string) => void }) {
  const [path, setPath] = useState('');
  const isNew = path !== '' && !taken.includes(path);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isNew) return;
        onAdd(path);
        setPath('');
      }}
    >
      <SpaceBetween size="xxs">
        <Input
          value={path}
          onChange={({ detail }) => setPath(detail.value)}
          placeholder="new_file.py"
          ariaLabel="Name of a new file"
          spellcheck={false}
        />
        <Button disabled={!isNew}>Add file</Button>
      </SpaceBetween>
    </form>
  );
}

type Item = SideNavigationProps.Item;

function items(paths: string[], changed: ReadonlySet<string>, folder = ''): Item[] {
  const files: Item[] = [];
  const folders = new Set<string>();
  for (const path of paths.filter((it) => it.startsWith(folder))) {
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
