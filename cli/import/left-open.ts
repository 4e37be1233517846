import type { Client } from '../../src/client/client.ts';
import { readAllPages } from '../all-pages.ts';
import type { Mode } from '../../src/core/mode.ts';
import { grouped } from '../report/counted.ts';
import { readModeBefore } from './mode-before.ts';

const PAGE = 1_000;

/** A subject in mode IMPORT, and the mode that it had of its own before. */
export interface LeftOpen {
  readonly subject: string;
  readonly before: Mode | undefined;
}

/** Those of the subjects that are in mode IMPORT of their own at the target, as an import that did not end leaves them; sorted. Only reads. */
export async function findLeftOpen(client: Client, subjects: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(subjects);
  const all = await readAllPages((cursor) => client.listSettings({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }));
  return all
    .filter(({ name, mode }) => mode?.mode === 'IMPORT' && wanted.has(name))
    .map(({ name }) => name)
    .toSorted();
}

/** The same with what each was before: one request for each. Only reads. */
export async function readLeftOpen(client: Client, subjects: readonly string[]): Promise<readonly LeftOpen[]> {
  const found: LeftOpen[] = [];
  for (const subject of await findLeftOpen(client, subjects)) found.push({ subject, before: await readModeBefore(client, subject) });
  return found;
}

/** Give each the mode back that it had of its own, or take IMPORT away where it had none, so that publishers are let in again. */
export async function closeLeftOpen(client: Client, subjects: readonly LeftOpen[]): Promise<void> {
  for (const { subject, before } of subjects) {
    if (before === undefined) await client.deleteMode(subject);
    else await client.putMode(subject, { mode: before });
  }
}

/** One sentence on what giving up came to, and all the names, a line each. */
export function givenUpText(target: string, subjects: readonly LeftOpen[], isPlan: boolean): string {
  if (subjects.length === 0) return `no subject of the source is in mode IMPORT at ${target}; there is nothing to give up`;
  const them = subjects.length === 1 ? '1 subject' : `${grouped(subjects.length)} subjects`;
  const done = isPlan
    ? 'would leave mode IMPORT; nothing was written'
    : `${subjects.length === 1 ? 'is' : 'are'} out of mode IMPORT${subjects.every(isOpenAgain) ? ' and take new versions again' : ''}`;
  const lines = subjects.map((one) => `  ${one.subject}${isOpenAgain(one) ? '' : `: ${one.before}, as it was before the import`}`);
  return [`${them} at ${target} ${done}:`, ...lines].join('\n');
}

function isOpenAgain({ before }: LeftOpen): boolean {
  return before === undefined || before === 'READWRITE';
}
