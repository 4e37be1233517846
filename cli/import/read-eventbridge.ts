import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { isJsonObject, type ExactValue, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { compareNames } from '../../src/core/text-order.ts';
import { compareReleases } from '../audit/release-order.ts';
import { readSource, type Io } from '../io.ts';

/** A version of a schema of EventBridge's registry, as a file has it. */
export interface ExportedSchema {
  readonly file: string;
  /** `SchemaName`, or what the path says. */
  readonly name: string;
  /** `SchemaVersion`, or what the path says. */
  readonly version: string;
  readonly content: JsonObject;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A file that is none. */
export interface UnreadFile {
  readonly file: string;
  readonly why: string;
}

export interface ExportFolder {
  /** By name, oldest first. */
  readonly schemas: readonly ExportedSchema[];
  readonly unread: readonly UnreadFile[];
}

/**
 * Read every `.json` file below a folder: what `aws schemas describe-schema` and `export-schema` print, one or a list of them, and bare
 * contents, which are named by their path: `NAME.json`, `NAME.3.json`, `NAME/3.json`. Of two files of one version the first by name
 * counts. Throws `file_unreadable`, and `usage_invalid` for a folder without such a file.
 */
export async function readExportFolder(io: Io, folder: string): Promise<ExportFolder> {
  const files = (await listFiles(io, folder)).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw new RegistryError('usage_invalid', `found no .json file in ${folder}`);
  const schemas = new Map<string, ExportedSchema>();
  const unread: UnreadFile[] = [];
  for (const path of files) {
    const file = join(folder, path);
    try {
      for (const schema of schemasIn(await readExact(io, file), path, file)) {
        const key = JSON.stringify([schema.name, schema.version]);
        const first = schemas.get(key);
        if (first === undefined) schemas.set(key, schema);
        else unread.push({ file, why: `${first.file} has ${schema.name}, version ${schema.version}, already` });
      }
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown;
      unread.push({ file, why: thrown.message });
    }
  }
  return { schemas: [...schemas.values()].toSorted(byNameAndVersion), unread };
}

function byNameAndVersion(a: ExportedSchema, b: ExportedSchema): number {
  return compareNames(a.name, b.name) || compareReleases(a.version, b.version);
}

async function listFiles(io: Io, folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(resolve(io.cwd, folder), { recursive: true });
    return names.map((name) => name.replaceAll('\\', '/')).toSorted();
  } catch (cause) {
    const reason = fileReason(cause, { ENOENT: 'there is no such folder', ENOTDIR: 'it is a file' });
    throw new RegistryError('file_unreadable', `cannot read the folder ${folder}: ${reason}`, { cause, data: { file: folder } });
  }
}

async function readExact(io: Io, file: string): Promise<JsonValue> {
  return expectDoubles(parseJson((await readSource(io, file)).text));
}

/** Throws `number_inexact`: such a number would come over as another one. */
function expectDoubles(value: ExactValue): JsonValue {
  if (value instanceof Decimal) throw new RegistryError('number_inexact', `the number ${String(value)} is none that a double holds`);
  for (const member of typeof value === 'object' && value !== null ? Object.values(value) : []) expectDoubles(member);
  return value as JsonValue;
}

function schemasIn(value: JsonValue, path: string, file: string): readonly ExportedSchema[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((item) => schemasIn(item, path, file));
  if (!isJsonObject(value)) throw new RegistryError('schema_invalid', 'it is no schema and nothing that `aws schemas describe-schema` prints');
  const { Content: content, SchemaName: name, SchemaVersion: version, Description: description, Tags: tags } = value;
  if (typeof content === 'string' && typeof name === 'string') {
    expectKnownType(value['Type']);
    const parsed = expectDoubles(parseJson(content));
    if (!isJsonObject(parsed)) throw new RegistryError('schema_invalid', 'its Content is no JSON object');
    return [
      {
        ...{ file, name, content: parsed },
        version: typeof version === 'string' ? version : '1',
        ...(typeof description === 'string' && description !== '' ? { description } : {}),
        tags: textsIn(tags),
      },
    ];
  }
  if (value['openapi'] === undefined && value['$schema'] === undefined) {
    throw new RegistryError('schema_invalid', 'it has neither Content and SchemaName, nor openapi, nor $schema');
  }
  return [{ file, ...namedBy(path), content: value, tags: {} }];
}

const TYPES = ['OpenApi3', 'JSONSchemaDraft4'] as const;

function expectKnownType(type: JsonValue | undefined): void {
  if (type === undefined || TYPES.some((known) => known === type)) return;
  throw new RegistryError('format_unsupported', `its Type is ${JSON.stringify(type)}; expected ${TYPES.join(' or ')}`);
}

function namedBy(path: string): { readonly name: string; readonly version: string } {
  const stem = path.slice(0, -'.json'.length);
  const [, name = stem, version = '1'] = /^(.+)[./]v?(\d+)$/.exec(stem) ?? [];
  return { name: name.split('/').at(-1) ?? name, version };
}

function textsIn(tags: JsonValue | undefined): Readonly<Record<string, string>> {
  const entries = isJsonObject(tags) ? Object.entries(tags) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
