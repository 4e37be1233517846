import { createHash } from 'node:crypto';
import { RegistryError } from '../../src/core/errors.ts';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { FormatDocument } from '../../src/core/schema-document.ts';
import type { EventFinding, Verdict } from '../../src/core/verdict.ts';
import type { Format } from '../../src/formats/format.ts';
import { inspectHere } from '../../src/formats/inspect.ts';

/**
 * A schema language of one rule, `{ "max": 5 }`: events are numbers up to it. With `riddle: true` nothing can be
 * decided, other members mean nothing. It makes every verdict to order, so that HTTP is tested and not an engine.
 */
export const limitFormat: Format = {
  name: 'json-schema',
  engine: 'limit-1',
  parse: ({ schema, dialect = 'draft-2020-12', documents }) => {
    const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
    const parsed = parseJson(text) as JsonValue;
    if (!Number.isInteger(member(parsed, 'max')))
      throw new RegistryError('schema_invalid', 'expected a whole number as max', { data: { pointer: '/max' } });
    return { schema: parsed, dialect, text, ...(documents === undefined ? {} : { documents }) };
  },
  read: (text) => JSON.parse(text) as JsonValue,
  warnings: ({ schema }) => (member(schema, 'odd') === true ? [{ code: 'odd', message: 'an odd word', pointer: '/odd' }] : []),
  fields: () => ['max', 'limits/max'],
  fingerprint: ({ schema, dialect }, references) =>
    createHash('sha256')
      .update(canonicalJson([schema, dialect ?? null, references.map(({ name, fingerprint }) => [name, fingerprint])]))
      .digest('hex'),
  inspect: async (source, references) => inspectHere(limitFormat, source, references),
  compare: async (writer, reader) => compare(writer, reader),
  compile: ({ schema }) => ({
    validate: (instance) => {
      const valid = typeof instance === 'number' && instance <= limitOf(schema);
      return { valid, findings: valid ? [] : [finding(limitOf(schema))] };
    },
  }),
  validate: async (document, event, options) => limitFormat.compile(document, options).validate(event),
  sensitivity: () => ({ mayShow: () => true, mask: (event) => event }),
  presence: () => 'free',
  bundle: ({ schema, documents = {} }) => ({
    ...(schema as Record<string, JsonValue>),
    $defs: Object.fromEntries(Object.entries(documents).map(([name, document]) => [name, document.schema])),
  }),
};

function compare({ schema: writer }: FormatDocument, { schema: reader }: FormatDocument): Verdict {
  const stats = { steps: 1, stage: 'prover', judges: ['evaluator'], engine: 'limit-1' } as const;
  if (member(writer, 'riddle') === true || member(reader, 'riddle') === true) {
    return { kind: 'undecided', reasons: [{ code: 'not_proved', message: 'a riddle', readerLocation: '/riddle' }], stats };
  }
  if (limitOf(writer) <= limitOf(reader)) return { kind: 'contained', stats };
  const found = { code: 'max', message: 'above the limit', instancePointer: '', keyword: 'max', readerLocation: '/max' };
  return { kind: 'not_contained', witness: limitOf(writer), minimal: true, findings: [found], stats };
}

function finding(limit: number): EventFinding {
  return {
    code: 'max',
    message: 'above the limit',
    instancePointer: '',
    keyword: 'max',
    keywordLocation: '/max',
    expected: limit,
    found: { type: 'number' },
  };
}

function limitOf(schema: JsonValue): number {
  return Number(member(schema, 'max'));
}

function member(schema: JsonValue, name: string): unknown {
  return typeof schema === 'object' && schema !== null ? (schema as Record<string, unknown>)[name] : undefined;
}
