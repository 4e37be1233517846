import type { LineCounter } from 'yaml';
import { RegistryError } from '../../core/errors.ts';
import { locateInJson, parseJson } from '../../core/json/parse.ts';
import { parsePointer } from '../../core/json/pointer.ts';
import type { ExactValue } from '../../core/json/value.ts';

interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** The text of a configuration file: its value, and where in the file each part of it stands. */
export interface ConfigText {
  readonly value: ExactValue;
  /** `config_invalid` at the place in the file that `pointer` names. */
  fail(pointer: string, message: string): RegistryError;
}

/** Read JSON, or YAML where the name of the file ends so. Throws `config_invalid` with line and column. */
export async function parseConfigText(text: string, file: string): Promise<ConfigText> {
  return /\.ya?ml$/i.test(file) ? parseYaml(text, file) : parseJsonConfig(text, file);
}

/** `config_invalid`, the place before the message as compilers write it. */
function configInvalid(file: string, message: string, place?: LineAndColumn, cause?: unknown): RegistryError {
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return new RegistryError('config_invalid', `${where}: ${message}`, {
    data: { file, ...(place === undefined ? {} : { line: place.line, column: place.column }) },
    cause,
  });
}

function parseJsonConfig(text: string, file: string): ConfigText {
  try {
    return { value: parseJson(text), fail: (pointer, message) => configInvalid(file, message, locateInJson(text, pointer)) };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    const { line, column } = thrown.data;
    throw configInvalid(file, thrown.message, { line: Number(line), column: Number(column) }, thrown);
  }
}

async function parseYaml(text: string, file: string): Promise<ConfigText> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw configInvalid(file, error.message, placeOf(lines, error.pos[0]), error);
  const locate = (pointer: string): LineAndColumn | undefined => {
    const path = parsePointer(pointer) ?? [];
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    return yaml.isNode(node) && node.range ? placeOf(lines, node.range[0]) : undefined;
  };
  return { value: toValue(document, file), fail: (pointer, message) => configInvalid(file, message, locate(pointer)) };
}

function placeOf(lines: LineCounter, offset: number): LineAndColumn {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

// An alias bomb makes `toJS` throw.
function toValue(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): ExactValue {
  try {
    return document.toJS({ maxAliasCount: 100 }) as ExactValue;
  } catch (cause) {
    throw configInvalid(file, cause instanceof Error ? cause.message : String(cause), undefined, cause);
  }
}
