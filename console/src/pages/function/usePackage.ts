/** The files of a package as they are being edited, beside those that are deployed. */

import { useState } from 'react';
import { fromText, type Files } from '../../api/package';

export interface Package {
  files: Files;
  /** In their order. */
  paths: string[];
  /** That are new, or not as they are deployed. */
  changed: ReadonlySet<string>;
  /** Whether anything is not as it is deployed. */
  isChanged: boolean;
  write: (path: string, text: string) => void;
  /** An empty file, unless there is one already. */
  add: (path: string) => void;
  rename: (path: string, to: string) => void;
  remove: (path: string) => void;
}

export function usePackage(deployed: Files): Package {
  const [files, setFiles] = useState(deployed);
  const paths = Object.keys(files).sort();
  const changed = new Set(paths.filter((path) => files[path] !== deployed[path]));
  return {
    files,
    paths,
    changed,
    isChanged: changed.size > 0 || Object.keys(deployed).some((path) => !(path in files)),
    write: (path, text) => setFiles((old) => ({ ...old, [path]: fromText(text) })),
    add: (path) => setFiles((old) => ({ [path]: new Uint8Array(), ...old })),
    rename: (path, to) => setFiles((old) => ({ ...without(old, path), [to]: old[path] ?? new Uint8Array() })),
    remove: (path) => setFiles((old) => without(old, path)),
  };
}

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([each]) => each !== path));
}
