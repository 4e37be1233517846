import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { assigns, compileCases } from './type-cases.ts';
import { ALTERNATIVES } from './types-rows/alternatives.ts';
import { ARRAYS } from './types-rows/arrays.ts';
import { OBJECTS } from './types-rows/objects.ts';
import { REFERENCES } from './types-rows/references.ts';
import type { TypeRow } from './types-rows/row.ts';
import { VALUES } from './types-rows/values.ts';

const ROWS: readonly TypeRow[] = [...VALUES, ...OBJECTS, ...ARRAYS, ...ALTERNATIVES, ...REFERENCES];

// One run of the compiler for all rows.
let answers: ReturnType<typeof compileCases> | undefined;
const answersOnce = (): ReturnType<typeof compileCases> =>
  (answers ??= compileCases(
    ROWS.map((row) => ({ schema: row.schema, dialect: row.dialect ?? 'draft-2020-12', lines: linesOf(row).map(({ code }) => code) })),
  ));

for (const [index, row] of ROWS.entries()) {
  test(`types: ${row.title}`, async () => {
    const lines = linesOf(row);
    const said = (await answersOnce())[index] ?? [];
    expect(said).toHaveLength(lines.length);
    expect(lines.filter(({ compiles }, line) => compiles !== (said[line] === '')).map(({ code }) => code)).toEqual([]);
    const compiled = compileSchema({ schema: row.schema, dialect: row.dialect ?? 'draft-2020-12' });
    const isValid = (value: JsonValue): boolean => compiled.evaluate(value).valid;
    expect(row.valid.filter((value) => !isValid(value))).toEqual([]);
    expect([...row.refused, ...(row.left ?? [])].filter(isValid)).toEqual([]);
  });
}

interface Line {
  readonly code: string;
  readonly compiles: boolean;
}

function linesOf({ valid, refused, left = [], unsent = [], reads = [], misreads = [] }: TypeRow): readonly Line[] {
  return [
    ...valid.map((value) => ({ code: assigns(value), compiles: true })),
    ...refused.map((value) => ({ code: assigns(value), compiles: false })),
    ...left.map((value) => ({ code: assigns(value), compiles: true })),
    ...unsent.map((value) => ({ code: assigns(value, 'I'), compiles: false })),
    ...reads.map((code) => ({ code: `((v: T) => { ${code} });`, compiles: true })),
    ...misreads.map((code) => ({ code: `((v: T) => { ${code} });`, compiles: false })),
  ];
}
