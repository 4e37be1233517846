import { expect, test } from 'vitest';
import { checksText } from '../../cli/report/checks.ts';
import { createPaint } from '../../cli/report/paint.ts';
import type { Check } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Finding, Stage, Verdict } from '../../src/core/verdict.ts';

function proved(version: number, stage: Stage): Check {
  const side = { subject: 's', fingerprint: '' };
  const stats = { steps: 0, stage, judges: [], engine: 'e' };
  return { writer: { ...side, label: `s@${version}`, version }, reader: { ...side, label: 'new' }, verdict: { kind: 'contained', stats } };
}

const rows = [
  { concluded: 2, lines: ['s@0 is valid under new', 's@1 is valid under new (follows from other proofs)', 's@2 is valid under new (follows from'] },
  { concluded: 11, lines: ['s@0 is valid under new', '11 more checks, which follow from other proofs'] },
];

for (const { concluded, lines } of rows) {
  test(`${concluded} checks that follow from another are ${lines.length - 1} lines`, () => {
    const checks = [proved(0, 'prover'), ...Array.from({ length: concluded }, (_, at) => proved(at + 1, 'transitivity'))];
    const text = checksText(checks, () => '', createPaint({ color: false })).split('\n');
    expect(text).toEqual(lines.map((line) => expect.stringContaining(line)));
  });
}

function broken(witness: JsonValue, findings: readonly Partial<Finding>[]): string[] {
  const side = { subject: 's', fingerprint: '' };
  const plain: Finding = { code: 'c', message: 'the reader refuses it', instancePointer: '', keyword: 'type', readerLocation: '/type' };
  const verdict: Verdict = {
    kind: 'not_contained',
    witness,
    minimal: true,
    findings: findings.map((finding) => ({ ...plain, ...finding })),
    stats: { steps: 0, stage: 'engine', judges: [], engine: 'e' },
  };
  const check: Check = { writer: { ...side, label: 'old' }, reader: { ...side, label: 'new' }, verdict };
  return checksText([check], ({ label }, pointer) => `${label}#${pointer}`, createPaint({ color: false })).split('\n');
}

const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`m${index}`, []]));

test('of a long event stands there what leads to the broken places', () => {
  const lines = broken({ action: 'a', ...many, inner: { ...many, list: [[], { x: true, y: [] }] } }, [
    { instancePointer: '/inner/list/1/x' },
    { instancePointer: '/m0', witness: {} },
  ]);
  expect(lines.slice(1, 18)).toEqual([
    '    event, the broken places of 112 lines (all of it with --format json):',
    '      {',
    '        "action": "a",',
    '        … 50 members',
    '        "inner": {',
    '          … 50 members',
    '          "list": [',
    '            … 1 item',
    '            {',
    '              "x": true,',
    '              … 1 member',
    '            }',
    '          ]',
    '        }',
    '      }',
    '    the reader refuses it',
    '      at      /inner/list/1/x (type)',
  ]);
});

test('a short event stands there whole', () => {
  expect(broken({ a: [] }, [{}]).slice(1, 5)).toEqual(['    event:', '      {', '        "a": []', '      }']);
});

test('what is different in another event stands under its finding', () => {
  const [witness, other] = [
    { action: 'a', n: 1, big: many },
    { action: 'b', n: 1, big: { ...many, x: true } },
  ];
  const lines = broken(witness, [{}, { code: 'd', message: 'the reader knows no x', instancePointer: '/big/x', witness: other }]);
  const at = lines.indexOf('    the reader knows no x');
  expect(lines.slice(at + 1, at + 3)).toEqual([
    '      in another event: { "action": "b", "n": 1, "big": { …, "x": true } }',
    '      at      /big/x (type)',
  ]);
});

const groups: readonly { readonly title: string; readonly findings: readonly Partial<Finding>[]; readonly also: readonly string[] }[] = [
  {
    title: 'a member that is missing in several branches is said once',
    findings: ['/a', '/b', '/b'].map((instancePointer, index) => ({
      code: 'required_missing',
      keyword: 'required',
      change: 'required added: x',
      instancePointer,
      readerLocation: `/oneOf/${index}/required`,
    })),
    also: ['also    at 2 other places; all of them with --format json'],
  },
  {
    title: 'a member of items is the same at every position',
    findings: [{ instancePointer: '/list/0/x' }, { instancePointer: '/list/1/x' }],
    also: ['also    at 1 other place; all of them with --format json'],
  },
  { title: 'other members are breaks of their own', findings: [{ instancePointer: '/a' }, { instancePointer: '/b' }], also: [] },
  { title: 'other changes are breaks of their own', findings: [{ change: 'a' }, { change: 'b' }], also: [] },
];

for (const { title, findings, also } of groups) {
  test(title, () => {
    const lines = broken({}, findings).map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith('also'))).toEqual(also);
    expect(lines.filter((line) => line === 'the reader refuses it')).toHaveLength(also.length === 0 ? findings.length : 1);
  });
}
