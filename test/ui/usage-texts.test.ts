import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { shellWord } from '../../src/ui/kit/commands.ts';
import { rowWindow } from '../../src/ui/kit/row-window.ts';
import { visibleName } from '../../src/ui/kit/visible-text.ts';
import { joinLabels, splitLabels } from '../../src/ui/pages/subject/label-rows.ts';
import { mergeSightings } from '../../src/ui/pages/subject/sightings.ts';
import { methodOf, usageTexts } from '../../src/ui/pages/subject/usage-texts.ts';

const run = promisify(execFile);

describe('what is pasted', () => {
  const NAMES = ['a', "it's", '$(touch /tmp/x)', '`id`', '"; rm -rf ~', 'a b', "'\\''", '!', '*', '~', 'ünï', ''];

  test('a shell reads every word as it is', async () => {
    const { stdout } = await run('sh', ['-c', `printf '%s\\n' ${NAMES.map(shellWord).join(' ')}`]);
    expect(stdout.split('\n').slice(0, -1)).toEqual(NAMES);
  });

  for (const subject of NAMES.filter((name) => name !== '')) {
    test(`for the subject ${subject} code, configuration and command mean that subject`, async () => {
      const texts = usageTexts({ origin: 'http://r', gateway: 'http://g', subject, version: 1, semver: '2.1.0', event: {}, method: 'a' });
      expect(Object.keys((JSON.parse(texts.config) as { produces: object }).produces)).toEqual([subject]);
      const [, literal = ''] = /\{ (.*): \(\{ data \}\)/.exec(texts.consume) ?? [];
      expect(JSON.parse(`"${literal.slice(1, -1).replaceAll('"', '\\"').replaceAll("\\'", "'")}"`)).toBe(subject);
      const { stdout } = await run('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${texts.send}`]);
      const header = stdout.split('\n').find((line) => line.startsWith('ce-type: ')) ?? '';
      expect(header).toMatch(/^[!-~ ]+$/);
      expect(decodeURIComponent(header.slice('ce-type: '.length))).toBe(subject);
    });
  }

  test.each([
    ['shop-order-placed.ts', 'shopOrderPlaced'],
    ['ping.ts', 'ping'],
  ])('%s is the file of %s', (path, method) => expect(methodOf(path)).toBe(method));
});

test('rowWindow() has the rows that are seen, and no others than there are', () => {
  const pixels = fc.integer({ min: -2_000, max: 1_000_000 });
  fc.assert(
    fc.property(
      pixels,
      fc.integer({ min: 100, max: 2_000 }),
      fc.integer({ min: 20, max: 200 }),
      fc.nat(20_000),
      (above, height, rowHeight, count) => {
        const { first, last } = rowWindow({ above, height, rowHeight, count });
        const seen = Array.from({ length: count }, (_, at) => at).filter((at) => (at + 1) * rowHeight > above && at * rowHeight < above + height);
        return first >= 0 && last <= count && seen.every((at) => first <= at && at < last) && last - first <= height / rowHeight + 30;
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  ['pay\u202elap', 'pay[U+202E]lap'],
  ['a\u200bb', 'a[U+200B]b'],
  ['a\u00a0b', 'a[U+00A0]b'],
  ['ünï wörld', 'ünï wörld'],
  ['\ud800', '[U+D800]'],
])('visibleName() of %j', (name, shown) => expect(visibleName(name)).toBe(shown));

describe('labels', () => {
  test('of imports are kept and not shown', () => {
    const { rows, hidden } = splitLabels({ tier: 'gold', 'asyncapi.app.Shop': '{}' });
    expect(rows).toEqual([{ name: 'tier', value: 'gold' }]);
    expect(joinLabels([...rows, { name: ' ', value: '' }], hidden)).toEqual({ labels: { tier: 'gold', 'asyncapi.app.Shop': '{}' } });
  });

  test.each([
    [[{ name: '', value: 'x' }], 'A label has a value and no name.'],
    [
      [
        { name: 'a', value: '1' },
        { name: 'a ', value: '2' },
      ],
      'There are two labels a.',
    ],
  ])('%j are not saved', (rows, fault) => expect(joinLabels(rows, []).fault).toBe(fault));
});

test('mergeSightings() adds what several gateways say, and keeps the latest time', () => {
  const item = { subject: 'a', version: 1, accepted: 2, invalid: 1 };
  const merged = mergeSightings([
    { items: [{ ...item, lastAccepted: '2030-01-02T00:00:00Z' }] },
    { items: [{ ...item, lastAccepted: null }] },
    { items: [{ ...item, lastAccepted: '2030-01-01T00:00:00Z' }] },
  ]);
  expect(merged.get(1)).toEqual({ accepted: 6, invalid: 3, lastAccepted: '2030-01-02T00:00:00Z' });
});
