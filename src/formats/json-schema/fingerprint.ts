import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/json/canonical.ts';
import type { ReferencedDocument } from '../../core/schema-document.ts';
import type { FingerprintedReference } from '../format.ts';
import { byFirst } from '../../core/text-order.ts';

/**
 * SHA-256, as 64 lower-case hexadecimal digits, over the canonical form of the schema, its dialect in force and what
 * it refers to. No integer of any registry goes in, so it is the same everywhere.
 */
export function fingerprintSchema(document: ReferencedDocument, references: readonly FingerprintedReference[]): string {
  return createHash('sha256').update(fingerprintedText(document, references), 'utf8').digest('hex');
}

/** The text whose digest the fingerprint is: all that a version's content consists of, references by their fingerprints. */
export function fingerprintedText({ schema, dialect }: ReferencedDocument, references: readonly FingerprintedReference[]): string {
  const pairs = references.map(({ name, fingerprint }): [string, string] => [name, fingerprint]).toSorted(byFirst);
  return canonicalJson({ format: 'json-schema', dialect, schema, references: pairs });
}
