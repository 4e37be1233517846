import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from './io.ts';
import { parseSelector, type Selector } from './selector.ts';

/** What a schema file is compared with. */
export type Against =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'git'; readonly revision: string }
  | { readonly kind: 'subject'; readonly selector: Selector };

/** Read `--against`: a path that exists wins over a subject; `git:REF` is the same file there. */
export async function parseAgainst(io: Io, text: string): Promise<Against> {
  if (await isFile(resolve(io.cwd, text))) return { kind: 'file', file: text };
  if (text.startsWith('git:')) return { kind: 'git', revision: text.slice('git:'.length) };
  // Nobody names a subject like a path; a missing file is then the better answer than a missing subject.
  if (text.startsWith('.') || text.startsWith('/') || text.endsWith('.json')) return { kind: 'file', file: text };
  return { kind: 'subject', selector: parseSelector(text) };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false; // Not there: the text may be a subject.
  }
}
