import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { startOf } from '../../src/core/subject.ts';
import type { SubjectDetailResource, VersionHeadResource, VersionResource } from '../../src/core/resources.ts';
import { readAllPages } from '../all-pages.ts';
import { parseSelector } from '../selector.ts';

/** What is to be promoted: one version, or those of all subjects that begin with something. */
export type Selection = { readonly kind: 'subject'; readonly text: string } | { readonly kind: 'prefix'; readonly start: string };

export interface SelectOptions {
  /** Every live version, oldest first, instead of the latest. */
  readonly isAll: boolean;
}

/** A version at the source, and its subject there. */
export interface SourceVersion {
  readonly version: VersionResource;
  readonly subject: SubjectDetailResource;
  /** It was not asked for: another one refers to it. */
  readonly isReference: boolean;
}

/** Read the operand and `--prefix`: one of them. A prefix may be written `com.shop.*` or `com.shop.`. Throws `usage_invalid`. */
export function parseSelection(operand: string | undefined, prefix: string | undefined): Selection {
  if ((operand === undefined) === (prefix === undefined)) {
    throw new RegistryError('usage_invalid', 'say what is promoted: SUBJECT, SUBJECT@N, or --prefix com.shop.*');
  }
  return operand === undefined ? { kind: 'prefix', start: startOf(prefix ?? '') ?? prefix ?? '' } : { kind: 'subject', text: operand };
}

/**
 * The versions that are asked for and all that they refer to, each once, what is referred to before what refers. Throws
 * `version_not_found` for a subject without a live version, `state_conflict` for a version that is named and retired.
 */
export async function selectVersions(client: Client, selection: Selection, options: SelectOptions): Promise<readonly SourceVersion[]> {
  const wanted = await wantedVersions(client, selection, options);
  const subjects = new Map<string, Promise<SubjectDetailResource>>();
  const found = new Map<string, SourceVersion>();
  const visit = async (subject: string, number: number, isReference: boolean): Promise<void> => {
    const name = `${subject}@${number}`;
    if (found.has(name)) return;
    const version = await client.getVersion(subject, number);
    // References are no cycle: the registry refuses one.
    for (const reference of version.references) await visit(reference.subject, reference.version, true);
    if (!subjects.has(subject)) subjects.set(subject, client.getSubject(subject));
    const detail = await subjects.get(subject);
    if (detail !== undefined && !found.has(name)) found.set(name, { version, subject: detail, isReference });
  };
  for (const { subject, version } of wanted) await visit(subject, version, false);
  const asked = new Set(wanted.map(({ subject, version }) => `${subject}@${version}`));
  return [...found].map(([name, source]) => ({ ...source, isReference: !asked.has(name) }));
}

type Wanted = Pick<VersionHeadResource, 'subject' | 'version'>;

async function wantedVersions(client: Client, selection: Selection, options: SelectOptions): Promise<readonly Wanted[]> {
  if (selection.kind === 'subject') return wantedOf(client, selection.text, options);
  const { start } = selection;
  const items = await readAllPages((cursor) => client.listSubjects({ prefix: start, limit: 500, ...(cursor === undefined ? {} : { cursor }) }));
  const live = items.filter(({ latest }) => latest !== null);
  if (live.length === 0)
    throw new RegistryError('subject_not_found', `no subject of ${client.url} begins with ${JSON.stringify(start)} and has a live version`);
  const wanted: Wanted[] = [];
  for (const { subject, latest } of live) {
    if (options.isAll) wanted.push(...liveOf(await client.getSubject(subject)));
    else wanted.push({ subject, version: latest ?? 0 });
  }
  return wanted;
}

async function wantedOf(client: Client, text: string, { isAll }: SelectOptions): Promise<readonly Wanted[]> {
  const { subject, version } = parseSelector(text);
  if (isAll && version !== undefined) throw new RegistryError('usage_invalid', `--all is for a subject or a prefix; found one version, ${text}`);
  if (isAll) return liveOf(await client.getSubject(subject));
  const head = await client.getVersion(subject, version ?? 'latest');
  if (head.state !== 'retired') return [head];
  throw new RegistryError('state_conflict', `${subject}@${head.version} is retired at ${client.url}: it is not to be used there either`);
}

function liveOf({ versions }: SubjectDetailResource): readonly VersionHeadResource[] {
  return versions.filter(({ state }) => state !== 'retired').toSorted((a, b) => a.version - b.version);
}
