import { RegistryError } from '../src/core/errors.ts';
import { parseJson } from '../src/core/json/parse.ts';
import type { ExactValue } from '../src/core/json/value.ts';
import type { SourceFile } from './io.ts';
import { withinFile } from './schema-file.ts';

/** A JSON text of a file: all of it, or a line of NDJSON. */
export interface JsonPart {
  /** How messages call the file. */
  readonly label: string;
  readonly text: string;
  /** The line of the file, from 1, where it is a line of NDJSON. */
  readonly line?: number;
}

/** The JSON texts of a file, blank lines left out. NDJSON is what is called so, and what is no JSON while its first line is. */
export function jsonParts({ label, text }: SourceFile): readonly JsonPart[] {
  const lines = text.split('\n').map((part, index): JsonPart => ({ label, text: part, line: index + 1 }));
  const filled = lines.filter((line) => line.text.trim() !== '');
  const isNdjson = /\.(?:ndjson|jsonl)$/i.test(label) || (filled.length > 1 && isJson(filled[0]?.text ?? '') && !isJson(text));
  return isNdjson ? filled : [{ label, text }];
}

/** The value of a part. Throws what is wrong with it, with the file and the line. */
export async function readPart({ label, text, line }: JsonPart): Promise<ExactValue> {
  if (line === undefined) return withinFile({ label, text }, () => parseJson(text));
  try {
    return parseJson(text);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    throw new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, file: label, line }, cause: thrown });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
