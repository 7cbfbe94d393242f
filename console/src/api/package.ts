/** Deployment packages: zips made and read in the browser. */

import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** Path in the package to content. */
export type Files = Record<string, Uint8Array>;

const REGULAR = 0o100644;
const EXECUTABLE = 0o100755;
const UNIX = 3;
/** Of characters in one call of String.fromCharCode. */
const CHUNK = 0x8000;

/** The zip of these files, in base64 as the API takes it. What begins as a program may be executed. */
export function zipped(files: Files): string {
  const entries: Zippable = {};
  for (const [path, content] of Object.entries(files)) {
    const mode = isProgram(content) ? EXECUTABLE : REGULAR;
    entries[path] = [content, { os: UNIX, attrs: mode << 16 }];
  }
  return base64(zipSync(entries));
}

/** The files of a zip; its directories are left out. Throws for what is no zip. */
export function unzipped(zip: Uint8Array): Files {
  return Object.fromEntries(Object.entries(unzipSync(zip)).filter(([path]) => !path.endsWith('/')));
}

/** The text of a file, or undefined where it is none. */
export function text(content: Uint8Array): string | undefined {
  try {
    return content.includes(0) ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

export function fromText(content: string): Uint8Array {
  return strToU8(content);
}

export function base64(content: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < content.length; start += CHUNK) {
    binary += strFromU8(content.subarray(start, start + CHUNK), true);
  }
  return btoa(binary);
}

function isProgram(content: Uint8Array): boolean {
  const [first, second] = content;
  const isScript = first === 0x23 && second === 0x21;
  const isElf = first === 0x7f && second === 0x45;
  return isScript || isElf;
}
