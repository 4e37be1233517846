import { posix } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import type { Format } from '../../src/formats/format.ts';
import { isOne } from '../asyncapi/is-document.ts';
import { decodeSource, type SourceFile } from '../io.ts';
import { isTextFault, withinFile } from '../schema-file.ts';
import type { FileRelease, SchemaIds } from './file-release.ts';
import type { ContractState, HistoryEntry, Release, Skipped } from './history.ts';
import { looksLikeSchema } from './looks-like-schema.ts';
import { collectReleaseDocuments } from './release-documents.ts';

export interface ReadContractOptions {
  readonly format: Format;
  readonly dialect: Dialect;
  /** How messages call a file of a release. */
  readonly labelOf: (release: Release, path: string) => string;
  readonly ids: SchemaIds;
}

/** What was read of a file, and from what. */
export interface Reading {
  readonly entry: Extract<HistoryEntry, { readonly kind: 'state' | 'skipped' }>;
  readonly sources: Sources;
}

/** All that was looked for to read a contract: the ids of the files, '' where there was none, and the paths that URIs led to. */
export interface Sources {
  readonly files: ReadonlyMap<string, string>;
  readonly uris: ReadonlyMap<string, string | undefined>;
}

/** Of files that are skipped for their name: whatever they say, they are as they were. */
const NEVER_READ: Sources = { files: new Map(), uris: new Map() };

/** Read the contract at a path of a release, with all that it refers to there. What is no schema is skipped with the reason. */
export async function readContract(path: string, fileRelease: FileRelease, options: ReadContractOptions): Promise<Reading> {
  const named = faultOfName(path);
  if (named !== undefined) return { entry: skip(path, fileRelease.release, named), sources: NEVER_READ };
  const search = new Search(fileRelease, options);
  return { entry: await readState(path, search, options), sources: search };
}

/** Finds files of one release, and remembers what was looked for. */
class Search implements Sources {
  readonly files = new Map<string, string>();
  readonly uris = new Map<string, string | undefined>();
  readonly release: Release;
  readonly #fileRelease: FileRelease;
  readonly #options: ReadContractOptions;

  constructor(fileRelease: FileRelease, options: ReadContractOptions) {
    this.release = fileRelease.release;
    this.#fileRelease = fileRelease;
    this.#options = options;
  }

  /** Nothing outside the release is found. */
  async byPath(path: string): Promise<SourceFile | undefined> {
    const blob = this.#fileRelease.files.get(path);
    this.files.set(path, blob?.id ?? '');
    if (blob === undefined) return undefined;
    const label = this.#options.labelOf(this.release, path);
    return { label, text: decodeSource(await blob.bytes(), label) };
  }

  async byUri(uri: string): Promise<SourceFile | undefined> {
    const path = await this.#options.ids.pathOf(this.#fileRelease, uri);
    this.uris.set(uri, path);
    return path === undefined ? undefined : this.byPath(path);
  }
}

async function readState(path: string, search: Search, options: ReadContractOptions): Promise<Reading['entry']> {
  const label = options.labelOf(search.release, path);
  try {
    const file = (await search.byPath(path)) ?? { label, text: '' };
    const state = await withinFile(file, () => parseState(path, file, search, options));
    return 'code' in state ? skip(path, search.release, state) : { kind: 'state', state };
  } catch (thrown) {
    if (thrown instanceof RegistryError && isTextFault(thrown)) return skip(path, search.release, faultOf(thrown, label));
    throw thrown;
  }
}

/** A fault for JSON that is not meant as a schema. */
async function parseState(
  path: string,
  { label, text }: SourceFile,
  search: Search,
  { format, dialect }: ReadContractOptions,
): Promise<ContractState | Fault> {
  const value = parseJson(text) as JsonValue;
  if (isOne(text)) return DOCUMENT;
  if (!looksLikeSchema(value)) return NO_SCHEMA;
  const documents = await collectReleaseDocuments(value, {
    dialect,
    readNeighbour: (target) => search.byPath(posix.join(posix.dirname(path), target)),
    readById: (uri) => search.byUri(uri),
  });
  const schema = format.parse({ schema: text, dialect, documents });
  return { contract: path, release: search.release, label, schema, text, fingerprint: fingerprintOf(format, schema, documents) };
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

const DOCUMENT: Fault = {
  code: 'asyncapi_document',
  message: 'it is an AsyncAPI document; an audit judges schema files, and `sluice compat FILE --against git:REF` a document',
};

function faultOfName(path: string): Fault | undefined {
  if (/\.json$/i.test(path)) return undefined;
  return /\.ya?ml$/i.test(path)
    ? { code: 'yaml', message: 'it is YAML; an audit reads schema files in JSON' }
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

function skip(file: string, { name }: Release, fault: Fault): Reading['entry'] {
  return { kind: 'skipped', skipped: { file, release: name, ...fault } };
}
