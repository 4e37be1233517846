import type { Format, FingerprintedReference, Inspection, SchemaSource } from './format.ts';

/** `Format.inspect` on the loop: each part when it is asked for. */
export function inspectHere(
  format: Pick<Format, 'parse' | 'fingerprint' | 'warnings' | 'fields'>,
  source: SchemaSource,
  references: readonly FingerprintedReference[],
): Inspection {
  const parsed = format.parse(source);
  return {
    parsed,
    fingerprint: format.fingerprint(parsed, references),
    warnings: () => format.warnings(parsed),
    fields: () => format.fields(parsed),
  };
}
