import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCertificate, compileSchema, decideContainment } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';
import { arraySchemas, edited, instances, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';

const MINUTES = Number(process.env['FUZZ_MINUTES'] ?? 1);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const BATCH = 100;

const FAMILIES: Readonly<Record<string, fc.Arbitrary<readonly [JsonValue, JsonValue]>>> = {
  edited: edited(schemas),
  unrelated: fc.tuple(schemas, schemas),
  recursive: edited(recursiveSchemas),
  arrays: fc.oneof(edited(arraySchemas), fc.tuple(arraySchemas, arraySchemas)),
  objects: fc.oneof(edited(objectSchemas), fc.tuple(objectSchemas, objectSchemas)),
  logic: fc.oneof(edited(logicSchemas), fc.tuple(logicSchemas, logicSchemas)),
  union: fc.tuple(schemas, schemas).map(([a, b]) => [a, { anyOf: [b, a] }] as const),
  // A ∧ ¬B and A: contained, and the other way round hardly ever.
  difference: fc.tuple(schemas, schemas).map(([a, b]) => [{ allOf: [a, { not: b }] }, { not: { anyOf: [{ not: a }, b] } }] as const),
};

interface Tally {
  contained: number;
  notContained: number;
  undecided: number;
  certified: number;
  ms: number;
  slowestMs: number;
}

/** Small values: some drawn anew for each batch, each judged by both schemas. */
const VALUES: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  3,
  -1,
  1.5,
  0.5,
  '',
  'a',
  'b',
  'ab',
  'aa',
  'abab',
  [],
  [1],
  [1, 1],
  ['a'],
  {},
  { a: 1 },
  { b: 'b' },
];

test(
  `random pairs for ${MINUTES} min from seed ${SEED}`,
  async () => {
    const end = Date.now() + MINUTES * 60_000;
    const tallies = new Map<string, Tally>();
    const wrong: object[] = [];
    for (let round = 0; Date.now() < end && wrong.length < 20; round += 1) {
      const values = [...VALUES, ...fc.sample(instances, { seed: SEED + round, numRuns: 150 })];
      for (const [family, pairs] of Object.entries(FAMILIES)) {
        const tally = tallies.get(family) ?? { contained: 0, notContained: 0, undecided: 0, certified: 0, ms: 0, slowestMs: 0 };
        tallies.set(family, tally);
        for (const [a, b] of fc.sample(pairs, { seed: SEED + round, numRuns: BATCH })) wrong.push(...(await judge(a, b, values, tally)));
      }
      if (round % 100 === 99) report(tallies);
    }
    report(tallies);
    expect(wrong).toEqual([]);
  },
  MINUTES * 60_000 + 120_000,
);

function report(tallies: ReadonlyMap<string, Tally>): void {
  for (const [family, { contained, certified, notContained, undecided, ms, slowestMs }] of tallies) {
    const all = contained + notContained + undecided;
    const share = ((undecided / all) * 100).toFixed(2);
    const line = `${family}: ${all} pairs, ${contained} contained (${certified} certified), ${notContained} not, ${undecided} undecided (${share} %), ${(ms / all).toFixed(2)} ms each, slowest ${slowestMs.toFixed(0)} ms`;
    process.stderr.write(`${line}\n`);
  }
}

async function judge(a: JsonValue, b: JsonValue, values: readonly JsonValue[], tally: Tally): Promise<object[]> {
  const [writer, reader]: SchemaDocument[] = [document(a), document(b)];
  if (writer === undefined || reader === undefined) return [];
  const start = performance.now();
  const verdict = decideContainment(writer, reader, { judge: ajvJudge });
  const ms = performance.now() - start;
  tally.ms += ms;
  tally.slowestMs = Math.max(tally.slowestMs, ms);
  if (ms > 2_000) process.stderr.write(`slow: ${ms.toFixed(0)} ms ${JSON.stringify({ a, b })}\n`);
  if (verdict.kind === 'undecided') {
    tally.undecided += 1;
    if (process.env['FUZZ_SHOW_UNDECIDED'] !== undefined)
      process.stderr.write(`${JSON.stringify({ a, b, reasons: verdict.reasons.map(({ code }) => code) })}\n`);
    return [];
  }
  if (verdict.kind === 'contained') {
    tally.contained += 1;
    const { certificate } = decideContainment(writer, reader, { certificate: true }) as { readonly certificate?: JsonValue };
    if (certificate !== undefined && !checkCertificate(writer, reader, certificate)) return [{ description: 'a certificate that is none', a, b }];
    if (certificate !== undefined) tally.certified += 1;
    const [w, r] = [compileSchema(writer), compileSchema(reader)];
    const breaking = values.find((value) => w.evaluate(value, { maxFindings: 0 }).valid && !r.evaluate(value, { maxFindings: 0 }).valid);
    return breaking === undefined ? [] : [{ description: 'falsified', a, b, breaking }];
  }
  tally.notContained += 1;
  const isWitness = (await accepts(a, verdict.witness)) && !(await accepts(b, verdict.witness));
  return isWitness ? [] : [{ description: 'no witness for another validator', a, b, witness: verdict.witness }];
}

function document(schema: JsonValue): SchemaDocument {
  return { schema, dialect: 'draft-2020-12' };
}

let count = 0;

async function accepts(schema: JsonValue, instance: JsonValue): Promise<boolean> {
  count += 1;
  const uri = `https://example.com/${count}`;
  registerSchema(schema as boolean, uri, 'https://json-schema.org/draft/2020-12/schema');
  try {
    return (await validate(uri, instance as null)).valid;
  } finally {
    unregisterSchema(uri);
  }
}
