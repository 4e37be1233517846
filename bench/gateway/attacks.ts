import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { readEventJson } from '../../src/gateway/binding/event-json.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { type Catalogue, createCatalogue, ValidatorCache } from '../../src/gateway/supply/catalogue.ts';
import { judge } from '../../src/gateway/judge/judge.ts';
import { atMost } from '../bar.ts';
import type { Cell, Report } from '../report.ts';
import { snapshotOf } from './message.ts';

/** A schema that somebody registered, and an event of at most 1 MB that is made to hurt. */
export interface Attack {
  readonly name: string;
  readonly schema: JsonObject;
  readonly event: string;
}

const KB = 1_000;
const LIMIT = 1_000 * KB;
const REPEAT = 5;

/** How long the loop stands still for one event: parsing and judging, as the gate does both. */
export async function measureAttacks(): Promise<Report> {
  const rows = ATTACKS.map((attack): readonly Cell[] => {
    const { slice, first, worst, outcome } = measure(attack);
    return [attack.name, Buffer.byteLength(attack.event) / KB, slice, first, worst, outcome];
  });
  return {
    tables: [
      {
        title: 'attacks',
        note: `milliseconds that the loop stands still for one event, the first and the longest of ${REPEAT}; slice: the longest one of making its validator before; what is left to the other thread says event_too_costly`,
        columns: ['attack', 'kB', 'slice ms', 'first ms', 'longest ms', 'outcome'],
        rows,
      },
    ],
    bars: [atMost('the longest that an event blocks the loop, ms', Math.max(...rows.map(([, , , , longest]) => Number(longest))), 50)],
  };
}

function measure({ schema, event }: Attack): { readonly slice: number; readonly first: number; readonly worst: number; readonly outcome: string } {
  const message = { name: 'webhook', headers: {}, body: event, subject: 's', schema, source: {} } as const;
  const catalogue = createCatalogue(snapshotOf(message), new ValidatorCache(jsonSchemaFormat));
  const slice = prepare(catalogue);
  const bytes = Buffer.from(event);
  const times: number[] = [];
  let outcome = '';
  for (let round = 0; round < REPEAT; round += 1) {
    const start = performance.now();
    try {
      const data = readEventJson(bytes);
      outcome = judge(catalogue, { type: 's', attributes: {}, data }, { registryUrl: undefined, isDeclaredByProfile: false, showValues: false }).kind;
    } catch (thrown) {
      outcome = RegistryError.from(thrown).code;
    }
    times.push(performance.now() - start);
  }
  return { slice, first: times[0] ?? 0, worst: Math.max(...times), outcome };
}

/** As the gate does when it switches to a catalogue. */
function prepare(catalogue: Catalogue): number {
  let longest = 0;
  let start = performance.now();
  const lap = (): void => {
    longest = Math.max(longest, performance.now() - start);
    start = performance.now();
  };
  const subject = catalogue.find('s');
  const version = subject?.versions[0];
  if (subject === undefined || version === undefined) throw new Error('no schema to prepare');
  const validator = subject.validator(version, { undeclared: 'allow', showValues: false });
  for (const _ of validator.prepare?.() ?? []) lap();
  validator.validate(null, { maxFindings: 0 });
  lap();
  return longest;
}

function draft2020(schema: JsonObject): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
}

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** As many of them as fit into a megabyte. */
function fill(make: (index: number) => string, [open, close]: readonly [string, string] = ['[', ']']): string {
  const parts: string[] = [];
  let size = 2;
  for (let index = 0; ; index += 1) {
    const part = make(index);
    size += part.length + 1;
    if (size > LIMIT) return open + parts.join(',') + close;
    parts.push(part);
  }
}

function fanOut(levels: number): JsonObject {
  const twice = (level: number): JsonValue =>
    level === levels ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] };
  return draft2020({ $ref: '#/$defs/l0', $defs: Object.fromEntries(many(levels + 1, (level) => [`l${level}`, twice(level)])) });
}

export const ATTACKS: readonly Attack[] = [
  {
    name: 'a pattern that backtracks, ^(a+)+$',
    schema: draft2020({ items: { pattern: '^(a+)+$' } }),
    event: fill(() => JSON.stringify(`${'a'.repeat(60)}!`)),
  },
  { name: 'the same with one long text', schema: draft2020({ pattern: '^(a+)+$' }), event: JSON.stringify(`${'a'.repeat(LIMIT - 10)}!`) },
  { name: 'lookaround', schema: draft2020({ pattern: '^(?=.*(a+)+b)(?!.*c).*$' }), event: JSON.stringify('a'.repeat(LIMIT - 10)) },
  { name: 'a back reference', schema: draft2020({ pattern: '^(a*)*\\1$' }), event: JSON.stringify(`${'a'.repeat(40)}!`) },
  { name: 'uniqueItems, small objects', schema: draft2020({ uniqueItems: true }), event: fill((index) => `{"a":${index}}`) },
  { name: 'uniqueItems, numbers', schema: draft2020({ uniqueItems: true }), event: fill(String) },
  {
    name: 'uniqueItems at every level',
    schema: draft2020({ $ref: '#/$defs/t', $defs: { t: { uniqueItems: true, items: { $ref: '#/$defs/t' } } } }),
    event: `${'['.repeat(190)}${fill(String)}${']'.repeat(190)}`,
  },
  { name: 'every item wrong', schema: draft2020({ items: { type: 'string' } }), event: fill(() => '1') },
  {
    name: 'every member undeclared',
    schema: draft2020({ additionalProperties: false, properties: {} }),
    event: fill((index) => `"k${index}":1`, ['{', '}']),
  },
  { name: 'nesting of 58 kB', schema: draft2020({}), event: '['.repeat(58 * KB) + ']'.repeat(58 * KB) },
  { name: 'a $ref fan-out, 2^24', schema: fanOut(24), event: '"a"' },
  { name: 'a $ref fan-out, 2^40, on an array', schema: draft2020({ ...fanOut(40), items: { $ref: '#/$defs/l1' } }), event: fill(() => '"a"') },
  {
    name: '50 patternProperties × as many members as fit',
    schema: draft2020({ patternProperties: Object.fromEntries(many(50, (index) => [`^(x|y)+${index}z`, { type: 'string' }])) }),
    event: fill((index) => `"k${index}":1`, ['{', '}']),
  },
  {
    name: 'a oneOf of 200 branches on every item',
    schema: draft2020({ items: { oneOf: many(200, (index) => ({ properties: { k: { const: index } }, required: ['k'] })) } }),
    event: fill((index) => `{"k":${index % 250}}`),
  },
  {
    name: 'an anyOf of 1,000 branches that all fail',
    schema: draft2020({ items: { anyOf: many(1_000, (index) => ({ const: `c${index}` })) } }),
    event: fill(() => '"x"'),
  },
  {
    name: 'contains on every level',
    schema: draft2020({ $ref: '#/$defs/t', $defs: { t: { contains: { $ref: '#/$defs/t' }, minContains: 0 } } }),
    event: `${'['.repeat(100)}${fill(() => '[]')}${']'.repeat(100)}`,
  },
  {
    name: 'unevaluatedProperties over overlapping branches',
    schema: draft2020({ unevaluatedProperties: false, anyOf: many(100, (index) => ({ patternProperties: { [`^k${index % 10}`]: {} } })) }),
    event: fill((index) => `"k${index}":1`, ['{', '}']),
  },
  {
    name: 'propertyNames with a long pattern',
    schema: draft2020({ propertyNames: { pattern: `^(${many(100, (index) => `k${index}`).join('|')}).*$` } }),
    event: fill((index) => `"k${index}":1`, ['{', '}']),
  },
  { name: 'a number of a million digits', schema: draft2020({ multipleOf: 0.01 }), event: `1${'0'.repeat(LIMIT - 10)}1` },
  { name: 'an enormous exponent', schema: draft2020({ multipleOf: 0.01, minimum: 0 }), event: '1e1000000000' },
  {
    name: 'numbers that no double holds',
    schema: draft2020({ items: { multipleOf: 0.1 } }),
    event: fill((index) => `0.10000000000000000${index + 1}`),
  },
  { name: 'duplicate keys', schema: draft2020({}), event: fill(() => '"a":1', ['{', '}']) },
  { name: 'escapes', schema: draft2020({ items: { maxLength: 5 } }), event: fill(() => '"\\ud83d\\ude00"') },
  { name: 'one text of a megabyte under a length', schema: draft2020({ maxLength: 10 }), event: JSON.stringify('\u{1F600}'.repeat(LIMIT / 4 - 10)) },
  {
    name: 'an enum of 10,000 objects',
    schema: draft2020({ items: { enum: many(10_000, (index) => ({ k: index })) } }),
    event: fill((index) => `{"k":${index + 20_000}}`),
  },
  {
    name: 'required of 10,000 names on every item',
    schema: draft2020({ items: { required: many(10_000, (index) => `r${index}`) } }),
    event: fill(() => '{}'),
  },
  {
    name: 'dependentRequired of 1,000 names',
    schema: draft2020({ dependentRequired: Object.fromEntries(many(1_000, (index) => [`k${index}`, many(100, (at) => `k${at}`)])) }),
    event: fill((index) => `"k${index}":1`, ['{', '}']),
  },
  {
    name: 'minProperties in 200 branches',
    schema: draft2020({ anyOf: many(200, (index) => ({ minProperties: 1_000_000 + index })) }),
    event: members(),
  },
  {
    name: 'propertyNames in 200 branches',
    schema: draft2020({ anyOf: many(200, (index) => ({ propertyNames: { const: `x${index}` } })) }),
    event: members(),
  },
  {
    name: '200 branches that fail at the last member',
    schema: draft2020({ anyOf: many(200, (index) => ({ properties: { z: { const: `q${index}` } } })) }),
    event: members(',"z":"no"'),
  },
  {
    name: '100 divisions of a number of 900,000 digits',
    schema: draft2020({ anyOf: many(100, (index) => ({ multipleOf: 7 + 2 * index })) }),
    event: `${'7'.repeat(900 * KB)}1`,
  },
  {
    name: 'a number of 900,000 digits in 1,000 lists',
    schema: draft2020({ anyOf: many(1_000, (index) => ({ enum: [index, 'a'] })) }),
    event: '3'.repeat(900 * KB),
  },
  {
    name: 'dependentRequired of 5,000 entries on every item',
    schema: draft2020({ items: { dependentRequired: Object.fromEntries(many(5_000, (index) => [`d${index}`, ['x']])) } }),
    event: fill(() => '{}'),
  },
  {
    name: 'dependentSchemas of 5,000 entries on every item',
    schema: draft2020({ items: { dependentSchemas: Object.fromEntries(many(5_000, (index) => [`d${index}`, { type: 'object' }])) } }),
    event: fill(() => '{}'),
  },
  {
    name: '200 patterns on a name of 900,000 characters',
    schema: draft2020({ patternProperties: Object.fromEntries(many(200, (index) => [`^a*b${index}$`, true])) }),
    event: JSON.stringify({ ['a'.repeat(900 * KB)]: 1 }),
  },
  {
    name: 'allOf of 2,000 negations on every item',
    schema: draft2020({ items: { allOf: many(2_000, () => ({ not: { type: 'string' } })) } }),
    event: fill(() => '1'),
  },
  {
    name: 'a pattern with a new state for each character',
    schema: draft2020({ pattern: 'a[ab]{400}c' }),
    event: JSON.stringify(mixed(900 * KB)),
  },
  {
    name: 'a pattern that counts to 60,000',
    schema: draft2020({ pattern: '^(a?){60000}a{60000}$' }),
    event: JSON.stringify('a'.repeat(24 * KB)),
  },
];

/** An object of as many members as the gate reads. */
function members(last = ''): string {
  return `{${many(49_990, (index) => `"k${index}":0`).join(',')}${last}}`;
}

/** Of a and b, without a rule that a pattern could follow. */
function mixed(length: number): string {
  let state = 1;
  return many(length, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state & 0x10000 ? 'a' : 'b';
  }).join('');
}
