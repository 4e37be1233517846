import { RegistryError } from '../src/core/errors.ts';
import { readSource, type Io, type SourceFile } from './io.ts';
import { locateInFile, traceLocation } from './trace-place.ts';

/** Read a schema file, JSON only so far. Throws `file_unreadable`, `not_utf8` and, for YAML, `schema_invalid`. */
export async function readSchemaFile(io: Io, file: string): Promise<SourceFile> {
  if (/\.ya?ml$/i.test(file)) {
    throw new RegistryError('schema_invalid', `${file} is YAML; schema files are read as JSON only so far: convert it to JSON`, {
      data: {
        file,
        why: 'The name of the file says YAML, and YAML is read nowhere but in the configuration of a gateway.',
        next: 'Convert the file to JSON.',
      },
    });
  }
  return readSource(io, file);
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
  const traced = line === undefined && typeof pointer === 'string' ? traceLocation(file, pointer) : undefined;
  const place = traced === undefined ? undefined : locateInFile(traced.file, traced.pointer);
  return new RegistryError(error.code, error.message, { data: { ...error.data, ...place, file: (traced?.file ?? file).label }, cause: error });
}
