import { RegistryError } from '../src/core/errors.ts';
import { lookedFor } from './missing-reference.ts';
import { readSource, type Io, type ReadOptions, type SourceFile } from './io.ts';
import { locateInFile, traceLocation } from './trace-place.ts';

/** Read a schema file: JSON, or YAML by its name, whose text is then JSON. Throws `file_unreadable`, `not_utf8` and what is wrong with YAML. */
export async function readSchemaFile(io: Io, file: string, options: ReadOptions = {}): Promise<SourceFile> {
  return asJsonText(await readSource(io, file, options));
}

/** A schema file as JSON text, by the end of its name. */
export async function asJsonText(file: SourceFile): Promise<SourceFile> {
  if (!/\.ya?ml$/i.test(file.label)) return file;
  const { jsonOfYaml } = await import('./yaml-schema.ts');
  return jsonOfYaml(file);
}

/** Run `work` on a file; what it throws about the text gets the file's name, and its line and column where only a pointer is known. */
export async function withinFile<Result>(file: SourceFile, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    // What already names a file is about a neighbour of this one.
    if (thrown instanceof RegistryError && isTextFault(thrown) && thrown.data['file'] === undefined) throw placedIn(file, thrown);
    throw thrown;
  }
}

/** Whether an error is about the text of a file, not about reading it. */
export function isTextFault({ code }: RegistryError): boolean {
  return TEXT_FAULTS.has(code);
}

const TEXT_FAULTS: ReadonlySet<string> = new Set([
  'not_utf8',
  'json_invalid',
  'json_duplicate_key',
  'json_forbidden_key',
  'too_deep',
  'schema_invalid',
  'dialect_unknown',
  'number_inexact',
  'reference_unresolved',
  'reference_conflict',
  'schema_too_large',
  'body_too_large',
]);

function placedIn(file: SourceFile, error: RegistryError): RegistryError {
  const { pointer, line } = error.data;
  // The lines of a text that was made are nobody's.
  const isOwn = line !== undefined && file.locate === undefined;
  const traced = !isOwn && typeof pointer === 'string' ? traceLocation(file, pointer) : undefined;
  const place = traced === undefined ? undefined : locateInFile(traced.file, traced.pointer);
  const said = place === undefined ? error.message : error.message.replace(MADE_PLACE, ` (line ${place.line}, column ${place.column})`);
  const message = said + lookedFor(error, file, traced?.file ?? file);
  return new RegistryError(error.code, message, { data: { ...error.data, ...place, file: (traced?.file ?? file).label }, cause: error });
}

const MADE_PLACE = / \(line \d+, column \d+\)$/;
