import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAttributes } from '../../src/core/cloud-event.ts';
import { changeKindOf, isAtLeastAsStrict, LEVELS, pairsToCheck, type Level } from '../../src/core/compatibility.ts';
import { nextSemver, parseVersionRange, resolveRange, type NextSemverInput } from '../../src/core/semver.ts';
import { covers, formatUrn, parseSubject, parseUrn } from '../../src/core/subject.ts';
import { parseVersionSelector } from '../../src/core/version.ts';

for (const subject of ['com.shop.order.placed', 'a', 'mit Leerzeichen', 'a/b', '..', '%2F', '🎉', 'x'.repeat(255)]) {
  test(`parseSubject() takes ${JSON.stringify(subject.slice(0, 20))}`, () => expect(parseSubject(subject)).toBe(subject));
}

for (const subject of ['', 'a\u0000b', 'a\nb', '\u007f', '\ud800', 'x'.repeat(256), 'com.shop.*', ':.:a', ':.:']) {
  test(`parseSubject() refuses ${JSON.stringify(subject.slice(0, 20))}`, () => expect(() => parseSubject(subject)).toThrow(/subject/));
}

test('a URN gives back its subject and fingerprint', () => {
  const fingerprint = 'ab'.repeat(32);
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => !/\p{Cs}/u.test(text)),
      (subject) => {
        expect(parseUrn(formatUrn(subject, fingerprint))).toEqual({ subject, fingerprint });
      },
    ),
  );
});

for (const text of ['', 'urn:sluice:', 'urn:sluice:a', 'urn:sluice:a:ABCD', `urn:other:a:${'a'.repeat(64)}`, `urn:sluice:%zz:${'a'.repeat(64)}`]) {
  test(`parseUrn() takes ${JSON.stringify(text.slice(0, 20))} for none`, () => expect(parseUrn(text)).toBeUndefined());
}

const coverage: readonly [string, string, boolean][] = [
  ['com.shop.*', 'com.shop.order', true],
  ['com.shop.*', 'com.shop', false],
  ['com.shop.*', 'com.shopping', false],
  ['com.shop', 'com.shop', false],
];
for (const [prefix, subject, expected] of coverage) {
  test(`${prefix} ${expected ? 'covers' : 'does not cover'} ${subject}`, () => expect(covers(prefix, subject)).toBe(expected));
}

const levels: readonly { readonly level: Level; readonly pairs: readonly string[] }[] = [
  { level: 'NONE', pairs: [] },
  { level: 'BACKWARD', pairs: ['2⊆n'] },
  { level: 'BACKWARD_TRANSITIVE', pairs: ['2⊆n', '1⊆n'] },
  { level: 'FORWARD', pairs: ['n⊆2'] },
  { level: 'FORWARD_TRANSITIVE', pairs: ['n⊆2', 'n⊆1'] },
  { level: 'FULL', pairs: ['2⊆n', 'n⊆2'] },
  { level: 'FULL_TRANSITIVE', pairs: ['2⊆n', 'n⊆2', '1⊆n', 'n⊆1'] },
];
for (const { level, pairs } of levels) {
  test(`${level} asks for ${pairs.join(', ') || 'nothing'}`, () => {
    expect(pairsToCheck(level, 'n', ['1', '2']).map(({ writer, reader }) => `${writer}⊆${reader}`)).toEqual(pairs);
  });
}

for (const { level, pairs } of levels) {
  const looser = levels.filter((other) => other.pairs.every((pair) => pairs.includes(pair))).map((other) => other.level);
  test(`${level} is at least as strict as ${looser.join(', ')}, and as no other level`, () => {
    expect(new Set(LEVELS.filter((other) => isAtLeastAsStrict(level, other)))).toEqual(new Set(looser));
  });
}

test('at its own place a version is compared with its neighbours, the lower number writing for BACKWARD', () => {
  const pairs = pairsToCheck('BACKWARD', 'n', ['1', '2'], ['4', '5']);
  expect(pairs.map(({ writer, reader }) => `${writer}⊆${reader}`)).toEqual(['2⊆n', 'n⊆4']);
});

test('a change is undecided as soon as one direction is', () => {
  expect(changeKindOf('undecided', 'not_contained', false)).toBe('undecided');
  expect(changeKindOf('contained', 'contained', true)).toBe('equal');
  expect(changeKindOf('contained', 'contained', false)).toBe('full');
  expect(changeKindOf('contained', 'not_contained', false)).toBe('backward');
  expect(changeKindOf('not_contained', 'contained', false)).toBe('forward');
  expect(changeKindOf('not_contained', 'not_contained', false)).toBe('breaking');
});

const base: NextSemverInput = { predecessor: '1.2.3', changeKind: 'full', breakingRelease: false, fullWithinMajor: true, taken: [] };
const raises: readonly [Partial<NextSemverInput>, string][] = [
  [{}, '1.3.0'],
  [{ changeKind: 'equal' }, '1.2.4'],
  [{ changeKind: 'backward' }, '2.0.0'],
  [{ changeKind: 'undecided' }, '2.0.0'],
  [{ breakingRelease: true }, '2.0.0'],
  [{ fullWithinMajor: false }, '2.0.0'],
  [{ taken: ['1.3.0', '1.4.0'] }, '1.5.0'],
  [{ changeKind: 'equal', taken: ['1.2.4'] }, '1.2.5'],
];
for (const [input, expected] of raises) {
  test(`1.2.3 with ${JSON.stringify(input)} becomes ${expected}`, () => expect(nextSemver({ ...base, ...input })).toBe(expected));
}

const live = [
  { version: 1, semver: '1.0.0' },
  { version: 2, semver: '1.1.0' },
  { version: 3, semver: '2.0.0' },
];
for (const [range, version] of [
  ['^1', 2],
  ['>=1 <3', 3],
  ['@1', 1],
  ['@4', undefined],
  ['^3', undefined],
] as const) {
  test(`${range} reads ${version ?? 'nothing'}`, () => expect(resolveRange(parseVersionRange(range), live)?.version).toBe(version));
}

for (const text of ['', 'newest', '@0', '^x.y']) {
  test(`parseVersionRange() refuses ${JSON.stringify(text)}`, () => expect(() => parseVersionRange(text)).toThrow(/version range/));
}

for (const text of ['0', '-1', '01', '1.0', '2147483648', 'newest', '']) {
  test(`parseVersionSelector() refuses ${JSON.stringify(text)}`, () => expect(() => parseVersionSelector(text)).toThrow(/version/));
}

const envelope = { specversion: '1.0', id: '1', source: '/shop', type: 'com.shop.order.placed' };
const faults: readonly [string, Record<string, unknown>][] = [
  ['id', { ...envelope, id: undefined }],
  ['source', { ...envelope, source: '' }],
  ['specversion', { ...envelope, specversion: '0.3' }],
  ['type', { ...envelope, type: 7 }],
  ['time', { ...envelope, time: '2026-13-01T00:00:00Z' }],
  ['my_ext', { ...envelope, my_ext: 'x' }],
  ['count', { ...envelope, count: 1.5 }],
  ['note', { ...envelope, note: 'a\u0007' }],
];
for (const [attribute, raw] of faults) {
  test(`an envelope with a wrong ${attribute} is refused, naming it`, () => {
    expect(() => parseAttributes(raw as Parameters<typeof parseAttributes>[0])).toThrow(`attribute ${attribute} `);
  });
}

test('extensions may be strings, booleans and 32-bit integers', () => {
  const event = { ...envelope, partitionkey: 'k', traced: true, sequence: -5, time: '2026-11-24T09:00:00.5+01:00', subject: null };
  expect(parseAttributes(event)).toEqual({ ...envelope, partitionkey: 'k', traced: true, sequence: -5, time: '2026-11-24T09:00:00.5+01:00' });
});
