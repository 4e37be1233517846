import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Membership } from '../../src/containment/form/holds.ts';
import { TermKeys } from '../../src/containment/form/term-key.ts';
import { conjuncts } from '../../src/containment/form/term.ts';
import { Terms } from '../../src/containment/form/terms.ts';
import { checkCertificate, decideContainment, DocumentCache, type Certificate, type ContainmentOptions } from '../../src/containment/index.ts';
import { Lowering } from '../../src/containment/lower/lower.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { Dialect } from '../../src/core/version.ts';
import { edited, recursiveSchemas, schemas } from './laws-generator.ts';

const RUNS = Number(process.env['LAW_RUNS'] ?? 100);

interface Row extends Pick<ContainmentOptions, 'formats' | 'readerAppliesDefaults' | 'profile'> {
  readonly description: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly contained: boolean;
  readonly dialect?: Dialect;
}

const folder = new URL('cases/', import.meta.url);
const rows = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Row[]);

/** What the steps of the checker cannot say; every other containment of the cases has a certificate. */
const UNCERTIFIED = new Set([
  'the languages of patterns are compared',
  'the members of an object are counted, or their names compared',
  'the items of an array are counted, or told apart',
]);

function document(schema: JsonValue, dialect: Dialect = 'draft-2020-12'): SchemaDocument {
  return { schema, dialect };
}

/** What is decided of a row, with its certificate; once for all who ask. */
const decided = new Map<Row, Verdict>();

function decide(row: Row): Verdict {
  const { a, b, dialect, profile, formats, readerAppliesDefaults = false } = row;
  const options = { ...(profile && { profile }), ...(formats && { formats }), readerAppliesDefaults };
  const verdict = decided.get(row) ?? decideContainment(document(a, dialect), document(b, dialect), { ...options, certificate: true });
  decided.set(row, verdict);
  return verdict;
}

function certificateOf(writer: SchemaDocument, reader: SchemaDocument, options: ContainmentOptions = {}): JsonValue | undefined {
  const verdict = decideContainment(writer, reader, { ...options, certificate: true });
  return verdict.kind === 'contained' ? verdict.certificate : undefined;
}

describe('the certificate of a containment', () => {
  const contained = rows.filter((row) => row.contained);
  for (const row of contained) {
    test(`${row.description}: the checker takes it, or the verdict says why there is none`, () => {
      const [writer, reader] = [document(row.a, row.dialect), document(row.b, row.dialect)];
      const { certificate, uncertified } = decide(row) as Extract<Verdict, { readonly kind: 'contained' }>;
      expect(certificate === undefined ? UNCERTIFIED.has(uncertified ?? '') : checkCertificate(writer, reader, certificate)).toBe(true);
    });
  }

  test('few of our cases, which are the hard ones, are uncertified', () => {
    const certified = contained.filter((row) => 'certificate' in decide(row));
    expect(certified.length / contained.length).toBeGreaterThan(0.85);
  });
});

test('what the checker takes for random schemas is what the engine proves, and nothing that is broken has a certificate', () => {
  let certified = 0;
  fc.assert(
    fc.property(fc.oneof(edited(schemas), edited(recursiveSchemas), fc.tuple(schemas, schemas)), ([a, b]) => {
      const verdict = decideContainment(document(a), document(b), { certificate: true });
      const certificate = verdict.kind === 'contained' ? verdict.certificate : undefined;
      certified += certificate === undefined ? 0 : 1;
      expect(certificate === undefined || checkCertificate(document(a), document(b), certificate)).toBe(true);
      // The proof of one pair is a proof of another one only if that is contained as well.
      const other = decideContainment(document(b), document(a));
      expect(other.kind === 'not_contained' && certificate !== undefined && checkCertificate(document(b), document(a), certificate)).toBe(false);
    }),
    { numRuns: RUNS },
  );
  expect(certified).toBeGreaterThan(RUNS / 5);
});

const LIST = {
  $ref: '#/$defs/list',
  $defs: { list: { type: 'object', properties: { value: { type: 'integer' }, next: { $ref: '#/$defs/list' } }, required: ['value'] } },
};
const WIDER = { $ref: '#/$defs/list', $defs: { list: { properties: { value: { type: 'number' }, next: { $ref: '#/$defs/list' } } } } };
const NARROWER = {
  $ref: '#/$defs/list',
  $defs: { list: { properties: { value: { type: 'integer', minimum: 0 }, next: { $ref: '#/$defs/list' } } } },
};

test('a recursive containment is certified by a proof that leads back to itself', () => {
  const certificate = certificateOf(document(LIST), document(WIDER));
  expect(checkCertificate(document(LIST), document(WIDER), certificate)).toBe(true);
  expect(JSON.stringify(certificate).length).toBeLessThan(2_000);
});

const everyStep = ({ steps }: Certificate, step: unknown): object => Object.fromEntries(Object.keys(steps).map((key) => [key, step]));

const forged: readonly { readonly title: string; readonly certificate: (real: Certificate) => unknown }[] = [
  { title: 'for a reader that is narrower', certificate: (real) => real },
  { title: 'without steps', certificate: (real) => ({ ...real, steps: {} }) },
  { title: 'of nothing but contradictions', certificate: (real) => ({ ...real, steps: everyStep(real, 'clash') }) },
  { title: 'of steps that are none', certificate: (real) => ({ ...real, steps: everyStep(real, null) }) },
  { title: 'of choices that are none', certificate: (real) => ({ ...real, steps: everyStep(real, { choice: 'x' }) }) },
  { title: 'of reasons that are none', certificate: (real) => ({ ...real, steps: everyStep(real, { types: { object: ['obligation', 'x'] } }) }) },
  { title: 'in another format', certificate: (real) => ({ ...real, format: 2 }) },
  { title: 'that is no object', certificate: () => 'contained' },
];

test('a certificate is refused where one of its steps is missing or wrong', () => {
  const real = certificateOf(document(LIST), document(WIDER)) as unknown as Certificate;
  const keys = Object.keys(real.steps);
  const without = keys.map((gone) => ({ ...real, steps: Object.fromEntries(Object.entries(real.steps).filter(([key]) => key !== gone)) }));
  const wrong = keys.filter((key) => real.steps[key] !== 'clash').map((key) => ({ ...real, steps: { ...real.steps, [key]: 'clash' } }));
  expect(wrong.length).toBeGreaterThan(2);
  for (const certificate of [...without, ...wrong]) expect(checkCertificate(document(LIST), document(WIDER), certificate)).toBe(false);
});

for (const { title, certificate } of forged) {
  test(`a certificate is refused: ${title}`, () => {
    const real = certificateOf(document(LIST), document(WIDER)) as unknown as Certificate;
    expect(checkCertificate(document(LIST), document(NARROWER), certificate(real))).toBe(false);
  });
}

const INTEGERS = { type: 'array', minItems: 1, items: { type: 'integer' }, contains: { type: 'integer' }, maxContains: 1 };

test.each([
  ['surplus', 'k', [0, '0']],
  ['surplus', 'k', [0, 0]],
  ['surplus', 'k', [-1, 0]],
  ['surplus', 'k', 'ab'],
  ['surplus', 'k'],
  ['contains', 'k', null],
  ['contains', 'k'],
  ['item', -1],
  ['nothing'],
  [],
])('a reason that is none is refused: %j', (...reason) => {
  const keys = keysOf(document(INTEGERS));
  const steps = Object.fromEntries(keys.map((key) => [key, { types: { array: reason.map((part) => (part === 'k' ? keys.at(-1) : part)) } }]));
  const certificate = { format: 1, profile: 'strict', formats: 'annotate', readerAppliesDefaults: false, steps };
  expect(checkCertificate(document(INTEGERS), document(false), certificate)).toBe(false);
});

test('a certificate that says something else when it is asked again is taken by what it said first', () => {
  const writer = document({ type: 'object', required: ['a'], properties: { zz: false } });
  let asked = 0;
  const reason = new Proxy(['required', 'a'], {
    get: (target, name) => (name === '1' && (asked += 1) > 1 ? 'zz' : (Reflect.get(target, name) as unknown)),
  });
  const steps = Object.fromEntries(keysOf(writer).map((key) => [key, { types: { object: reason } }]));
  const certificate = { format: 1, profile: 'strict', formats: 'annotate', readerAppliesDefaults: false, steps };
  expect(checkCertificate(writer, document(false), certificate)).toBe(false);
});

/** The keys of all terms that a question of a schema within nothing is made of. */
function keysOf(writer: SchemaDocument): string[] {
  const terms = new Terms();
  const insight = { terms, membership: new Membership(terms), areAllDisjoint: () => false };
  const root = new Lowering(new DocumentCache().read(writer).graph, insight, { side: 'writer', formats: 'annotate' }).root();
  const keys = new TermKeys();
  return [root, terms.none, ...conjuncts(root)].map((term) => keys.of(term));
}

test('the checker has at most 500 lines, blank ones left out', () => {
  const files = ['check.ts', 'literals.ts', 'rules.ts', 'numbers.ts'].map(
    (name) => new URL(`../../src/containment/certificate/${name}`, import.meta.url),
  );
  expect(
    files.reduce(
      (sum, file) =>
        sum +
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '').length,
      0,
    ),
  ).toBeLessThanOrEqual(500);
});

test('the checker shares nothing with the engine but the terms', () => {
  const files = ['check.ts', 'literals.ts', 'rules.ts', 'numbers.ts'].map(
    (name) => new URL(`../../src/containment/certificate/${name}`, import.meta.url),
  );
  const imports = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, target = '']) => target));
  expect(imports.filter((target) => !/^\.\/|^\.\.\/form\/|^\.\.\/\.\.\/core\//.test(target))).toEqual([]);
});
