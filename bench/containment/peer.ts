import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { dataFolder } from '../data-folder.ts';

export const PEERS = ['sluice', 'json-schema-diff', 'jsoncompat'] as const;

export type PeerName = (typeof PEERS)[number];

/** Is every event of the writer an event of the reader? undefined: it does not say. Throws what the package throws. */
export type Peer = (writer: JsonValue, reader: JsonValue) => Promise<boolean | undefined>;

/** Load one of them. Each gets the schemas in the form that its README asks for. */
export async function loadPeer(name: PeerName): Promise<Peer> {
  switch (name) {
    case 'sluice':
      return loadSluice();
    case 'json-schema-diff':
      return loadJsonSchemaDiff();
    case 'jsoncompat':
      return loadJsoncompat();
  }
}

async function loadSluice(): Promise<Peer> {
  const { contains } = await import('../../src/formats/json-schema/containment.ts');
  return async (writer, reader) => {
    const { kind } = contains(writer, reader);
    return kind === 'undecided' ? undefined : kind === 'contained';
  };
}

async function loadJsonSchemaDiff(): Promise<Peer> {
  const { diffSchemas } = createRequire(join(dataFolder('containment'), 'package.json'))('json-schema-diff') as {
    readonly diffSchemas: (schemas: {
      readonly sourceSchema: JsonValue;
      readonly destinationSchema: JsonValue;
    }) => Promise<{ readonly removalsFound: boolean }>;
  };
  return async (writer, reader) =>
    !(await diffSchemas({ sourceSchema: withoutRootRef(writer), destinationSchema: withoutRootRef(reader) })).removalsFound;
}

async function loadJsoncompat(): Promise<Peer> {
  const folder = join(dataFolder('containment'), 'node_modules', 'jsoncompat');
  const { initSync, check_compat: checkCompat } = (await import(pathToFileURL(join(folder, 'jsoncompat_wasm.js')).href)) as {
    readonly initSync: (options: { readonly module: Uint8Array }) => void;
    readonly check_compat: (older: string, newer: string, role: 'deserializer') => boolean;
  };
  initSync({ module: readFileSync(join(folder, 'jsoncompat_wasm_bg.wasm')) });
  // A deserializer with the new schema reads what was written under the old one.
  return async (writer, reader) => checkCompat(JSON.stringify(asLatest(writer)), JSON.stringify(asLatest(reader)), 'deserializer');
}

// It takes `$ref` at the root for a circle: what it leads to says the same there.
function withoutRootRef(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema) || typeof schema['$ref'] !== 'string' || !isJsonObject(schema['definitions'])) return schema;
  const target = schema['definitions'][schema['$ref'].replace('#/definitions/', '')];
  return isJsonObject(target) ? { $schema: DRAFT_07, ...target, definitions: schema['definitions'] } : schema;
}

// It takes no `$schema` but that of 2020-12; the events use no keyword that means something else there.
function asLatest(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => asLatest(item));
  if (!isJsonObject(schema)) return schema;
  const latest = ([name, member]: readonly [string, JsonValue]): readonly [string, JsonValue] =>
    name === '$schema' && typeof member === 'string' ? [name, DRAFT_2020_12] : [name, asLatest(member)];
  return Object.fromEntries(Object.entries(schema).map(latest));
}

const DRAFT_2020_12 = 'https://json-schema.org/draft/2020-12/schema';
const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

/** What the parent asks, and what it gets. */
export interface PeerRequest {
  readonly writer: JsonValue;
  readonly reader: JsonValue;
}

export type PeerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly contained: boolean | undefined; readonly durationMs: number }
  | { readonly kind: 'error'; readonly message: string };
