import { pathOf } from '../../src/client/transport.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { FormatDocument } from '../../src/core/schema-document.ts';
import type { Format } from '../../src/formats/format.ts';
import { withBlocking, type ImportItem } from './plan-confluent.ts';
import { nameOfVersion, targetOf, WIRE_DIALECT, type WireVersion } from './read-confluent.ts';
import type { ImportTarget } from './sides.ts';

/**
 * A plan with what the target will refuse, as far as it can be known before: each schema is read by the reader that registries have, with what it
 * refers to. Only for a plan: another release of the target may take more or less.
 */
export async function foreseeRefusals(items: readonly ImportItem[], { wire }: ImportTarget): Promise<readonly ImportItem[]> {
  const { jsonSchemaFormat } = await import('../../src/formats/json-schema/format.ts');
  const known = new Map(items.map(({ source }) => [nameOfVersion(source), source]));
  const missing = new Set<string>();
  const found: ImportItem[] = [];
  for (const planned of items) {
    const item = withBlocking(planned, missing);
    const why =
      item.step.kind === 'import' ? ((await whyNotFound(item.source, known, wire)) ?? whyUnread(item.source, known, jsonSchemaFormat)) : undefined;
    found.push(why === undefined ? item : withBlocking({ source: item.source, step: { kind: 'refused', why } }, missing));
  }
  return found;
}

type Known = ReadonlyMap<string, WireVersion>;

/** Why a version that it refers to will not be there, in the words of the target. */
async function whyNotFound(source: WireVersion, known: Known, wire: ImportTarget['wire']): Promise<string | undefined> {
  for (const reference of source.references) {
    const name = targetOf(source, reference);
    // -1 is the latest, whatever that is by then.
    if (reference.version < 1 || known.has(name)) continue;
    const subject = name.slice(0, name.lastIndexOf('@'));
    if ((await wire.find(pathOf`/subjects/${subject}/versions/${reference.version}?deleted=true`)) !== undefined) continue;
    return `reference ${JSON.stringify(reference.name)}: subject ${JSON.stringify(subject)} has no version ${reference.version}; register it first`;
  }
  return undefined;
}

/** Why the reader refuses it; undefined where it does not, and where what it refers to is not known here. */
function whyUnread(source: WireVersion, known: Known, format: Format): string | undefined {
  const documents = documentsOf(source, known);
  if (documents === undefined) return undefined;
  try {
    format.parse({ schema: source.schema, dialect: WIRE_DIALECT, documents });
    return undefined;
  } catch (thrown) {
    return RegistryError.from(thrown).message;
  }
}

type Documents = NonNullable<FormatDocument['documents']>;

function documentsOf(source: WireVersion, known: Known): Documents | undefined {
  const documents: Record<string, Documents[string]> = {};
  for (const reference of source.references) {
    const target = known.get(targetOf(source, reference));
    const nested = target === undefined ? undefined : documentsOf(target, known);
    const schema = target === undefined ? undefined : readJson(target.schema);
    if (nested === undefined || schema === undefined) return undefined;
    Object.assign(documents, { [reference.name]: { schema, dialect: WIRE_DIALECT } }, nested);
  }
  return documents;
}

function readJson(text: string): Documents[string]['schema'] | undefined {
  try {
    return JSON.parse(text) as Documents[string]['schema'];
  } catch {
    return undefined;
  }
}
