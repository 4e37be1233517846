import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileSchema, decideContainment, type ContainmentOptions } from '../../src/containment/index.ts';
import type { Profile } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';

/** `a` is the writer, `b` the reader. */
interface Case extends Pick<ContainmentOptions, 'formats' | 'readerAppliesDefaults'> {
  readonly description: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly contained: boolean;
  readonly profile?: Profile;
  readonly dialect?: Dialect;
}

const folder = new URL('cases/', import.meta.url);
const groups = readdirSync(folder).map((file) => ({
  group: file.replace('.json', ''),
  rows: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[],
}));

test('there are cases', () => {
  expect(groups.flatMap(({ rows }) => rows).length).toBeGreaterThan(150);
});

for (const { group, rows } of groups) {
  describe(group, () => {
    for (const row of rows) {
      const { description, a, b, contained, dialect = 'draft-2020-12', ...options } = row;
      test(`${description}: ${contained ? 'contained' : 'not contained'}`, () => {
        const verdict = decideContainment({ schema: a, dialect }, { schema: b, dialect }, { ...options, judge: ajvJudge });
        expect(verdict.kind).toBe(contained ? 'contained' : 'not_contained');
        const witness = verdict.kind === 'not_contained' ? [verdict.witness] : [];
        const writer = compileSchema({ schema: a, dialect }, { formats: options.formats ?? 'annotate' });
        expect(witness.every((value) => writer.evaluate(value).valid)).toBe(true);
      });
    }
  });
}
