import type { Client } from '../../src/client/client.ts';
import { readAllPages } from '../all-pages.ts';
import { grouped } from '../report/counted.ts';

const PAGE = 1_000;

/** Those of the subjects that are in mode IMPORT of their own at the target, as an import that did not end leaves them; sorted. Only reads. */
export async function findLeftOpen(client: Client, subjects: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(subjects);
  const all = await readAllPages((cursor) => client.listSettings({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }));
  return all
    .filter(({ name, mode }) => mode?.mode === 'IMPORT' && wanted.has(name))
    .map(({ name }) => name)
    .toSorted();
}

/** Take the mode of each away, so that publishers are let in again. One request for each. */
export async function closeLeftOpen(client: Client, subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) await client.deleteMode(subject);
}

/** One sentence on what giving up came to, and all the names, a line each. */
export function givenUpText(target: string, names: readonly string[], isPlan: boolean): string {
  if (names.length === 0) return `no subject of the source is in mode IMPORT at ${target}; there is nothing to give up`;
  const them = names.length === 1 ? '1 subject' : `${grouped(names.length)} subjects`;
  const done = isPlan
    ? 'would leave mode IMPORT; nothing was written'
    : `${names.length === 1 ? 'is' : 'are'} out of mode IMPORT and take new versions again`;
  return [`${them} at ${target} ${done}:`, ...names.map((name) => `  ${name}`)].join('\n');
}
