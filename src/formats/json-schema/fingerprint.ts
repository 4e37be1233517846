import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/json/canonical.ts';
import type { ReferencedDocument } from '../../core/schema-document.ts';
import type { FingerprintedReference } from '../format.ts';

/**
 * SHA-256, as 64 lower-case hexadecimal digits, over the canonical form of the schema, its dialect in force and what
 * it refers to. No integer of any registry goes in, so it is the same everywhere.
 */
export function fingerprintSchema({ schema, dialect }: ReferencedDocument, references: readonly FingerprintedReference[]): string {
  const pairs = references.map(({ name, fingerprint }) => [name, fingerprint]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const text = canonicalJson({ format: 'json-schema', dialect, schema, references: pairs });
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
