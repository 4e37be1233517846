import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget } from '../../src/containment/budget.ts';
import { Prover } from '../../src/containment/decide/prover.ts';
import { Terms } from '../../src/containment/form/terms.ts';
import {
  buildSchemaGraph,
  decideContainment,
  DocumentCache,
  findSchemaFaults,
  SUPPORTED_DIALECTS,
  type ContainmentOptions,
} from '../../src/containment/index.ts';
import { prepareQuestion } from '../../src/containment/question.ts';
import { createJudges, type Judges } from '../../src/containment/witness/judges.ts';
import { PROFILES } from '../../src/core/compatibility.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { writtenIn } from './laws-dialects.ts';
import { edited, instances, recursiveSchemas, schemas } from './laws-generator.ts';

const RUNS = Math.ceil(Number(process.env['LAW_RUNS'] ?? 50) / 5);
const pairs = fc.oneof(edited(schemas), edited(recursiveSchemas), fc.tuple(schemas, schemas));

/** Numbers that no double holds, and texts that are longer in UTF-16 than they are. */
const HARD: readonly ExactValue[] = [
  ...['0.1000000000000000055', '9007199254740993', '1.0000000000000000001', '1e400'].map((text) => Decimal.parse(text)),
  ...['😀', '😀😀', 'a😀', '\u2028', '\ud800'],
  { a: Decimal.parse('1.0000000000000000001') },
  [Decimal.parse('9007199254740993'), Decimal.parse('9007199254740993')],
];

/** The judges of both sides as the question means them: narrowed or loosened. */
function judgesOf(writer: SchemaDocument, reader: SchemaDocument, options: ContainmentOptions): Judges {
  const cache = new DocumentCache();
  const prover = new Prover(new Terms(), new Budget(1_000_000));
  return createJudges(prepareQuestion(cache.read(writer), cache.read(reader), { prover, options, cache }));
}

const isSchema = (document: SchemaDocument): boolean => findSchemaFaults(buildSchemaGraph(document)).length === 0;

for (const dialect of SUPPORTED_DIALECTS) {
  for (const profile of PROFILES) {
    test(`${dialect}, ${profile}: what is proved contained is never falsified by an instance`, () => {
      const document = (schema: JsonValue): SchemaDocument => ({ schema: writtenIn(dialect, schema), dialect });
      fc.assert(
        fc.property(pairs, fc.array(instances, { minLength: 30, maxLength: 30 }), ([a, b], values) => {
          const [writer, reader] = [document(a), document(b)];
          fc.pre(isSchema(writer) && isSchema(reader) && decideContainment(writer, reader, { profile }).kind === 'contained');
          const judges = judgesOf(writer, reader, { profile });
          const breaks = [...values, ...HARD].filter(
            (value) => judges.writer.accepts(value as JsonValue) && !judges.reader.accepts(value as JsonValue),
          );
          expect(breaks).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });
  }
}

test('a schema is contained in itself, whatever dialect either is written in', () => {
  const words = fc.constantFrom(...SUPPORTED_DIALECTS.filter((dialect) => dialect !== 'draft-04'));
  fc.assert(
    fc.property(schemas, words, words, (schema, one, other) => {
      const [writer, reader] = [one, other].map((dialect): SchemaDocument => ({ schema: writtenIn(dialect, plain(schema)), dialect }));
      fc.pre(writer !== undefined && reader !== undefined && isSchema(writer) && isSchema(reader));
      expect(decideContainment(writer, reader).kind).not.toBe('not_contained');
    }),
    { numRuns: RUNS },
  );
});

/** Without the keywords that not all of them have. */
function plain(schema: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(schema, (keyword, value: JsonValue) => (LATER.has(keyword) ? undefined : value))) as JsonValue;
}

const LATER: ReadonlySet<string> = new Set(['if', 'then', 'else', 'minContains', 'maxContains', 'unevaluatedItems', 'unevaluatedProperties']);
