import type { JsonValue } from './json/value.ts';
import type { Dialect } from './version.ts';

/** A schema of any format and all that its references lead to: a closed world, nothing is ever fetched. */
export interface FormatDocument {
  /** The document; the text itself, as a string, where the format's documents are no JSON. */
  readonly schema: JsonValue;
  /** Absent where the format has no dialects. */
  readonly dialect?: Dialect;
  /** What the references lead to, by their names; none by default. */
  readonly documents?: Readonly<Record<string, Omit<FormatDocument, 'documents'>>>;
}

/** The same for JSON Schema, which has dialects. */
export interface SchemaDocument extends FormatDocument {
  /** The dialect in force where the document names none. */
  readonly dialect: Dialect;
  /** Other documents by the URI under which a `$ref` finds them, absolute or relative to the root's base; none by default. */
  readonly documents?: Readonly<Record<string, ReferencedDocument>>;
}

export interface ReferencedDocument {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
}
