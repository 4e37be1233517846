import { pathOf } from '../../src/client/transport.ts';
import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { mapInOrder } from '../map-in-order.ts';
import { nameOfVersion, targetOf, type WireRegistry, type WireVersion } from './read-confluent.ts';
import type { ImportTarget } from './sides.ts';
import { isSameText, withClashes } from './source-clashes.ts';
import type { Wire } from './wire.ts';

/** What importing a version comes to. */
export type ImportStep =
  /** `isIdGone`: the target gave the id before, to a schema that was deleted for good. Left out where not. */
  | { readonly kind: 'import'; readonly isIdGone?: true }
  | { readonly kind: 'there' }
  /** There with the same id and number, and not deleted as it is at the source. */
  | { readonly kind: 'delete' }
  /** `wayOut`: the source itself has two schemas of that id; its context, which alone would do. */
  | { readonly kind: 'differs'; readonly why: string; readonly wayOut?: string }
  | { readonly kind: 'unsupported'; readonly schemaType: string }
  /** It refers to one that is not imported. */
  | { readonly kind: 'blocked'; readonly by: string }
  /** The target does not take it. */
  | { readonly kind: 'refused'; readonly why: string };

export interface ImportItem {
  readonly source: WireVersion;
  readonly step: ImportStep;
}

const REQUESTS_AT_ONCE = 8;

export interface ImportPlan {
  readonly items: readonly ImportItem[];
  /** What the target has of these subjects and the source has not; `SUBJECT@N`. */
  readonly surplus: readonly string[];
}

/** Ask the target what is there already; nothing is written. Throws `registry_unavailable` where the target is no registry. */
export async function planImport({ versions }: WireRegistry, { wire: target, client }: ImportTarget): Promise<ImportPlan> {
  await target.subjects();
  const numbers = await readNumbers(target, new Set(versions.map(({ subject }) => subject)));
  const work = (source: WireVersion): Promise<ImportItem> =>
    planItem(source, { wire: target, client }, numbers.get(source.subject)?.has(source.version) === true);
  const items: ImportItem[] = [];
  const missing = new Set<string>();
  for await (const item of mapInOrder(versions, { width: REQUESTS_AT_ONCE, work })) items.push(withBlocking(item, missing));
  const sent = new Set(versions.map(nameOfVersion));
  const there = [...numbers].flatMap(([subject, found]) => [...found].map((version) => nameOfVersion({ subject, version })));
  return { items: withClashes(items), surplus: there.filter((name) => !sent.has(name)) };
}

async function readNumbers(target: Wire, subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const numbers = new Map<string, ReadonlySet<number>>();
  const work = async (subject: string): Promise<readonly [string, readonly unknown[]]> => [
    subject,
    await target.list(pathOf`/subjects/${subject}/versions?deleted=true`),
  ];
  for await (const [subject, found] of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work })) numbers.set(subject, new Set(found as number[]));
  return numbers;
}

async function planItem(source: WireVersion, { wire, client }: ImportTarget, isThere: boolean): Promise<ImportItem> {
  if (source.schemaType.toUpperCase() !== 'JSON') return { source, step: { kind: 'unsupported', schemaType: source.schemaType } };
  const { subject, version, id } = source;
  if (isThere) {
    const there = (await wire.find(pathOf`/subjects/${subject}/versions/${version}?deleted=true`)) as WireVersion | undefined;
    if (there !== undefined) return { source, step: compare(source, there) };
  }
  const state = await stateOfId(client, id);
  if (state !== 'used') return { source, step: state === 'gone' ? { kind: 'import', isIdGone: true } : { kind: 'import' } };
  const holder = (await wire.find(pathOf`/schemas/ids/${id}`)) as { readonly schema: string } | undefined;
  if (holder === undefined || isSameText(holder.schema, source.schema)) return { source, step: { kind: 'import' } };
  return { source, step: { kind: 'differs', why: `schema ${id} is another one at the target` } };
}

/** Confluent's wire has no words for an id whose schema was deleted for good, so the target's own API is asked. */
async function stateOfId(client: Client, id: number): Promise<'used' | 'free' | 'gone'> {
  try {
    await client.getSchema(id);
    return 'used';
  } catch (thrown) {
    const { code, data } = RegistryError.from(thrown);
    if (code !== 'schema_not_found') throw thrown;
    return data['deletedForGood'] === true ? 'gone' : 'free';
  }
}

function compare(source: WireVersion, there: WireVersion): ImportStep {
  if (there.id !== source.id) return { kind: 'differs', why: `it has the schema ${source.id} at the source, and ${there.id} at the target` };
  if (!isSameText(there.schema, source.schema)) return { kind: 'differs', why: 'its schema is another one at the target' };
  return { kind: source.deleted && !there.deleted ? 'delete' : 'there' };
}

/** The item, or why it cannot be imported: what it refers to is in `missing`, to which it is added if it is left out itself. */
export function withBlocking(item: ImportItem, missing: Set<string>): ImportItem {
  const targets = item.step.kind === 'import' ? item.source.references.map((reference) => targetOf(item.source, reference)) : [];
  const by = targets.find((name) => missing.has(name));
  const found: ImportItem = by === undefined ? item : { ...item, step: { kind: 'blocked', by } };
  if (isLeftOut(found)) missing.add(nameOfVersion(item.source));
  return found;
}

/** Whether a version is not at the target in the end. */
export function isLeftOut({ step }: ImportItem): boolean {
  return step.kind === 'unsupported' || step.kind === 'blocked' || step.kind === 'refused' || step.kind === 'differs';
}
