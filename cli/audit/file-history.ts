import { posix } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import type { Format } from '../../src/formats/format.ts';
import { decodeSource, type SourceFile } from '../io.ts';
import { collectNeighbours } from '../neighbours.ts';
import { isTextFault, withinFile } from '../schema-file.ts';
import type { ContractState, History, HistoryEntry, Release, Skipped } from './history.ts';
import { looksLikeSchema } from './looks-like-schema.ts';

/** The content of a file; equal ids mean equal bytes. */
export interface Blob {
  readonly id: string;
  bytes(): Promise<Uint8Array>;
}

/** All files of a release, by their paths within it. */
export interface FileRelease {
  readonly release: Release;
  readonly files: ReadonlyMap<string, Blob>;
}

export interface FileHistoryOptions {
  readonly format: Format;
  readonly dialect: Dialect;
  /** How messages call a file of a release. */
  readonly labelOf: (release: Release, path: string) => string;
  /** Whether each release states all its contracts, changed or not; a step then begins at the release just before. Default false. */
  readonly restates?: boolean;
}

/** Releases of files as the history of their contracts: a path is a contract. What is no schema is skipped with the reason. */
export async function* readFileHistory(releases: AsyncIterable<FileRelease>, options: FileHistoryOptions): History {
  const known = new Map<string, Reading>();
  for await (const fileRelease of releases) {
    const { release, files } = fileRelease;
    yield { kind: 'release', release };
    for (const path of changedPaths(files, known)) {
      const reading = await readContract(path, fileRelease, options);
      known.set(path, reading);
      yield reading.entry;
    }
    for (const [path, { sources }] of known) {
      if (files.has(path)) continue;
      known.delete(path);
      if (sources !== NEVER_READ) yield { kind: 'missing', contract: path, release };
    }
    if (options.restates === true) yield* restate(known, release, options);
  }
}

/** What was read of a file, and from what. */
interface Reading {
  readonly entry: HistoryEntry;
  readonly sources: Sources;
}

function* restate(known: ReadonlyMap<string, Reading>, release: Release, { labelOf }: FileHistoryOptions): Generator<HistoryEntry> {
  for (const [path, { entry }] of known) {
    if (entry.kind === 'state') yield { kind: 'state', state: { ...entry.state, release, label: labelOf(release, path) } };
  }
}

/** The ids of all files that a contract was made of, '' for those that were looked for in vain. */
type Sources = ReadonlyMap<string, string>;

/** Of files that are skipped for their name: whatever they say, they are as they were. */
const NEVER_READ: Sources = new Map();

function changedPaths(files: FileRelease['files'], known: ReadonlyMap<string, Reading>): string[] {
  const isUnchanged = (path: string): boolean => {
    const sources = known.get(path)?.sources;
    if (sources === undefined) return false;
    for (const [source, id] of sources) if ((files.get(source)?.id ?? '') !== id) return false;
    return true;
  };
  return [...files.keys()].filter((path) => !isUnchanged(path)).toSorted();
}

async function readContract(path: string, { release, files }: FileRelease, options: FileHistoryOptions): Promise<Reading> {
  const named = faultOfName(path);
  if (named !== undefined) return { entry: skip(path, release, named), sources: NEVER_READ };
  const sources = new Map<string, string>();
  const read = async (file: string): Promise<SourceFile | undefined> => {
    const blob = files.get(file);
    sources.set(file, blob?.id ?? '');
    if (blob === undefined) return undefined;
    const label = options.labelOf(release, file);
    return { label, text: decodeSource(await blob.bytes(), label) };
  };
  const entry = await readState(path, { release, read, options });
  return { entry, sources };
}

interface ReadStateInput {
  readonly release: Release;
  readonly read: (file: string) => Promise<SourceFile | undefined>;
  readonly options: FileHistoryOptions;
}

async function readState(path: string, { release, read, options }: ReadStateInput): Promise<HistoryEntry> {
  const { format, dialect, labelOf } = options;
  const label = labelOf(release, path);
  try {
    const file = (await read(path)) ?? { label, text: '' };
    const state = await withinFile(file, async (): Promise<ContractState | undefined> => {
      const value = parseJson(file.text) as JsonValue;
      if (!looksLikeSchema(value)) return undefined;
      const documents = await collectNeighbours(value, { dialect, read: async (target) => readWithin(target, path, read) });
      const schema = format.parse({ schema: file.text, dialect, documents });
      return { contract: path, release, label, schema, text: file.text, fingerprint: fingerprintOf(format, schema, documents) };
    });
    return state === undefined ? skip(path, release, NO_SCHEMA) : { kind: 'state', state };
  } catch (thrown) {
    if (thrown instanceof RegistryError && isTextFault(thrown)) return skip(path, release, faultOf(thrown, label));
    throw thrown;
  }
}

/** A neighbour by its path from the folder of the contract; nothing outside the release is read. */
async function readWithin(target: string, contract: string, read: ReadStateInput['read']): Promise<SourceFile | undefined> {
  const path = posix.join(posix.dirname(contract), target);
  return path.startsWith('../') ? undefined : read(path);
}

function fingerprintOf(
  format: Format,
  schema: Parameters<Format['fingerprint']>[0],
  documents: Readonly<Record<string, ReferencedDocument>>,
): string {
  const references = Object.entries(documents).map(([name, document]) => ({ name, fingerprint: format.fingerprint(document, []) }));
  return format.fingerprint(schema, references);
}

type Fault = Omit<Skipped, 'file' | 'release'>;

const NO_SCHEMA: Fault = { code: 'no_schema', message: 'it is JSON, but no keyword of JSON Schema is in it' };

function faultOfName(path: string): Fault | undefined {
  if (/\.json$/i.test(path)) return undefined;
  return /\.ya?ml$/i.test(path)
    ? { code: 'yaml', message: 'it is YAML; schema files are read as JSON only so far' }
    : { code: 'not_json', message: 'its name does not end in .json' };
}

function faultOf({ code, message, data }: RegistryError, label: string): Fault {
  const { file, line, column } = data;
  return {
    code,
    message,
    ...(typeof file === 'string' && file !== label ? { inFile: file } : {}),
    ...(typeof line === 'number' && typeof column === 'number' ? { line, column } : {}),
  };
}

function skip(file: string, { name }: Release, fault: Fault): HistoryEntry {
  return { kind: 'skipped', skipped: { file, release: name, ...fault } };
}
