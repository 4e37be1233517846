import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { readRegularSync } from '../../src/files/read-file.ts';
import { relativeTarget } from '../relative-target.ts';
import { readCompiledSources, type CompiledSources } from './compiled-sources.ts';
import { listFolder } from './list-folder.ts';

export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** What a folder says of itself. */
export interface Detected {
  readonly packageManager: { readonly name: PackageManager; readonly by: string };
  /** The path of the compiler's settings; absent: JavaScript. */
  readonly tsconfig?: string;
  /** What it says itself of the files that are compiled. */
  readonly compiles?: CompiledSources;
  /** Documents that say that they are AsyncAPI, by their paths. */
  readonly asyncapi: readonly string[];
  readonly schemaFolders: readonly SchemaFolder[];
  readonly hasSources: boolean;
}

export interface SchemaFolder {
  /** Relative, with `/`; "" for the folder itself. */
  readonly folder: string;
  /** The names of the files that are schemas, sorted. */
  readonly names: readonly string[];
  /** Whether other JSON files lie beside them. */
  readonly isMixed: boolean;
  /** Whether each of its schemas says its subject itself, as `x-subject`. */
  readonly saysSubject: boolean;
  /** The paths that `$ref`s in them lead out of the folder by, as they are written; sorted. */
  readonly leadsOut: readonly string[];
}

/** Look at a folder and, for the package manager, at those above up to the root of the repository. */
export function detect(folder: string): Detected {
  const files = filesBelow(folder, '');
  const isThere = (name: string): boolean => existsSync(join(folder, name));
  return {
    packageManager: packageManagerOf(folder),
    ...(isThere('tsconfig.json')
      ? { tsconfig: 'tsconfig.json', compiles: readCompiledSources('tsconfig.json', (path) => readIfSmall(join(folder, path))) }
      : {}),
    asyncapi: files.filter((path) => isAsyncapi(join(folder, path), path)),
    schemaFolders: schemaFolders(folder, files),
    hasSources: isThere('src'),
  };
}

// The files that only one of them writes or reads.
const LOCK_FILES: readonly (readonly [file: string, name: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
];

function packageManagerOf(folder: string): Detected['packageManager'] {
  const named = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@/.exec(readIfSmall(join(folder, 'package.json')) ?? '')?.[1] as
    | PackageManager
    | undefined;
  if (named !== undefined) return { name: named, by: 'package.json' };
  const [file, name] = LOCK_FILES.find(([lock]) => existsSync(join(folder, lock))) ?? [];
  if (file !== undefined && name !== undefined) return { name, by: file };
  const isTop = existsSync(join(folder, '.git')) || dirname(folder) === folder;
  return isTop ? { name: 'npm', by: 'nothing: it is the default' } : packageManagerOf(dirname(folder));
}

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage', 'target', 'vendor']);
const MAX_DEPTH = 6;

function filesBelow(root: string, folder: string): readonly string[] {
  if (folder.split('/').length > MAX_DEPTH) return [];
  return listFolder(join(root, folder)).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name.startsWith('.') || SKIPPED.has(entry.name) || isProject(join(root, path)) ? [] : filesBelow(root, path);
    return entry.isFile() && /\.(json|ya?ml)$/i.test(entry.name) ? [path] : [];
  });
}

// What lies in another project is that one's to publish.
function isProject(folder: string): boolean {
  return existsSync(join(folder, CONFIG_FILE));
}

function isAsyncapi(path: string, label: string): boolean {
  const text = readIfSmall(path) ?? '';
  return /\.json$/i.test(label) ? /"asyncapi"\s*:\s*"\d/.test(text) : /^asyncapi:\s*['"]?\d/m.test(text);
}

function schemaFolders(root: string, files: readonly string[]): readonly SchemaFolder[] {
  const json = files.filter((path) => path.endsWith('.json'));
  const folders = [...new Set(json.map((path) => posix.dirname(path)))];
  return folders.flatMap((folder) => {
    const inIt = json.filter((path) => posix.dirname(path) === folder);
    const schemas = inIt.flatMap((path) => schemaIn(root, path));
    if (schemas.length === 0) return [];
    const names = schemas.map(({ path }) => posix.basename(path));
    const isMixed = schemas.length < inIt.length;
    const leadsOut = [...new Set(schemas.flatMap(({ schema }) => pathsOut(schema)))].toSorted();
    return [{ folder: folder === '.' ? '' : folder, names, isMixed, saysSubject: schemas.every(({ says }) => says), leadsOut }];
  });
}

function pathsOut(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<JsonValue>(value).flatMap(([name, member]) => {
    const isOut = name === '$ref' && typeof member === 'string' && relativeTarget(member, '.')?.startsWith('../') === true;
    return isOut ? [member.replace(/#.*$/s, '')] : pathsOut(member);
  });
}

interface FoundSchema {
  readonly path: string;
  readonly schema: JsonObject;
  readonly says: boolean;
}

function schemaIn(root: string, path: string): readonly FoundSchema[] {
  const text = isManifest(path) ? undefined : readIfSmall(join(root, path));
  const schema = text === undefined ? undefined : parseSchema(text);
  return schema === undefined ? [] : [{ path, schema, says: typeof schema['x-subject'] === 'string' }];
}

function isManifest(path: string): boolean {
  return /(^|\/)(package|package-lock|tsconfig[^/]*|sluice[^/]*)\.json$/.test(path);
}

function parseSchema(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) && isSchema(value) ? value : undefined;
  } catch {
    return undefined; // No JSON: no schema.
  }
}

// Whoever asks for it may name any file under "publishes"; what is guessed should be right.
function isSchema({ $schema, type, properties }: JsonObject): boolean {
  if (typeof $schema === 'string') return $schema.includes('json-schema.org');
  return type === 'object' && isJsonObject(properties);
}

const MAX_BYTES = 1024 * 1024;

function readIfSmall(path: string): string | undefined {
  try {
    return readRegularSync(path, MAX_BYTES).toString('utf8');
  } catch {
    return undefined; // Not there, or not for us.
  }
}
