import type { JsonValue } from './json/value.ts';
import type { Dialect } from './version.ts';

/** A schema and all that its references lead to: a closed world, nothing is ever fetched. */
export interface SchemaDocument {
  readonly schema: JsonValue;
  /** The dialect in force where the document names none. */
  readonly dialect: Dialect;
  /** Other documents by the URI under which a `$ref` finds them, absolute or relative to the root's base; none by default. */
  readonly documents?: Readonly<Record<string, ReferencedDocument>>;
}

export interface ReferencedDocument {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
}
