import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchemaGraph } from '../../src/containment/index.ts';
import type { SupportedDialect } from '../../src/containment/dialect/dialects.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument, SchemaDocument } from '../../src/core/schema-document.ts';

/** Where the official suite lies; empty where nobody said. */
export const SUITE: string = process.env['JSON_SCHEMA_TEST_SUITE'] ?? '';
export const HOW_TO_GET_IT =
  'set JSON_SCHEMA_TEST_SUITE to a clone of https://github.com/json-schema-org/JSON-Schema-Test-Suite to run the official JSON Schema suite';

export const FOLDERS: Readonly<Record<string, SupportedDialect>> = {
  draft6: 'draft-06',
  draft7: 'draft-07',
  'draft2019-09': 'draft-2019-09',
  'draft2020-12': 'draft-2020-12',
};

export interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly { readonly description: string; readonly data: ExactValue; readonly valid: boolean }[];
}

/** The files of one draft, `optional/` included. */
export function testFiles(folder: string): string[] {
  return jsonFiles(join(SUITE, 'tests', folder));
}

function jsonFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

/** The exact parser keeps big numbers; it refuses __proto__, which a few groups are about. */
export function readGroups(folder: string, name: string): readonly Group[] {
  const text = readFileSync(join(SUITE, 'tests', folder, name), 'utf8');
  return (text.includes('"__proto__"') ? JSON.parse(text) : parseJson(text)) as readonly Group[];
}

/** The documents that tests of one draft refer to. */
export function readRemotes(dialect: SupportedDialect, folder: string): Record<string, ReferencedDocument> {
  const remotes = join(SUITE, 'remotes');
  const foreign = Object.keys(FOLDERS).filter((name) => name !== folder);
  const documents: Record<string, ReferencedDocument> = {};
  for (const name of jsonFiles(remotes)) {
    const owner = Object.keys(FOLDERS).find((candidate) => name.startsWith(`${candidate}/`));
    if (/^(draft3|draft4|draft-next|v1)\//.test(name) || (owner === undefined && foreign.some((other) => name.startsWith(`${other}/`)))) continue;
    const schema = JSON.parse(readFileSync(join(remotes, name), 'utf8')) as JsonValue;
    documents[`http://localhost:1234/${name}`] = { schema, dialect: owner === undefined ? dialect : (FOLDERS[owner] ?? dialect) };
  }
  return documents;
}

/** The documents that something leads to: bundled with the others, ajv would trip over what no one asks about, and each is read again. */
export function reachedFrom(document: SchemaDocument): Record<string, ReferencedDocument> {
  const reached = new Set(buildSchemaGraph(document).nodes.map(({ location }) => location.split('#', 1)[0] ?? ''));
  for (const [, metaschema = ''] of JSON.stringify(document.schema).matchAll(/"\$schema":"([^"#]*)/g)) reached.add(metaschema);
  return Object.fromEntries(Object.entries(document.documents ?? {}).filter(([uri]) => reached.has(uri)));
}

/** An instance as a parser of the host reads it. */
export function asDoubles(value: ExactValue): JsonValue {
  if (value instanceof Decimal) return Number(value.toString());
  if (Array.isArray(value)) return value.map(asDoubles);
  // Entries keep a member `__proto__` as it is.
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asDoubles(member)]));
  return value;
}
