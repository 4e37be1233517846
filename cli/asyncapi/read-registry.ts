import { HEADERS_SUFFIX } from '../../src/asyncapi/contracts.ts';
import { LABEL_PREFIX, readUsages } from '../../src/asyncapi/usage.ts';
import { identityOf, type ExportedMessage, type ExportedSchema } from '../../src/asyncapi/write-document.ts';
import type { Client } from '../../src/client/client.ts';
import type { SubjectResource, VersionResource } from '../../src/core/resources.ts';
import { byFirst } from '../../src/core/text-order.ts';
import { readAllPages } from '../all-pages.ts';
import { mapInOrder } from '../map-in-order.ts';

export interface Selection {
  /** Names, and `com.shop.*` for all that begin so. Empty: every subject. */
  readonly subjects: readonly string[];
  readonly prefix?: string;
}

export interface Exported {
  readonly messages: readonly ExportedMessage[];
  /** What they refer to, also from afar. */
  readonly shared: readonly ExportedSchema[];
  /** Subjects that are no JSON Schema. */
  readonly leftOut: readonly { readonly subject: string; readonly why: string }[];
}

const WIDTH = 8;

/**
 * Read what an export needs: the latest live version of each subject, its headers, and every version that those refer to. Which subjects
 * are messages is what imports said: a schema that others refer to is none, but where it is named.
 */
export async function readRegistry(client: Client, selection: Selection): Promise<Exported> {
  const all = await readAllPages((cursor) => client.listSubjects({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) }));
  const live = new Map(all.flatMap((subject) => (subject.latest === null ? [] : [[subject.subject, subject] as const])));
  const chosen = [...live.values()].filter((subject) => isChosen(subject, selection));
  const versions = new Map<string, VersionResource>();
  const read = async (subject: string, version: number | 'latest'): Promise<VersionResource> => {
    const found = versions.get(JSON.stringify([subject, version])) ?? (await client.getVersion(subject, version));
    versions.set(JSON.stringify([subject, version]), found);
    return found;
  };
  const found: { readonly subject: SubjectResource; readonly version: VersionResource }[] = [];
  const work = async (subject: SubjectResource): Promise<(typeof found)[number]> => ({ subject, version: await read(subject.subject, 'latest') });
  for await (const each of mapInOrder(chosen, { width: WIDTH, work })) found.push(each);
  const leftOut = found.flatMap(({ subject: { subject }, version: { format } }) =>
    format === 'json-schema' ? [] : [{ subject, why: `it is ${format}; only json-schema can be exported yet` }],
  );
  const carried = found.filter(
    ({ subject, version }) =>
      version.format === 'json-schema' && isMessage(subject, version, found.length === 1 || selection.subjects.includes(subject.subject)),
  );
  const withHeaders = async ({ subject, version }: (typeof found)[number]): Promise<ExportedMessage> => {
    const headers = live.get(`${subject.subject}${HEADERS_SUFFIX}`);
    const beside = headers !== undefined && roleOf(headers) === 'headers' ? await read(headers.subject, 'latest') : undefined;
    return messageOf(subject, version, beside);
  };
  const messages: ExportedMessage[] = [];
  for await (const message of mapInOrder(carried, { width: WIDTH, work: withHeaders })) messages.push(message);
  const roots = messages.flatMap(({ references, headers }) => [...references, ...(headers?.references ?? [])]);
  return { messages, shared: await readReferenced(roots, read), leftOut };
}

function isChosen({ subject }: SubjectResource, { subjects, prefix = '' }: Selection): boolean {
  const isNamed = subjects.some((name) => (name.endsWith('*') ? subject.startsWith(name.slice(0, -1)) : name === subject));
  return subject.startsWith(prefix) && (subjects.length === 0 || isNamed);
}

function roleOf({ labels }: SubjectResource): string | undefined {
  return [...readUsages(labels).values()][0]?.role;
}

/** An import leaves its labels on the versions of every subject, and what it says of a message on those of messages only. */
function isMessage(subject: SubjectResource, { labels }: VersionResource, isNamed: boolean): boolean {
  const role = roleOf(subject);
  if (role !== undefined) return role === 'payload';
  return isNamed || labels[`${LABEL_PREFIX}application`] === undefined;
}

function messageOf(subject: SubjectResource, version: VersionResource, headers: VersionResource | undefined): ExportedMessage {
  const { owner, description, labels } = subject;
  const { semver, fingerprint, state } = version;
  return {
    ...schemaOf(version),
    ...{ semver, fingerprint, state, usages: readUsages(labels), examples: [] },
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    labels: Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith(LABEL_PREFIX))),
    ...(headers === undefined ? {} : { headers: schemaOf(headers) }),
  };
}

function schemaOf({ subject, version, schema, dialect = 'draft-2020-12', references }: VersionResource): ExportedSchema {
  return { subject, version, schema, dialect, references };
}

async function readReferenced(
  roots: ExportedSchema['references'],
  read: (subject: string, version: number) => Promise<VersionResource>,
): Promise<readonly ExportedSchema[]> {
  const found = new Map<string, ExportedSchema>();
  const pending = [...roots];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(identityOf(next))) continue;
    const schema = schemaOf(await read(next.subject, next.version));
    found.set(identityOf(next), schema);
    pending.push(...schema.references);
  }
  return [...found].toSorted(byFirst).map(([, schema]) => schema);
}
