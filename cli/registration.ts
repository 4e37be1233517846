import type { JsonValue } from '../src/core/json/value.ts';
import type { Dialect, Reference } from '../src/core/version.ts';
import type { Io, SourceFile } from './io.ts';
import { withNeighbours } from './neighbours.ts';
import { asOneDocument, readBeside, unregistered } from './referenced-documents.ts';
import { readSchemaFile } from './schema-file.ts';

/** What a schema file is to a registry. */
export interface Registration {
  /** With the files that became part of it, in whose lines findings may stand. */
  readonly file: SourceFile;
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
  /** That of the configuration of the project around the file. */
  readonly registry?: string;
}

interface RegistrationOptions {
  /** Of the command line: they go over those of the project, and over files beside it. */
  readonly references: readonly Reference[];
  readonly dialect?: Dialect;
}

/** Read a schema file as `publish` would send it. Throws `file_unreadable`, what is wrong with a text, or with the project around it. */
export async function readRegistration(io: Io, path: string, { references: named, ...options }: RegistrationOptions): Promise<Registration> {
  const file = await readSchemaFile(io, path);
  const read = { file, documents: await readBeside(io, file, { ...options, path }) };
  const { wholeAsPublished } = await import('./project/as-published.ts');
  const { documents: beside, references: ofProject, ...registry } = await wholeAsPublished(io, path, read);
  const names = new Set(named.map(({ name }) => name));
  const references = [...named, ...ofProject.filter(({ name }) => !names.has(name))];
  const documents = unregistered(beside, references);
  const schema = await asOneDocument({ file, documents }, { ...options, references });
  return { file: withNeighbours(file, documents), schema, references, ...registry };
}
