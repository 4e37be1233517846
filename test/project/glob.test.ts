import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkGlob, globFolder, globPattern } from '../../src/project/glob.ts';

const ROWS: readonly { readonly glob: string; readonly yes: readonly string[]; readonly no: readonly string[] }[] = [
  { glob: 'schemas/*.json', yes: ['schemas/a.json', 'schemas/a.b.json'], no: ['schemas/a/b.json', 'schemas/.a.json', 'a.json', 'schemas/axjson'] },
  { glob: './schemas/*.json', yes: ['schemas/a.json'], no: [] },
  { glob: 'schemas/**/*.json', yes: ['schemas/a.json', 'schemas/a/b/c.json'], no: ['schemas/.git/c.json', 'other/a.json'] },
  { glob: 'schemas/**', yes: ['schemas/a.json', 'schemas/a/b'], no: ['schemas'] },
  { glob: '**/*.schema.json', yes: ['a.schema.json', 'x/a.schema.json'], no: ['a.json'] },
  { glob: 'v?/{order,user}.json', yes: ['v1/order.json', 'v2/user.json'], no: ['v10/order.json', 'v1/other.json'] },
  { glob: 'a+(b)[c].json', yes: ['a+(b)[c].json'], no: ['aab.json'] },
  { glob: 'order.json', yes: ['order.json'], no: ['xorder.json'] },
];

for (const { glob, yes, no } of ROWS) {
  test(`${glob} means ${yes.join(', ')}`, () => {
    const pattern = globPattern(glob);
    expect([...yes, ...no].filter((path) => pattern.test(path))).toEqual(yes);
  });
}

for (const [glob, folder] of [
  ['schemas/orders/*.json', 'schemas/orders'],
  ['**/*.json', ''],
  ['schemas/a.json', 'schemas'],
  ['a.json', ''],
] as const) {
  test(`what ${glob} means lies below "${folder}"`, () => expect(globFolder(glob)).toBe(folder));
}

for (const glob of ['/a/*.json', 'a\\b.json', '../a.json', 'a/../b.json', '{a', 'a}', '{a{b}}', 'C:/a.json', '{a/b,c}.json', 'x/{a,b/*}']) {
  test(`${glob} is refused`, () => expect(checkGlob(glob)).toContain('found'));
}

test('whatever is not refused has a pattern', () => {
  const glob = fc.string({ unit: fc.constantFrom(...'ab/*?{},.[]()|+^$\\-') });
  fc.assert(
    fc.property(glob, (text) => {
      fc.pre(checkGlob(text) === undefined);
      expect(globPattern(text).test('a/b')).toBeTypeOf('boolean');
    }),
    { numRuns: 2_000 },
  );
});
