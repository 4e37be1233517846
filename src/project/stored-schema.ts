import { RegistryError } from '../core/errors.ts';
import { decodeUtf8 } from '../core/json/parse.ts';
import type { JsonValue } from '../core/json/value.ts';
import { isFingerprint } from '../core/subject.ts';
import { DIALECTS, type Dialect } from '../core/version.ts';
import type { FingerprintedReference } from '../formats/format.ts';
import { fingerprintedText } from '../formats/json-schema/fingerprint.ts';
import { sha256 } from './digests.ts';

/** The folder of vendored schemas, from that of the configuration. */
export const STORE_FOLDER = '.sluice/store';

/** The content of a version: all that its fingerprint covers. */
export interface StoredSchema {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  readonly references: readonly FingerprintedReference[];
}

/** The name of a schema's file in the store. */
export function storedName(fingerprint: string): string {
  return `${fingerprint}.json`;
}

/**
 * The bytes of a schema's file: the canonical text that the fingerprint is the digest of, so the name of the file is its
 * SHA-256 and nothing has to be believed. It has no line ends that a checkout could change.
 */
export function storedText({ schema, dialect, references }: StoredSchema): string {
  return fingerprintedText({ schema, dialect }, references);
}

/** Read a file of the store. Throws `vendored_invalid` where its content is not that of its name. `label` is the file in messages. */
export function readStored(fingerprint: string, bytes: Uint8Array, label: string): StoredSchema {
  const digest = sha256(bytes);
  if (digest !== fingerprint) {
    const message = `${label}: its content is not what its name says; expected SHA-256 ${fingerprint}; found ${digest}`;
    throw new RegistryError('vendored_invalid', message, { data: { file: label } });
  }
  const content = parseContent(bytes);
  if (content !== undefined) return content;
  throw new RegistryError('vendored_invalid', `${label}: it is named by what it contains, but that is no schema of ours`, { data: { file: label } });
}

/** Whoever writes the lock also writes the name: the digest alone says nothing of the shape. */
function parseContent(bytes: Uint8Array): StoredSchema | undefined {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    return undefined; // No JSON, or no text.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, dialect, schema, references } = value as Readonly<Record<string, unknown>>;
  const known = DIALECTS.find((name) => name === dialect);
  if (format !== 'json-schema' || known === undefined || schema === undefined || !Array.isArray(references) || !references.every(isPair))
    return undefined;
  return { schema: schema as JsonValue, dialect: known, references: references.map(([name, fingerprint]) => ({ name, fingerprint })) };
}

function isPair(pair: unknown): pair is readonly [string, string] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string' && isFingerprint(pair[1]);
}
