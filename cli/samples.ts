import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { fileReason } from '../src/core/file-reason.ts';
import { Decimal } from '../src/core/json/decimal.ts';
import type { ExactObject, ExactValue } from '../src/core/json/value.ts';
import { readSource, type Io, type SourceFile } from './io.ts';
import { jsonParts, readPart } from './json-parts.ts';
import { MAX_EVENTS_BYTES } from '../src/files/read-file.ts';
import { byFirst } from '../src/core/text-order.ts';

export interface Samples {
  readonly values: readonly ExactValue[];
  /** How many of each type there were, of those that came as structured CloudEvents. */
  readonly types: ReadonlyMap<string, number>;
}

/**
 * Sample events from files and folders: a file is one JSON value, a JSON array of samples, or NDJSON; of a folder all `.json`, `.ndjson` and `.jsonl` files
 * below it. A structured CloudEvent is its `data`; with `type` only those of this type count. Throws what is wrong with a text, with its place,
 * and `usage_invalid` where there are none, or of several types.
 */
export async function readSamples(io: Io, paths: readonly string[], { type }: { readonly type?: string }): Promise<Samples> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(io, path)));
  const events: ExactValue[] = [];
  for (const file of files) for (const event of await valuesOf(await readSource(io, file, { maxBytes: MAX_EVENTS_BYTES }))) events.push(event);
  const types = new Map<string, number>();
  const values = events.flatMap((event) => {
    if (!isCloudEvent(event)) return type === undefined ? [event] : [];
    const { type: own, data } = event;
    if (type !== undefined && own !== type) return [];
    types.set(own, (types.get(own) ?? 0) + 1);
    return data === undefined ? [] : [data];
  });
  if (types.size > 1) throw manyTypes(types);
  if (values.length === 0) throw nothingFound(files.length, type);
  return { values, types };
}

function manyTypes(types: ReadonlyMap<string, number>): RegistryError {
  const counted = [...types].toSorted(byFirst).map(([name, count]) => `${name} (${count})`);
  return new RegistryError('usage_invalid', `the samples are events of several types: ${counted.join(', ')}; choose one with --type`);
}

function nothingFound(files: number, type: string | undefined): RegistryError {
  const what = type === undefined ? 'no sample' : `no event of type ${JSON.stringify(type)}`;
  return new RegistryError('usage_invalid', `found ${what} in ${files} ${files === 1 ? 'file' : 'files'}`);
}

async function filesOf(io: Io, path: string): Promise<string[]> {
  const folder = resolve(io.cwd, path);
  const isFolder = path !== '-' && (await stat(folder).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) return [path];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new RegistryError('file_unreadable', `cannot read the folder ${path}: ${fileReason(cause)}`, { cause, data: { file: path } });
  });
  return entries
    .filter((entry) => !entry.isDirectory() && /\.(?:json|ndjson|jsonl)$/i.test(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted()
    .map((name) => join(path, name));
}

async function valuesOf(file: SourceFile): Promise<readonly ExactValue[]> {
  const values = await Promise.all(jsonParts(file).map(async (part) => ({ part, value: await readPart(part) })));
  return values.flatMap(({ part, value }) => (part.line === undefined && Array.isArray(value) ? (value as readonly ExactValue[]) : [value]));
}

function isCloudEvent(value: ExactValue): value is ExactObject & { readonly type: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Decimal) return false;
  const { specversion, id, source, type } = value as ExactObject;
  return specversion === '1.0' && typeof id === 'string' && typeof source === 'string' && typeof type === 'string';
}
