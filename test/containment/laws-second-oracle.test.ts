import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideContainment } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { edited, schemas } from './laws-generator.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const RUNS = Number(process.env['LAW_RUNS'] ?? 30);

test('a witness is accepted by the writer and refused by the reader for a validator that shares no code with the engine', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(edited(schemas), fc.tuple(schemas, schemas)), async ([writer, reader]) => {
      const verdict = decideContainment({ schema: writer, dialect: 'draft-2020-12' }, { schema: reader, dialect: 'draft-2020-12' });
      fc.pre(verdict.kind === 'not_contained');
      count += 1;
      expect(await accepts(writer, verdict.witness, `https://example.com/writer/${count}`)).toBe(true);
      expect(await accepts(reader, verdict.witness, `https://example.com/reader/${count}`)).toBe(false);
    }),
    { numRuns: RUNS },
  );
});

async function accepts(schema: JsonValue, instance: JsonValue, uri: string): Promise<boolean> {
  registerSchema(schema as boolean, uri, DIALECT);
  try {
    return (await validate(uri, instance as null)).valid;
  } finally {
    unregisterSchema(uri);
  }
}
