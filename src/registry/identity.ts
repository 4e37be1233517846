import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/json/canonical.ts';
import type { JsonObject } from '../core/json/value.ts';

/** What Confluent's clients attach to a schema; it is part of what the schema is. */
export interface Attachments {
  readonly metadata?: JsonObject;
  readonly ruleSet?: JsonObject;
}

/**
 * What tells a schema from others in a registry: the fingerprint where nothing is attached, else SHA-256 over the canonical
 * form of the fingerprint with what is. 64 hexadecimal digits.
 */
export function identityOf(fingerprint: string, { metadata, ruleSet }: Attachments): string {
  if (metadata === undefined && ruleSet === undefined) return fingerprint;
  const text = canonicalJson({ fingerprint, metadata: metadata ?? null, ruleSet: ruleSet ?? null });
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
