import { createHash } from 'node:crypto';
import { RegistryError } from '../../src/core/errors.ts';
import type { ExactObject, JsonValue } from '../../src/core/json/value.ts';
import type { FormatDocument } from '../../src/core/schema-document.ts';
import type { EventFinding, Stats, Verdict } from '../../src/core/verdict.ts';
import type { Format, ParsedSchema } from '../../src/formats/format.ts';
import { inspectHere } from '../../src/formats/inspect.ts';

const STATS: Stats = { steps: 1, stage: 'prover', judges: [], engine: 'lines-1' };
const SAMPLES: Readonly<Record<string, JsonValue>> = { text: 'x', number: 1, flag: true };

interface Field {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  /** Where it stands, as this format writes places. */
  readonly line: number;
}

/**
 * A schema language that is no JSON and has no dialects: a field a line, `name: type` or `name?: type`, and `use other`
 * takes the fields of a referenced document. Events are objects of exactly these fields.
 */
export const linesFormat: Format = {
  name: 'lines',
  engine: 'lines-1',
  parse({ schema, dialect, documents }): ParsedSchema {
    if (dialect !== undefined) throw new RegistryError('dialect_unknown', 'lines have no dialects');
    if (typeof schema !== 'string') throw new RegistryError('schema_invalid', 'lines are a text; send it as a string');
    const document = { schema, ...(documents === undefined ? {} : { documents }) };
    fieldsOf(document);
    return { ...document, text: schema };
  },
  read: (text) => text,
  fields: (document) => fieldsOf(document).map(({ name }) => name),
  warnings: (document) =>
    fieldsOf(document)
      .filter(({ name }) => name !== name.toLowerCase())
      .map(({ line }) => ({ code: 'capitals', message: 'some readers fold capitals', pointer: `line ${line}` })),
  fingerprint: ({ schema }, references) =>
    createHash('sha256')
      .update(JSON.stringify(['lines', schema, references]))
      .digest('hex'),
  inspect: async (source, references) => inspectHere(linesFormat, source, references),
  compare: async (writer, reader) => compare(fieldsOf(writer), fieldsOf(reader)),
  compile: (document) => ({
    validate: (instance) => {
      const findings = findingsOf(fieldsOf(document), instance as ExactObject);
      return { valid: findings.length === 0, findings };
    },
  }),
  validate: async (document, event, options) => linesFormat.compile(document, options).validate(event),
  sensitivity: () => ({ mayShow: () => true, mask: (event) => event }),
  presence: () => 'free',
  bundle: (document) =>
    fieldsOf(document)
      .map(({ name, type, isOptional }) => `${name}${isOptional ? '?' : ''}: ${type}`)
      .join('\n'),
};

function fieldsOf({ schema, documents = {} }: FormatDocument): Field[] {
  return (schema as string).split('\n').flatMap((line, index) => fieldsIn(line, index + 1, documents));
}

function fieldsIn(line: string, number: number, documents: NonNullable<FormatDocument['documents']>): Field[] {
  const used = /^use (\S+)$/.exec(line)?.[1];
  if (used !== undefined) {
    const document = documents[used];
    if (document === undefined)
      throw new RegistryError('reference_unresolved', `line ${number}: ${used} is no reference`, { data: { line: number } });
    return fieldsOf({ ...document, documents });
  }
  const [, name = '', optional = '', type = ''] = /^(\w+)(\??): (text|number|flag)$/.exec(line) ?? [];
  if (name === '') throw new RegistryError('schema_invalid', `line ${number}: expected "name: type"`, { data: { line: number, column: 1 } });
  return [{ name, type, isOptional: optional === '?', line: number }];
}

function compare(writer: readonly Field[], reader: readonly Field[]): Verdict {
  const whole = Object.fromEntries(writer.map(({ name, type }) => [name, SAMPLES[type] ?? null]));
  const least = Object.fromEntries(writer.filter(({ isOptional }) => !isOptional).map(({ name, type }) => [name, SAMPLES[type] ?? null]));
  for (const witness of [whole, least]) {
    const [broken] = findingsOf(reader, witness);
    if (broken === undefined) continue;
    const { code, message, instancePointer, keyword, keywordLocation } = broken;
    return {
      kind: 'not_contained',
      witness,
      minimal: false,
      findings: [{ code, message, instancePointer, keyword, readerLocation: keywordLocation }],
      stats: STATS,
    };
  }
  return { kind: 'contained', stats: STATS };
}

function findingsOf(fields: readonly Field[], event: ExactObject): EventFinding[] {
  const known = new Map(fields.map((field) => [field.name, field]));
  const undeclared = Object.keys(event).filter((name) => !known.has(name));
  const broken = fields.filter(({ name, type, isOptional }) =>
    Object.hasOwn(event, name) ? typeof event[name] !== typeof SAMPLES[type] : !isOptional,
  );
  return [
    ...undeclared.map((name) => finding(name, 'an unknown field', 'line 0', event)),
    ...broken.map(({ name, type, line }) => finding(name, `no ${type}`, `line ${line}`, event)),
  ];
}

function finding(name: string, message: string, keywordLocation: string, event: ExactObject): EventFinding {
  return {
    code: 'field',
    message,
    instancePointer: `/${name}`,
    keyword: 'field',
    keywordLocation,
    expected: null,
    found: { type: typeof event[name] },
  };
}
