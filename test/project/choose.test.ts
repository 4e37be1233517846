import { expect, test } from 'vitest';
import { chooseVersions, rangesFor, type Candidate } from '../../src/project/choose.ts';
import type { VersionState } from '../../src/core/version.ts';

function versions(...rows: readonly (readonly [semver: string, state?: VersionState])[]): readonly Candidate[] {
  return rows.map(([semver, state = 'active'], index) => ({ version: index + 1, semver, state, fingerprint: String(index + 1).repeat(64) }));
}

const FOUR = versions(['1.0.0'], ['1.1.0'], ['2.0.0'], ['3.0.0']);

const ROWS: readonly {
  readonly title: string;
  readonly wanted: { readonly produces?: string; readonly consumes?: string };
  readonly there?: readonly Candidate[];
  readonly chosen: string;
  readonly older: readonly string[];
}[] = [
  { title: 'the newest of a range', wanted: { produces: '^1' }, chosen: '1.1.0', older: [] },
  { title: 'older majors are kept for a consumer, the newest of each', wanted: { consumes: '>=1 <4' }, chosen: '3.0.0', older: ['2.0.0', '1.1.0'] },
  { title: 'a producer keeps none', wanted: { produces: '>=1 <4' }, chosen: '3.0.0', older: [] },
  { title: 'both ranges must admit it', wanted: { produces: '^2', consumes: '>=1 <4' }, chosen: '2.0.0', older: ['1.1.0'] },
  { title: 'a number of the registry', wanted: { consumes: '@2' }, chosen: '1.1.0', older: [] },
  { title: 'a retired one is none', wanted: { consumes: '*' }, there: versions(['1.0.0'], ['1.1.0', 'retired']), chosen: '1.0.0', older: [] },
  {
    title: 'an active one goes before a newer deprecated one',
    wanted: { consumes: '^1' },
    there: versions(['1.0.0'], ['1.1.0', 'deprecated']),
    chosen: '1.0.0',
    older: [],
  },
  {
    title: 'a deprecated one where there is no other',
    wanted: { consumes: '^1' },
    there: versions(['1.0.0', 'deprecated']),
    chosen: '1.0.0',
    older: [],
  },
];

for (const { title, wanted, there = FOUR, chosen, older } of ROWS) {
  test(title, () => {
    const choice = chooseVersions('a', wanted, there);
    expect([choice.chosen.semver, choice.older.map(({ semver }) => semver)]).toEqual([chosen, older]);
  });
}

for (const { wanted, says } of [
  { wanted: { produces: '^9' }, says: 'a: no live version is within produces "^9"; there is 1.0.0 (@1), 1.1.0 (@2)' },
  { wanted: { produces: '^1', consumes: '^2' }, says: 'within produces "^1" and consumes "^2"' },
]) {
  test(`${JSON.stringify(wanted)} is unmet, and what there is is named`, () => expect(() => chooseVersions('a', wanted, FOUR)).toThrow(says));
}

const BEYOND = [
  { title: 'a newer major, for a producer', wanted: { produces: '^2' }, beyond: '3.0.0', ranges: { produces: '^3' } },
  { title: 'for a consumer, that goes on reading what it reads', wanted: { consumes: '>=1 <3' }, beyond: '3.0.0', ranges: { consumes: '>=1 <4' } },
  { title: 'for both', wanted: { produces: '^2', consumes: '^2' }, beyond: '3.0.0', ranges: { produces: '^3', consumes: '>=2 <4' } },
  { title: 'beside a number', wanted: { consumes: '@1' }, there: versions(['1.0.0'], ['1.1.0']), beyond: '1.1.0', ranges: { consumes: '^1' } },
  { title: 'none where the newest is taken', wanted: { produces: '^3' } },
  { title: 'none that is deprecated', wanted: { produces: '^1' }, there: versions(['1.0.0'], ['2.0.0', 'deprecated']) },
  { title: 'none that is retired', wanted: { produces: '^1' }, there: versions(['1.0.0'], ['2.0.0', 'retired']) },
] as const;

for (const { title, wanted, ...row } of BEYOND) {
  test(`beyond a range: ${title}`, () => {
    const choice = chooseVersions('x', wanted, 'there' in row ? row.there : FOUR);
    expect(choice.beyond?.semver).toBe('beyond' in row ? row.beyond : undefined);
    if (choice.beyond === undefined || !('ranges' in row)) return;
    const ranges = rangesFor(wanted, choice, choice.beyond.semver);
    expect(ranges).toEqual(row.ranges);
    const taken = chooseVersions('x', ranges, 'there' in row ? row.there : FOUR);
    expect([taken.chosen.semver, taken.beyond]).toEqual([row.beyond, undefined]);
  });
}
