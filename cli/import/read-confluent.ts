import { pathOf } from '../../src/client/transport.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { Reference } from '../../src/core/version.ts';
import { FOREIGN_IDS_FROM } from '../../src/storage/schema-id.ts';
import { mapInOrder } from '../map-in-order.ts';
import type { Wire } from './wire.ts';

/** A version as Confluent's wire gives it. */
export interface WireVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** Absent means AVRO there. */
  readonly schemaType: string;
  readonly schema: string;
  readonly references: readonly Reference[];
  readonly metadata?: JsonObject;
  readonly ruleSet?: JsonObject;
  /** Deleted softly. */
  readonly deleted: boolean;
}

/** What somebody set for the registry (""), a context or a subject. */
export interface WireSettings {
  readonly name: string;
  readonly config?: JsonObject;
  readonly mode?: string;
}

export interface WireRegistry {
  /** What is referred to before what refers. */
  readonly versions: readonly WireVersion[];
  readonly settings: readonly WireSettings[];
}

/** What a text without `$schema` is on Confluent's wire. */
export const WIRE_DIALECT = 'draft-07';

const REQUESTS_AT_ONCE = 8;

/** Read all that a registry tells of itself: soft-deleted versions and all contexts too. Only reads. Throws what the wire does. */
export async function readConfluent(wire: Wire, onVersion: (versions: number) => void): Promise<WireRegistry> {
  const subjects = await wire.subjects();
  const versions: WireVersion[] = [];
  const read = (subject: string): Promise<readonly WireVersion[]> => readSubject(wire, subject);
  for await (const found of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work: read })) {
    versions.push(...found);
    onVersion(versions.length);
  }
  const { context } = wire;
  const contexts = (((await wire.find('/contexts')) ?? []) as readonly string[])
    .filter((name) => name !== '.' && (context === undefined || name === context))
    .map((name) => `:${name}:`);
  const settings: WireSettings[] = [];
  const work = (name: string): Promise<WireSettings> => readSettings(wire, name);
  for await (const found of mapInOrder(['', ...contexts, ...subjects], { width: REQUESTS_AT_ONCE, work })) settings.push(found);
  return { versions: referredFirst(versions), settings };
}

async function readSubject(wire: Wire, subject: string): Promise<readonly WireVersion[]> {
  const all = (await wire.list(pathOf`/subjects/${subject}/versions?deleted=true`)) as readonly number[];
  const live = new Set((await wire.list(pathOf`/subjects/${subject}/versions`)) as readonly number[]);
  const found: WireVersion[] = [];
  for (const number of all) {
    const value = await wire.find(pathOf`/subjects/${subject}/versions/${number}?deleted=true`);
    if (value !== undefined) found.push(parseVersion(wire, subject, value, !live.has(number)));
  }
  return found;
}

function parseVersion(wire: Wire, subject: string, value: unknown, deleted: boolean): WireVersion {
  const { version, id, schemaType = 'AVRO', schema, references, metadata, ruleSet } = value as Partial<WireVersion>;
  if (typeof version !== 'number' || typeof id !== 'number' || typeof schema !== 'string') {
    throw new RegistryError('registry_unavailable', `${wire.url} answered for ${subject} with something that is no version of a schema`);
  }
  return {
    ...{ subject, version, id, schemaType, schema, deleted },
    references: references ?? [],
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
    ...(ruleSet === undefined || ruleSet === null ? {} : { ruleSet }),
  };
}

async function readSettings(wire: Wire, name: string): Promise<WireSettings> {
  const at = (place: string): string => (name === '' ? place : `${place}${pathOf`/${name}`}`);
  const config = (await wire.find(at('/config'))) as JsonObject | undefined;
  const mode = (await wire.find(at('/mode'))) as { readonly mode?: string } | undefined;
  return { name, ...(config === undefined ? {} : { config }), ...(mode?.mode === undefined ? {} : { mode: mode.mode }) };
}

/** `SUBJECT@N`. */
export function nameOfVersion({ subject, version }: Pick<WireVersion, 'subject' | 'version'>): string {
  return `${subject}@${version}`;
}

/** A reference without a context means the context of the schema that makes it. */
export function targetOf({ subject }: Pick<WireVersion, 'subject'>, reference: Reference): string {
  const context = /^:\.[^:]*:/.exec(subject)?.[0] ?? '';
  const own = reference.subject.startsWith(':.:') ? reference.subject.slice(3) : reference.subject;
  return `${own.startsWith(':.') || reference.subject !== own ? '' : context}${own}@${reference.version}`;
}

function referredFirst(versions: readonly WireVersion[]): readonly WireVersion[] {
  const known = new Map(versions.map((version) => [nameOfVersion(version), version]));
  const before = previousOf(versions);
  const sorted = new Set<WireVersion>();
  const begun = new Set<WireVersion>();
  const add = (version: WireVersion): void => {
    if (begun.has(version)) return;
    begun.add(version);
    for (const reference of version.references) visit(known.get(targetOf(version, reference)));
    sorted.add(version);
  };
  // Semvers follow numbers, and an id may be older than the version: another subject had the schema first.
  const visit = (version: WireVersion | undefined): void => {
    const open: WireVersion[] = [];
    for (let each = version; each !== undefined && !begun.has(each); each = before.get(each)) open.push(each);
    for (const each of open.toReversed()) add(each);
  };
  // By id, which is the order in which they were written there; but before all others the highest, with what it needs, since the target
  // gives ids of its own behind the highest that came. From then on nobody who registers there takes one that is still to come.
  const byId = versions.toSorted((a, b) => a.id - b.id || a.version - b.version);
  visit(byId.findLast(({ schemaType, id }) => schemaType === 'JSON' && id < FOREIGN_IDS_FROM));
  for (const version of byId) visit(version);
  return [...sorted];
}

/** Of each version the one before it in its subject. */
function previousOf(versions: readonly WireVersion[]): ReadonlyMap<WireVersion, WireVersion> {
  const last = new Map<string, WireVersion>();
  const before = new Map<WireVersion, WireVersion>();
  for (const version of versions.toSorted((a, b) => a.version - b.version)) {
    const previous = last.get(version.subject);
    if (previous !== undefined) before.set(version, previous);
    last.set(version.subject, version);
  }
  return before;
}
