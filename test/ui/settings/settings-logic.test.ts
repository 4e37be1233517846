import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NATIVE_DEFAULTS } from '../../../src/core/compatibility.ts';
import type { ConfigDryRunSubject, KeyResource, SettingResource } from '../../../src/core/resources.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { describeScopes, isOpen, nameOf } from '../../../src/ui/app/describe-caller.ts';
import { readFilter } from '../../../src/ui/pages/settings/audit/filter.ts';
import { placeOfEntry } from '../../../src/ui/pages/settings/audit/place-of-entry.ts';
import { summarise } from '../../../src/ui/pages/settings/compatibility/summary.ts';
import { expiresAt } from '../../../src/ui/pages/settings/keys/expiry.ts';
import { explainScope, faultOf, isLastAdmin, stateOf, whatBreaks } from '../../../src/ui/pages/settings/keys/key-words.ts';
import { buildTree, FIELDS, inheritedAt } from '../../../src/ui/pages/settings/tree/setting-tree.ts';
import { addressOf, describeFilter } from '../../../src/ui/pages/settings/webhooks/webhook-words.ts';
import { returnTo } from '../../../src/ui/pages/sign-in/return-to.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';

describe('the tree of settings', () => {
  test('a name stands below the narrowest that covers it', () => {
    const names = ['com.shop.*', 'com.shop.order.*', 'com.shop.order.placed', 'com.shopper', ':.eu:', ':.eu:com.shop', '__proto__'];
    const rows = buildTree(names.map((name) => ({ name, config: { level: 'FULL', epoch: 1 } })));
    expect(rows.map(({ name, depth }) => [name, depth])).toEqual([
      ['', 0],
      ['com.shop.*', 1],
      ['com.shop.order.*', 2],
      ['com.shop.order.placed', 3],
      ['com.shopper', 1],
      [':.eu:', 1],
      [':.eu:com.shop', 2],
      ['__proto__', 1],
    ]);
  });

  const scope = fc.constantFrom('', 'a.*', 'a.b.*', 'a.b.c', 'a.b.d.*', 'b', ':.x:', ':.x:a.b', 'a.bc', '__proto__');
  const setting = fc.record({
    name: scope,
    level: fc.option(fc.constantFrom('NONE', 'FULL', 'BACKWARD'), { nil: undefined }),
    formats: fc.option(fc.constantFrom('annotate', 'assert'), { nil: undefined }),
    mode: fc.option(fc.constantFrom('READONLY', 'READWRITE', 'READONLY_OVERRIDE'), { nil: undefined }),
  });

  test('it says what the registry says is in force, for every name, with the place that it comes from', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(setting, { selector: ({ name }) => name }), async (settings) => {
        const registry = createRegistry({ store: createMemoryStore(), formats: [], now: () => 0, random: (bytes) => new Uint8Array(bytes) });
        for (const { name, level, formats, mode } of settings) {
          const request = { ...(level === undefined ? {} : { level }), ...(formats === undefined ? {} : { formats }) } as const;
          await registry.putConfig(name, request, { actor: 't' });
          if (mode !== undefined) await registry.putMode(name, { mode }, { actor: 't' });
        }
        const { items } = await registry.listSettings({});
        for (const row of buildTree(items)) {
          const config = await registry.getConfig(row.name);
          for (const field of FIELDS)
            expect([row.name, row.inForce[field]]).toEqual([row.name, { value: config[field], from: config.sources[field] }]);
          expect([row.name, row.mode.value]).toEqual([row.name, (await registry.getMode(row.name)).mode]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what is inherited is what would be in force without the name’s own', () => {
    const settings: SettingResource[] = [
      { name: '', config: { profile: 'strict', epoch: 1 } },
      { name: 'a.*', config: { level: 'NONE', epoch: 1 } },
    ];
    expect(inheritedAt(settings, 'a.*').inForce.level).toEqual({ value: NATIVE_DEFAULTS.level, from: null });
    expect(inheritedAt(settings, 'a.x').inForce.level).toEqual({ value: 'NONE', from: 'a.*' });
    expect(inheritedAt(settings, 'a.x').inForce.profile).toEqual({ value: 'strict', from: '' });
    expect(inheritedAt(settings, '').inForce.profile).toEqual({ value: NATIVE_DEFAULTS.profile, from: null });
  });

  test('ten thousand names are no matter', () => {
    const settings = Array.from({ length: 10_000 }, (_, at): SettingResource => ({ name: `com.team${at % 100}.service${at}`, config: { epoch: 1 } }));
    const prefixes = Array.from({ length: 100 }, (_, at): SettingResource => ({ name: `com.team${at}.*`, config: { level: 'FULL', epoch: 1 } }));
    expect(buildTree([...prefixes, ...settings]).filter(({ depth, inForce }) => depth === 2 && inForce.level.from !== null)).toHaveLength(10_000);
  });
});

test.each([
  [{ failing: 1, holding: 2, truncated: true }, '1 subject would not hold'],
  [{ failing: 2, holding: 0, truncated: false }, '2 subjects would not hold'],
  [{ failing: 0, holding: 1, truncated: false }, 'All live versions would hold'],
  [{ failing: 0, holding: 1, truncated: true }, 'All that was looked at would hold'],
  [{ failing: 0, holding: 0, truncated: false }, 'No live version is concerned'],
  [{ failing: 0, holding: 0, truncated: true }, 'Nothing of what was looked at is concerned'],
])('a trial of %j: %s', ({ failing, holding, truncated }, title) => {
  const subject = (holds: boolean, at: number): ConfigDryRunSubject => ({ ...NATIVE_DEFAULTS, subject: `s${at}`, holds, checks: [] });
  const subjects = [
    ...Array.from({ length: failing }, (_, at) => subject(false, at)),
    ...Array.from({ length: holding }, (_, at) => subject(true, at)),
  ];
  expect(summarise({ subjects, asked: 3, truncated }).title).toBe(title);
});

const NOW = Date.parse('2027-01-01T00:00:00Z');
const KEY: KeyResource = {
  id: '0'.repeat(16),
  name: 'k',
  scopes: [{ access: 'admin', pattern: '*' }],
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'x',
};

test.each([
  [{}, 'good'],
  [{ expiresAt: '2028-01-01T00:00:00Z' }, 'good'],
  [{ expiresAt: '2027-01-10T00:00:00Z' }, 'ends soon'],
  [{ expiresAt: '2027-01-01T00:00:00Z' }, 'over'],
  [{ expiresAt: '2028-01-01T00:00:00Z', revokedAt: '2026-01-01T00:00:00Z' }, 'revoked'],
])('a key with %j is %s', (ends, state) => expect(stateOf(ends, NOW)).toBe(state));

test('the last key that may make keys is the last good one with admin on everything', () => {
  const part: KeyResource = { ...KEY, id: '1'.repeat(16), scopes: [{ access: 'admin', pattern: 'a.*' }] };
  const over: KeyResource = { ...KEY, id: '2'.repeat(16), expiresAt: '2026-12-31T00:00:00Z' };
  const other: KeyResource = { ...KEY, id: '3'.repeat(16) };
  expect(isLastAdmin(KEY, [KEY, part, over], NOW)).toBe(true);
  expect(isLastAdmin(KEY, [KEY, other], NOW)).toBe(false);
  expect(isLastAdmin(part, [KEY, part], NOW)).toBe(false);
});

test.each([
  [{ access: 'read', pattern: '*' }, 'may read everything'],
  [{ access: 'break', pattern: ':.eu:' }, 'may read, register versions of, also breaking ones, what is in the context :.eu:'],
  [{ access: 'admin', pattern: '*' }, 'may do everything: also make keys and webhooks, and read the audit log'],
  [{ access: 'admin', pattern: 'a\u202Eb' }, 'may do everything with a[U+202E]b'],
] as const)('%j %s', (scope, words) => expect(explainScope(scope)).toBe(words));

test('what breaks with a key is what it may do', () => {
  expect([
    whatBreaks([{ access: 'read', pattern: '*' }]).length,
    whatBreaks([{ access: 'break', pattern: 'a' }]).length,
    whatBreaks(KEY.scopes).length,
  ]).toEqual([1, 2, 3]);
});

test.each(['*', 'a.*', 'a', ':.eu:'])('%s is a pattern', (pattern) => expect(faultOf(pattern)).toBeUndefined());
test.each(['a*', '', '.*', 'a\u0000'])('%j is none', (pattern) => expect(faultOf(pattern)).toEqual(expect.any(String)));

test.each([
  ['never', '', undefined],
  ['30', '', '2027-01-31T00:00:00.000Z'],
  ['day', '2027-03-01', '2027-03-01T00:00:00Z'],
])('a key that is good for %s %s ends at %s', (choice, day, end) => expect(expiresAt(choice, day, NOW)).toBe(end));

test.each([
  ['', {}],
  ['actor=key%3Aci%3A0&action=key.create&name=a', { actor: 'key:ci:0', action: 'key.create', name: 'a' }],
  ['name=(registry)', { name: '' }],
  ['action=nonsense&since=yesterday', {}],
  ['since=2027-01-31', { since: '2027-01-31T00:00:00.000Z' }],
])('the address ?%s filters by %j', (query, filter) => expect(readFilter(new URLSearchParams(query))).toEqual(filter));

test.each([
  ['version.register', 'a/b', ['subjects', 'a/b']],
  ['config.put', '', ['settings', 'compatibility', 'registry']],
  ['config.put', 'a.*', ['settings', 'compatibility', 'name', 'a.*']],
  ['config.put', 'a', ['subjects', 'a']],
  ['mode.delete', ':.eu:', ['settings', 'modes', 'name', ':.eu:']],
  ['webhook.create', '01', ['settings', 'webhooks', '01']],
  ['webhook.delete', '01', undefined],
  ['key.create', '01', undefined],
  ['events.discard', 'shop', ['gateways', 'shop']],
  ['gateway.mode', 'shop', ['gateways', 'shop']],
] as const)('%s of %j leads to %j', (action, name, place) => expect(placeOfEntry({ action, name })).toEqual(place));

test.each([
  ['key:ci:0123456789abcdef', 'ci'],
  ['token:alice@example.com', 'alice@example.com'],
  ['certificate:gate', 'gate'],
  ['anonymous', 'anonymous'],
])('%s is called %s', (principal, name) => expect(nameOf(principal)).toBe(name));

test.each([
  [[], ''],
  [[{ access: 'admin', pattern: '*' }], 'everything'],
  [
    [
      { access: 'read', pattern: '*' },
      { access: 'register', pattern: 'a.*' },
    ],
    'register on a.*, read everything',
  ],
  [
    [
      { access: 'read', pattern: 'a' },
      { access: 'read', pattern: 'b' },
    ],
    'read on 2 patterns',
  ],
] as const)('%j is: %s', (scopes, words) => expect(describeScopes(scopes)).toBe(words));

test('only a registry that asks nobody is open', () => {
  expect(isOpen({ known: false, scopes: [{ access: 'admin', pattern: '*' }] })).toBe(true);
  expect(isOpen({ known: true, scopes: [{ access: 'admin', pattern: '*' }] })).toBe(false);
  expect(isOpen({ known: false, scopes: [{ access: 'read', pattern: '*' }] })).toBe(false);
});

test.each([
  ['https://example.com/hook', 'https://example.com/hook'],
  [`https://example.com/${'x'.repeat(80)}`, `https://example.com/${'x'.repeat(40)}…`],
  [`https://${'x'.repeat(80)}.example.com/hook`, `https://${'x'.repeat(80)}.example.com…`],
])('the address %s is shown with all of its host', (url, shown) => expect(addressOf(url)).toBe(shown));

test.each([
  [{}, 'every change'],
  [{ prefix: 'com.shop.*' }, 'every change of what begins with com.shop.'],
  [{ types: ['io.sluice.version.retired'] }, 'version retired'],
  [{ types: ['io.sluice.version.retired', 'io.sluice.mode.updated'], prefix: 'a' }, '2 types of change of what begins with a'],
] as const)('%j hears of %s', (filter, words) => expect(describeFilter(filter)).toBe(words));

const ORIGIN = 'https://registry.example';
test.each([
  [null, undefined],
  ['/ui/settings?x=1', '/ui/settings?x=1'],
  ['//evil.example/ui/', undefined],
  ['https://evil.example/ui/', undefined],
  ['javascript:alert(1)', undefined],
  ['/ui/../api/v1/keys', undefined],
  ['/ui/sign-in', undefined],
  ['/ui/sign-in?from=/ui/sign-in', undefined],
  ['http://[', undefined],
])('from %s one goes on to %s', (from, place) => expect(returnTo(from, ORIGIN)).toBe(place));
