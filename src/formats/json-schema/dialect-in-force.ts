import { dialectOfUri } from '../../containment/dialect/dialects.ts';
import { isJsonObject } from '../../core/json/value.ts';
import type { ReferencedDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';

/** The dialect that a document names in `$schema`, else the one it came with. */
export function dialectInForce({ schema, dialect }: ReferencedDocument): Dialect {
  const named = isJsonObject(schema) ? schema['$schema'] : undefined;
  return (typeof named === 'string' ? dialectOfUri(named) : undefined) ?? dialect;
}
