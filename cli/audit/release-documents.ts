import { resolveUri } from '../../src/containment/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import type { SourceFile } from '../io.ts';
import { collectNeighbours } from '../neighbours.ts';
import { withinFile } from '../schema-file.ts';

export interface ReleaseDocumentsOptions {
  readonly dialect: Dialect;
  /** The file at this path from the folder of the schema file. */
  readonly readNeighbour: (path: string) => Promise<SourceFile | undefined>;
  /** The file that calls itself by this URI. */
  readonly readById: (uri: string) => Promise<SourceFile | undefined>;
}

/** What a schema refers to within its release: files by relative paths first, then those that have the URI as their `$id`. Throws `reference_conflict`. */
export async function collectReleaseDocuments(
  schema: JsonValue,
  { dialect, readNeighbour, readById }: ReleaseDocumentsOptions,
): Promise<Record<string, ReferencedDocument>> {
  const documents: Record<string, ReferencedDocument> = await collectNeighbours(schema, { dialect, read: readNeighbour });
  const root = baseOf(schema, '');
  const known = new Set([root, ...resolvedNames(documents, root)]);
  const pending = [schema, ...Object.values(documents).map((document) => document.schema)].flatMap((part) => targetsOf(part, baseOf(part, root)));
  for (let uri = pending.pop(); uri !== undefined; uri = pending.pop()) {
    if (known.has(uri)) continue;
    known.add(uri);
    const file = await readById(uri);
    if (file === undefined) continue;
    const document = (await withinFile(file, () => parseJson(file.text))) as JsonValue;
    documents[uri] = { schema: document, dialect };
    pending.push(...targetsOf(document, uri));
  }
  return documents;
}

// Without a base there is no folder above the root's: `../money.json` and `money.json` resolve alike.
function resolvedNames(documents: Readonly<Record<string, ReferencedDocument>>, root: string): Iterable<string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(documents)) {
    const uri = resolveUri(root, name);
    const other = names.get(uri);
    if (other !== undefined) {
      const message = `the references ${JSON.stringify(other)} and ${JSON.stringify(name)} cannot be told apart in a schema without $id; give it one`;
      throw new RegistryError('reference_conflict', message, { data: { pointer: '' } });
    }
    names.set(uri, name);
  }
  return names.keys();
}

function baseOf(schema: JsonValue, otherwise: string): string {
  return isJsonObject(schema) && typeof schema['$id'] === 'string' ? withoutFragment(resolveUri(otherwise, schema['$id'])) : otherwise;
}

function targetsOf(value: JsonValue, base: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const reference = isJsonObject(value) ? value['$ref'] : undefined;
  const own = typeof reference === 'string' && !reference.startsWith('#') ? [withoutFragment(resolveUri(base, reference))] : [];
  return [...own, ...Object.values(value).flatMap((member) => targetsOf(member, base))];
}

function withoutFragment(uri: string): string {
  return uri.replace(/#.*$/s, '');
}
