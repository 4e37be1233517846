import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT, exitCodeOf } from '../../cli/exit-code.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/core/errors.ts';

const ROWS: readonly { readonly code: ErrorCode; readonly exit: number }[] = [
  { code: 'incompatible', exit: 1 },
  { code: 'undecided', exit: 1 },
  { code: 'schema_invalid', exit: 1 },
  { code: 'json_invalid', exit: 1 },
  { code: 'event_invalid', exit: 1 },
  { code: 'usage_invalid', exit: 2 },
  { code: 'config_invalid', exit: 2 },
  { code: 'file_unreadable', exit: 2 },
  { code: 'subject_not_found', exit: 2 },
  { code: 'address_unavailable', exit: 2 },
  { code: 'address_public', exit: 2 },
  { code: 'registry_unavailable', exit: 3 },
  { code: 'store_unavailable', exit: 3 },
  { code: 'write_conflict', exit: 3 },
  { code: 'internal', exit: 70 },
];

for (const { code, exit } of ROWS) test(`${code} exits with ${exit}`, () => expect(exitCodeOf(code)).toBe(exit));

test('no error exits as if all were fine', () => {
  expect(ERROR_CODES.filter((code) => ![1, 2, 3, 4, 70].includes(exitCodeOf(code)))).toEqual([]);
});

for (const { where, file, row } of [
  { where: 'docs/cli.md has a row', file: 'docs/cli.md', row: /^\| (\d+) \| /gm },
  { where: '--help has a word', file: 'cli/program.ts', row: /(\d+) [a-z]+(?=, \d|\.')/g },
]) {
  test(`${where} for each exit code, and for no other`, () => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect([...text.matchAll(row)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT));
  });
}
