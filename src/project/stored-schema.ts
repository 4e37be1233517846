import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { Dialect } from '../core/version.ts';
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
  // What has this digest was written by `storedText`.
  const { schema, dialect, references } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly schema: JsonValue;
    readonly dialect: Dialect;
    readonly references: readonly (readonly [string, string])[];
  };
  return { schema, dialect, references: references.map(([name, target]) => ({ name, fingerprint: target })) };
}
