import { basename } from 'node:path';
import type { SchemaInput } from '../src/codegen/index.ts';
import { DIALECTS, type Dialect } from '../src/core/version.ts';
import { oneOf, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { readSchemaFile, withinFile } from './schema-file.ts';

/**
 * Read a schema file and those beside it that it refers to, for the generator, and the versions that its project names for a `$ref`.
 * `dialect` is that of a file without `$schema`.
 */
export async function readSchemaInput(io: Io, path: string, dialectFlag: string | undefined, flags: RegistryFlags = {}): Promise<SchemaInput> {
  const dialect: Dialect = dialectFlag === undefined ? 'draft-2020-12' : oneOf('--dialect', DIALECTS, dialectFlag);
  const file = await readSchemaFile(io, path);
  const { readNeighbours } = await import('./neighbours.ts');
  const { withReferenced } = await import('./referenced-documents.ts');
  const { readDocument } = await import('../src/formats/json-schema/parse-schema.ts');
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  return withinFile(file, async () => {
    const beside = await readNeighbours(io, path, readDocument(file.text), dialect);
    const { documents } = await withReferenced(io, { file, documents: beside }, { path, flags });
    const { schema } = jsonSchemaFormat.parse({ schema: file.text, dialect, documents });
    return { schema, dialect, documents, name: basename(path).replace(/(\.schema)?\.(json|ya?ml)$/i, '') };
  });
}
