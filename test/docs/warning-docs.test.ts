import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UNKNOWN_KEYWORD } from '../../src/formats/json-schema/misspelt.ts';
import { INVALID_IDENTIFIER } from '../../src/formats/json-schema/invalid-identifier.ts';
import { NO_KEYWORD, OVERLAPPING_BRANCHES, PATTERN_BACKTRACKS, PATTERN_LARGE } from '../../src/formats/json-schema/warnings.ts';
import { DIALECT_DIFFERS } from '../../src/registry/dialect-warning.ts';
import { READS_AS_VERSION } from '../../src/registry/name-warning.ts';
import { NOTHING_LIVE } from '../../src/registry/unopposed.ts';
import { AJV_DEVIATIONS } from '../../src/formats/json-schema/ajv-deviations.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
const [, section = ''] = PAGE.split('### Warnings');
const [table = ''] = section.split('\n## ');

for (const code of [
  NO_KEYWORD,
  UNKNOWN_KEYWORD,
  INVALID_IDENTIFIER,
  OVERLAPPING_BRANCHES,
  PATTERN_BACKTRACKS,
  PATTERN_LARGE,
  NOTHING_LIVE,
  DIALECT_DIFFERS,
  READS_AS_VERSION,
]) {
  test(`docs/api.md explains the warning ${code}`, () => expect(table).toContain(`\`${code}\``));
}

test('docs/api.md explains each warning, and no other', () => {
  const explained = table
    .split('\n')
    .map((line) => line.split('|')[1] ?? '')
    .flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code));
  const told = AJV_DEVIATIONS.filter(({ instances, isOrdinary }) => instances === undefined || isOrdinary === true).map(({ id }) => id);
  expect(new Set(explained)).toEqual(new Set(told));
});
