import { Effort, MAX_EFFORT } from '../../src/core/effort.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { createRandom, type Random as SeededRandom } from '../../src/core/seeded-random.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { Cell, Report } from '../report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const SEED = Number(process.env['BENCH_SEED'] ?? Date.now() % 1_000_000);
const KEPT = 15;
const EVENT_BYTES = 900_000;
const MAX_SCHEMA_BYTES = 300_000;

interface Found {
  readonly ms: number;
  readonly units: number;
  readonly outcome: string;
  readonly schema: string;
  readonly event: string;
}

/** Look for schemas and events, large ones of every keyword at random, whose judgement takes long for what it counts. */
export function huntCosts(): Promise<Report> {
  const found: Found[] = [];
  let tried = 0;
  for (const end = performance.now() + SECONDS * 1_000; performance.now() < end; tried += 1) {
    const random = new Random(Math.imul(SEED, 0x9e3779b1) ^ Math.imul(tried, 0x85ebca6b));
    const schema = schemaOf(random, MAX_SUBSCHEMAS);
    const event = eventOf(random);
    const one = measure(schema, event, random);
    if (one === undefined) continue;
    found.push(one);
    found.sort((a, b) => b.ms - a.ms);
    found.length = Math.min(found.length, KEPT);
  }
  const rows = found.map(({ ms, units, outcome, schema, event }): readonly Cell[] => [ms, units, (ms * 1e6) / units, outcome, schema, event]);
  return Promise.resolve({
    tables: [
      {
        title: 'hunt',
        note: `the judgements that took longest, of ${tried} (seed ${SEED}); the less of two times, after the schema was prepared`,
        columns: ['ms', 'units', 'ns a unit', 'outcome', 'schema', 'event'],
        rows,
      },
    ],
  });
}

function measure(schema: JsonObject, text: string, random: Random): Found | undefined {
  const undeclared = random.chance(0.3) ? 'reject' : 'allow';
  const maxFindings = random.chance(0.4) ? 100 : 0;
  if (JSON.stringify(schema).length > MAX_SCHEMA_BYTES) return undefined;
  try {
    const document = { schema, dialect: random.chance(0.8) ? ('draft-2020-12' as const) : ('draft-07' as const) };
    const validator = jsonSchemaFormat.compile(document, { formats: random.chance(0.5) ? 'assert' : 'annotate', undeclared });
    if (validator.mayBacktrack === true) return undefined;
    const event = parseJson(text);
    validator.validate(null, { maxFindings: 0 });
    const rounds = [0, 1].map(() => judge((effort) => validator.validate(event, { maxFindings, effort }).valid));
    const [best] = rounds.toSorted((a, b) => a.ms - b.ms);
    return best && { ...best, schema: shorten(JSON.stringify(schema)), event: shorten(text) };
  } catch {
    return undefined;
  }
}

function judge(ask: (effort: Effort) => boolean): Pick<Found, 'ms' | 'units' | 'outcome'> {
  const effort = new Effort(MAX_EFFORT);
  // Of both clocks the one that says less: others may have the machine, and the host's own threads work as well.
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  let outcome: string;
  try {
    outcome = ask(effort) ? 'valid' : 'invalid';
  } catch (thrown) {
    outcome = RegistryError.from(thrown).code;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ms: Math.min(performance.now() - start, (user + system) / 1_000), units: effort.spent, outcome };
}

function shorten(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 200)} … ${text.slice(-60)} (${text.length})`;
}

/** What is drawn here, from the numbers of a seed. */
class Random {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  chance(share: number): boolean {
    return this.#random.chance(share);
  }

  below(count: number): number {
    return this.#random.whole(0, count - 1);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Small ones and large ones alike. */
  size(max: number): number {
    return Math.max(1, Math.floor(max ** this.#random.next()));
  }
}

const PATTERNS: readonly ((index: number) => string)[] = [
  (at) => `^a*b${at}$`,
  (at) => `a[ab]{${50 + at}}c`,
  (at) => `(?=a*b)c${at}`,
  (at) => `^(a?){${100 + at}}a{${100 + at}}$`,
  (at) => `(?<!a{1,${20 + at}})b`,
  (at) => `^k${at}`,
  () => '\\p{L}{1,100}\\d',
  (at) => `\\bk${at}\\b`,
  (at) => `(x+x+)+y${at}`,
  (at) => `^(a|b|ab)*c{${at + 1}}`,
  () => '[^\\u0000-\\u{ffff}]+$',
];

const VALUES: readonly ((index: number) => JsonValue)[] = [
  (at) => at,
  (at) => `v${at}`,
  (at) => ({ k: at }),
  (at) => [at, 'a'],
  (at) => at + 0.1,
  (at) => 'a'.repeat(100) + at,
  () => null,
];

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function object<T>(count: number, name: (index: number) => string, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(many(count, (index) => [name(index), make(index)]));
}

function nameOf(random: Random): (index: number) => string {
  return random.of([(at: number) => `k${at}`, (at: number) => `d${at}`, (at: number) => 'a'.repeat(50) + at, () => 'z', () => 'k']);
}

const MAX_SUBSCHEMAS = 6_000;

/** One or two keywords; those with subschemas have many of the same kind, or one. `room`: for so many below. */
function schemaOf(random: Random, room: number): JsonObject {
  const keywords = room < 2 ? LEAVES : random.chance(0.75) ? BRANCHES : LEAVES;
  const first = random.of(keywords)(random, room);
  return random.chance(0.35) ? { ...random.of(random.chance(0.5) ? LEAVES : keywords)(random, room), ...first } : first;
}

type Make = (random: Random, room: number) => JsonObject;

const MAX_COUNT = 2_000;

/** For lists: as many of all together as there is room. */
function roomFor(room: number): number {
  return Math.max(2, Math.min(MAX_COUNT, room));
}

const LEAVES: readonly Make[] = [
  (random) => ({ type: random.of<JsonValue>(['string', 'integer', 'number', 'object', 'array', ['string', 'null', 'integer']]) }),
  (random) => ({ [random.of(['minProperties', 'minItems', 'minLength'])]: 1_000_000 + random.below(9) }),
  (random) => ({ [random.of(['maxProperties', 'maxItems', 'maxLength'])]: random.below(9) }),
  (random) => ({ [random.of(['minimum', 'exclusiveMaximum', 'maximum'])]: random.of([0, 7, 0.1, 1e300, -5]) }),
  (random) => ({ multipleOf: random.of([7, 0.1, 1e-7, 3e15 + 1, 1.7e308, 1]) }),
  (random) => ({ pattern: random.of(PATTERNS)(random.below(300)) }),
  (random) => ({ format: random.of(['date-time', 'uri', 'email', 'uuid', 'iri', 'regex', 'hostname', 'uri-template', 'json-pointer', 'ipv6']) }),
  () => ({ uniqueItems: true }),
  (random) => ({ const: random.of(VALUES)(random.below(9)) }),
  (random, room) => ({ enum: many(random.size(roomFor(room)), random.of(VALUES)) }),
  (random, room) => ({ required: many(random.size(roomFor(room)), (at) => `k${at}`) }),
  (random, room) => ({ dependentRequired: object(random.size(roomFor(room / 10)), nameOf(random), () => many(random.size(100), (at) => `k${at}`)) }),
  () => ({ not: {} }),
];

const BRANCHES: readonly Make[] = [
  ...(['anyOf', 'oneOf', 'allOf'] as const).map((keyword): Make => (random, room) => ({
    [keyword]: alike(random, room, random.size(MAX_COUNT / 4)),
  })),
  (random, room) => ({ items: schemaOf(random, room / 6) }),
  (random, room) => ({ items: schemaOf(random, room / 6) }),
  (random, room) => ({ prefixItems: alike(random, room, random.size(MAX_COUNT)) }),
  (random, room) => ({ contains: schemaOf(random, room / 6), ...(random.chance(0.5) ? { minContains: 0 } : { maxContains: 3 }) }),
  (random, room) => ({ not: schemaOf(random, room / 6) }),
  (random, room) => Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, schemaOf(random, room / 6)])),
  (random, room) => ({ additionalProperties: schemaOf(random, room / 6) }),
  (random, room) => ({ propertyNames: schemaOf(random, room / 6) }),
  (random, room) => ({ properties: named(random, room, nameOf(random)) }),
  (random, room) => ({ dependentSchemas: named(random, room, nameOf(random)) }),
  (random, room) => ({ patternProperties: named(random, room, random.of(PATTERNS)) }),
  (random, room) => ({ unevaluatedProperties: random.chance(0.3) ? false : schemaOf(random, room / 6), ...schemaOf(random, room / 6) }),
  (random, room) => ({ unevaluatedItems: random.chance(0.3) ? false : schemaOf(random, room / 6), ...schemaOf(random, room / 6) }),
  (random, room) => ({ $defs: { t: schemaOf(random, room / 6) }, additionalProperties: { $ref: '#' }, items: { $ref: '#' } }),
];

function alike(random: Random, room: number, wanted: number): JsonValue[] {
  const seed = random.below(2 ** 30);
  const count = Math.max(1, Math.min(wanted, Math.floor(room)));
  const each = room / count / 2;
  if (random.chance(0.3)) return many(Math.min(count, 20), () => schemaOf(random, each));
  // All of one kind, so that none of them ends the walk over them.
  return many(count, () => schemaOf(new Random(seed), each));
}

function named(random: Random, room: number, name: (index: number) => string): JsonObject {
  const below = alike(random, room, random.size(MAX_COUNT));
  return Object.fromEntries(below.map((schema, index) => [name(index), schema]));
}

function eventOf(random: Random): string {
  const bytes = random.of([EVENT_BYTES, 100_000, 10_000]);
  const [text, digits] = [textOf(random), random.of(['7', '123456789', '10'])];
  switch (random.below(11)) {
    case 0:
      return JSON.stringify(text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes));
    case 1:
      return random.of(['', '0.', '-1']) + digits.repeat(Math.ceil(bytes / digits.length)).slice(0, bytes);
    case 2:
      return fill(bytes, (at) => `"k${at}":${random.of(['0', '"x"', '[]'])}`, '{}');
    case 3:
      return fill(bytes, (at) => `"${text.slice(0, 60)}${at}":${at}`, '{}');
    case 4:
      return `{"${text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)}":1}`;
    case 5:
      return fill(bytes, () => JSON.stringify(text), '[]');
    case 6: {
      const members = random.size(60);
      const item = fill(members * 12, (at) => `"k${at}":${at}`, '{}');
      return fill(bytes, () => item, '[]');
    }
    case 7:
      return `${'['.repeat(150)}${fill(bytes, () => random.of(['[]', '1', '{}']), '[]')}${']'.repeat(150)}`;
    case 8:
      return `${'{"k":'.repeat(150)}${fill(bytes, (at) => `"k${at}":0`, '{}')}${'}'.repeat(150)}`;
    case 9:
      return fill(bytes, (at) => `0.1000000000000000000${at}`, '[]');
    default: {
      const scalar = random.of(['1', '0.3', '{}', '[]', 'null', '"a"', '1e400']);
      return fill(bytes, () => scalar, '[]');
    }
  }
}

function textOf(random: Random): string {
  const kind = random.below(4);
  if (kind === 0) return many(5_000, () => random.of(['a', 'b'])).join('');
  return random.of(['a', 'é\u{1f600}', 'ab k1 ', 'http://a/%41', 'x', '\\p{L}', '(?:a)']).repeat(kind === 1 ? 1 : 40);
}

// What the gate reads has fewer members.
const MAX_PARTS = 50_000;

function fill(bytes: number, make: (index: number) => string, [open, close]: string): string {
  const parts: string[] = [];
  for (let [index, size] = [0, 2]; size < bytes && index < MAX_PARTS; index += 1) {
    const part = make(index);
    parts.push(part);
    size += part.length + 1;
  }
  return `${open}${parts.join(',')}${close}`;
}
