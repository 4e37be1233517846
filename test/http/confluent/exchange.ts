import { readdirSync, readFileSync } from 'node:fs';

/** Requests and the answers to them, in order, on an empty registry whose clock goes on a second at each look. */
export interface ExchangeFile {
  readonly name: string;
  /** The rows of the wire that it shows. */
  readonly about: string;
  readonly server?: { readonly maxBodyBytes?: number; readonly legacyConflictCode?: boolean };
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  readonly title: string;
  /** A body goes as `application/vnd.schemaregistry.v1+json` unless the headers say otherwise; a string as it is. */
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** All that matters of the answer: `type` is its Content-Type; a body that is no JSON stands as a string, as does the text of a schema. */
  readonly response: { readonly status: number; readonly type?: string; readonly allow?: string; readonly body?: unknown };
}

const FOLDER = new URL('exchanges/', import.meta.url);

export function readExchangeFiles(): ExchangeFile[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((file) => ({ ...(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as ExchangeFile), name: file.replace('.json', '') }));
}
