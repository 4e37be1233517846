import { describe, expect, test } from 'vitest';
import { checkCertificate, decideContainment } from '../../src/containment/index.ts';
import type { SupportedDialect } from '../../src/containment/dialect/dialects.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';
import { FOLDERS, HOW_TO_GET_IT, type Group, reachedFrom, readGroups, readRemotes, SUITE, testFiles } from './json-schema-suite.ts';

function isPlain(value: ExactValue): value is JsonValue {
  if (value instanceof Decimal) return false;
  return typeof value !== 'object' || value === null || Object.values(value).every(isPlain);
}

const single = (value: JsonValue): JsonValue => ({ enum: [value] });
const allBut = (value: JsonValue): JsonValue => ({ not: { enum: [value] } });

const ALL_DRAFTS = process.env['LAW_RUNS'] !== undefined;

/**
 * Questions with known answers: `v` alone is contained in `S` exactly when `v` is valid, and `S` is contained in
 * everything but `v` exactly when it is not. Numbers that no double holds can stand in no schema, and are left out. What a newer
 * draft asks word for word is asked in that one, and in every draft where `LAW_RUNS` is set.
 */
describe.skipIf(SUITE === '')(`pairs derived from the official suite${SUITE === '' ? `: ${HOW_TO_GET_IT}` : ''}`, () => {
  const asked = new Set<string>();
  for (const [folder, dialect] of SUITE === '' ? [] : Object.entries(FOLDERS).toReversed()) {
    const documents = readRemotes(dialect, folder);
    for (const name of testFiles(folder).filter((file) => !file.startsWith('optional/'))) {
      const groups = readGroups(folder, name).filter((group) => ALL_DRAFTS || !asked.has(wordsOf(group)));
      for (const group of groups) asked.add(wordsOf(group));
      if (groups.length === 0) continue;
      test(`${folder}/${name}`, () => {
        for (const group of groups) {
          const whole: SchemaDocument = { schema: group.schema, dialect, documents };
          const schema: SchemaDocument = { ...whole, documents: reachedFrom(whole) };
          for (const { description, data, valid } of group.tests.filter((row) => isPlain(row.data))) {
            const title = `${folder}/${name} | ${group.description} | ${description}`;
            const value = data as JsonValue;
            expect.soft(kind(of(single(value), dialect), schema), `${title}: the value alone`).toBe(valid ? 'contained' : 'not_contained');
            expect.soft(kind(schema, of(allBut(value), dialect)), `${title}: all but the value`).toBe(valid ? 'not_contained' : 'contained');
          }
        }
      });
    }
  }
});

/** But for the name of the draft. */
function wordsOf({ schema, tests }: Group): string {
  return JSON.stringify([schema, tests]).replaceAll(/"\$schema":"[^"]*",?/g, '');
}

function of(schema: JsonValue, dialect: SupportedDialect): SchemaDocument {
  return { schema, dialect };
}

function kind(writer: SchemaDocument, reader: SchemaDocument): string {
  const verdict = decideContainment(writer, reader, { judge: ajvJudge, certificate: true });
  if (verdict.kind === 'contained' && verdict.certificate !== undefined && !checkCertificate(writer, reader, verdict.certificate)) return 'forged';
  return verdict.kind === 'undecided' ? `undecided: ${verdict.reasons.map(({ code }) => code).join()}` : verdict.kind;
}
