import { parseJson } from '../src/core/json/parse.ts';
import type { JsonValue } from '../src/core/json/value.ts';
import type { Dialect } from '../src/core/version.ts';
import { withNeighbours } from './neighbours.ts';
import { asOneDocument, unregistered } from './referenced-documents.ts';
import { withinFile } from './schema-file.ts';
import type { SchemaSide } from './schema-side.ts';

/** A side whose text is what a registry would show of it. */
export interface RegisteredSide extends SchemaSide {
  readonly schema: JsonValue;
}

/**
 * A file as a registry shows it once it is published, to be held against a version: one document, with what lies beside it and
 * what the project refers to. Throws what is wrong with a text.
 */
export async function asRegistered(side: SchemaSide, dialect: Dialect | undefined): Promise<RegisteredSide> {
  const { references = [], documents: all } = side;
  const documents = unregistered(all, references);
  const referenced = Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(documents, name)));
  const own = dialect === undefined ? {} : { dialect };
  const file = withNeighbours(side.file, documents);
  const sent = await asOneDocument({ file, documents }, { references, ...own });
  const schema = typeof sent === 'string' ? ((await withinFile(file, () => parseJson(sent))) as JsonValue) : sent;
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  const bundled = await withinFile(file, () => jsonSchemaFormat.bundle({ schema, dialect: dialect ?? 'draft-2020-12', documents: referenced }));
  return { ...side, file, documents: {}, schema: bundled };
}
