import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CharSet, charSetOf, complementOf, ESCAPES, propertySet } from '../../src/containment/language/char-set.ts';
import { compileLinear, compilePattern, isBacktracking, patternFault } from '../../src/containment/language/pattern.ts';

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'ba',
  'aab',
  'abab',
  'A1_',
  '\n',
  'a\nb',
  '😀',
  'x😀y',
  '\ud83d',
  '\ude00',
  'é',
  ' ',
  '\u2028',
  '0',
  '-',
  'aaaaaaaaaa',
  '12-34',
];

const LINEAR = [
  '',
  '^',
  '$',
  '^$',
  'a',
  '^a',
  'b$',
  '^ab$',
  'a|b',
  '^(a|b)*$',
  '^(?:a|^b)+$',
  '(a*)*$',
  '^(a|)+b$',
  'a{2}',
  '^a{2,3}$',
  '^a{0}$',
  '^a{2,}$',
  '^a*?b+?$',
  '.',
  '^.$',
  '^..$',
  '[^a]',
  '[a-c0-9_]',
  '^\\d+-\\d+$',
  '\\s',
  '^\\S+$',
  '\\W',
  '^[\\w-]+$',
  '\\u{1F600}',
  '^[\\u{1F600}-\\u{1F64F}]$',
  '\\ud83d',
  '^\\p{L}+$',
  '\\P{L}',
  '\\p{Script=Latin}',
  '(?<name>a)b',
  '$^',
  'a$|^b',
  '[]',
  '[^]',
];

const HOST = ['(?=a)b', '(?!a)', '(?<=a)b', '\\bab', '(a)\\1', '^(?:a{1000}){1000}$'];

function isAnchor(part: string): boolean {
  return part === '^' || part === '$';
}

describe('the linear matcher agrees with the host', () => {
  for (const source of LINEAR) {
    test(`/${source}/u`, () => {
      const linear = compileLinear(source);
      const host = new RegExp(source, 'u');
      expect(TEXTS.map((text) => [text, linear?.(text)])).toEqual(TEXTS.map((text) => [text, host.test(text)]));
    });
  }

  test('on random patterns and texts', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '^', '$', '(?:a|b)', '(?:a|)', '(?:(?:ab)*)', '(?:(?:a?){2})', '(?:^a|b$)');
    const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,1}');
    const pattern = fc
      .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.map(([part, times]) => (isAnchor(part) ? part : part + times)).join(''));
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n', '😀'), maxLength: 6 }), { minLength: 5 }),
        (source, texts) => {
          const linear = compileLinear(source);
          const host = new RegExp(source, 'u');
          expect(texts.map((text) => linear?.(text))).toEqual(texts.map((text) => host.test(text)));
        },
      ),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 200) },
    );
  });
});

describe('what is no regular expression in the strict sense is left to the host', () => {
  for (const source of HOST) {
    test(`/${source}/u`, () => {
      expect(compileLinear(source)).toBe(undefined);
      expect(TEXTS.map((text) => compilePattern(source)(text))).toEqual(TEXTS.map((text) => new RegExp(source, 'u').test(text)));
    });
  }
  test('nor does deep nesting overflow the stack', () => {
    const source = `${'('.repeat(260)}a${')'.repeat(260)}`;
    expect([compileLinear(source), compilePattern(source)('a')]).toEqual([undefined, true]);
  });
});

// A backtracking engine needs 2^50 steps for these.
describe('no text makes a pattern explode', () => {
  const rows: readonly [source: string, text: string, matches: boolean][] = [
    ['^(a+)+$', `${'a'.repeat(50)}!`, false],
    ['^(a|a)*$', `${'a'.repeat(50)}!`, false],
    ['(.*a){20}', `${'a'.repeat(19)}${'b'.repeat(1000)}`, false],
    ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*@x$', `${'a'.repeat(60)}!`, false],
    ['^(a?){40}a{40}$', 'a'.repeat(40), true],
  ];
  for (const [source, text, matches] of rows) test(`/${source}/u`, () => expect(compilePattern(source)(text)).toBe(matches));

  // (a|b)*a(a|b){12} has 2^13 deterministic states: more than are kept.
  test('more states than are kept are built again', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => ((index * index + (index >> 3)) % 7 < 3 ? 'a' : 'b')).join('');
    const source = '^[ab]*a[ab]{12}$';
    expect(compileLinear(source)?.(text)).toBe(text.at(-13) === 'a');
  });
});

function has(set: CharSet, code: number): boolean {
  return set.some(({ min, max }) => min <= code && code <= max);
}

describe('character sets', () => {
  test('overlapping and adjacent ranges merge', () => {
    const merged = charSetOf([5, 1, 2, 9].map((min) => ({ min, max: min + 1 })));
    expect(merged).toEqual([
      { min: 1, max: 3 },
      { min: 5, max: 6 },
      { min: 9, max: 10 },
    ]);
  });
  test('complementing twice changes nothing', () => expect(complementOf(complementOf(ESCAPES.space))).toEqual(ESCAPES.space));
  for (const [name, source] of [
    ['digit', '\\d'],
    ['word', '\\w'],
    ['space', '\\s'],
    ['any', '.'],
  ] as const) {
    test(`${source} is that of the host`, () => {
      const host = new RegExp(source, 'u');
      const codes = Array.from({ length: 0x10000 }, (_, code) => code);
      expect(codes.filter((code) => has(ESCAPES[name], code) !== host.test(String.fromCharCode(code)))).toEqual([]);
    });
  }
  test('properties reach beyond the first plane and into surrogates', () => {
    expect(propertySet('Cs')).toEqual([{ min: 0xd800, max: 0xdfff }]);
    expect(propertySet('Emoji_Modifier')).toEqual([{ min: 0x1f3fb, max: 0x1f3ff }]);
    expect(propertySet('ASCII')).toEqual([{ min: 0, max: 0x7f }]);
  });
});

// Of each kind, and those that say something of code points that are not assigned.
const PROPERTIES = ['L', 'Cn', 'Co', 'Script=Arab', 'Script_Extensions=Zzzz', 'ID_Continue', 'Default_Ignorable_Code_Point', 'Extended_Pictographic'];
for (const property of [...PROPERTIES, 'Noncharacter_Code_Point', 'Assigned']) {
  test(`\\p{${property}} is that of the host`, () => {
    const host = new RegExp(`^\\p{${property}}$`, 'u');
    const codes = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => host.test(String.fromCodePoint(code)));
    expect(charSetOf(codes.map((code) => ({ min: code, max: code })))).toEqual(propertySet(property));
  });
}

const SCRIPTS = 'Adlm Ahom Arab Armn Avst Bali Bamu Bass Beng Bopo Brah Brai Bugi Buhd Cakm Cans Cari Cham Cher Copt Cprt'.split(' ');
const classOf = (scripts: readonly string[]): string => `^[${scripts.map((name) => `\\p{Script=${name}}`).join('')}]+$`;
test('a pattern of 20 Unicode properties is for our own matchers, one of more for the host: each costs milliseconds to read', () => {
  expect(isBacktracking(classOf(SCRIPTS.slice(0, 20)))).toBe(false);
  expect(isBacktracking(classOf(SCRIPTS))).toBe(true);
});

for (const source of ['(', '[', 'a**', '\\-', '{', '\\p{Nothing}'])
  test(`patternFault(${JSON.stringify(source)}) names the fault`, () => expect(patternFault(source)).toMatch(/./));
