import type { FormatDocument, ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';

/** The port leaves the dialect open. The engine knows documents by their identity, so what is complete stays as it is. */
export function inDialect(document: FormatDocument): SchemaDocument {
  const { documents = {} } = document;
  if (hasDialect(document) && Object.values(documents).every(hasDialect)) return document as SchemaDocument;
  return { ...withDialect(document), ...(document.documents === undefined ? {} : { documents: allWithDialect(documents) }) };
}

export function allWithDialect(documents: NonNullable<FormatDocument['documents']>): Readonly<Record<string, ReferencedDocument>> {
  return Object.fromEntries(Object.entries(documents).map(([name, referenced]) => [name, withDialect(referenced)]));
}

function hasDialect({ dialect }: FormatDocument): boolean {
  return dialect !== undefined;
}

function withDialect({ schema, dialect = 'draft-2020-12' }: FormatDocument): ReferencedDocument {
  return { schema, dialect };
}
