import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import type { Release } from './history.ts';

/** The content of a file; equal ids mean equal bytes. */
export interface Blob {
  readonly id: string;
  bytes(): Promise<Uint8Array>;
}

/** All files of a release, by their paths within it. */
export interface FileRelease {
  readonly release: Release;
  readonly files: ReadonlyMap<string, Blob>;
  /** Paths that are gone, and what they are called now, where that is known. */
  readonly renames?: ReadonlyMap<string, string>;
}

/** Which file of a release calls itself by a URI, as `$id`; where two do, the first by path. */
export interface SchemaIds {
  pathOf(release: FileRelease, uri: string): Promise<string | undefined>;
}

/** Files are looked into only when the first URI is asked for, and each content once, in whatever release it is. */
export function createSchemaIds(): SchemaIds {
  const idOfBlob = new Map<string, string>();
  let indexed: { readonly of: FileRelease; readonly paths: ReadonlyMap<string, string> } | undefined;

  async function index({ files }: FileRelease): Promise<ReadonlyMap<string, string>> {
    const paths = new Map<string, string>();
    for (const path of [...files.keys()].filter((name) => /\.json$/i.test(name)).toSorted()) {
      const blob = files.get(path);
      if (blob === undefined) continue;
      const id = idOfBlob.get(blob.id) ?? readId(await blob.bytes());
      idOfBlob.set(blob.id, id);
      if (id !== '' && !paths.has(id)) paths.set(id, path);
    }
    return paths;
  }

  return {
    async pathOf(release, uri) {
      if (indexed?.of !== release) indexed = { of: release, paths: await index(release) };
      return indexed.paths.get(uri);
    },
  };
}

function readId(bytes: Uint8Array): string {
  try {
    const schema = JSON.parse(Buffer.from(bytes).toString('utf8')) as JsonValue;
    return isJsonObject(schema) && typeof schema['$id'] === 'string' ? schema['$id'].replace(/#.*$/s, '') : '';
  } catch {
    return ''; // It is told when the file is read as a contract.
  }
}
