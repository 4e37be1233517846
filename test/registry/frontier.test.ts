import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROFILES, type Check, type Level, type Profile } from '../../src/core/compatibility.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { edited, schemas } from '../containment/laws-generator.ts';
import { countingFormat, type CountingFormat } from './counting-format.ts';

const SUBJECT = 'com.shop.order.placed';
const ACTOR = { actor: 'test' };
const STRING = { type: 'string' };
const INTEGER = { type: 'integer' };

interface Opened {
  readonly registry: Registry;
  readonly format: CountingFormat;
}

async function open(level: Level, profile: Profile): Promise<Opened> {
  const format = countingFormat();
  const registry = createRegistry({ store: createMemoryStore(), formats: [format], now: () => Date.UTC(2026, 0, 1), random: randomBytes });
  await registry.putConfig(SUBJECT, { level, profile }, ACTOR);
  return { registry, format };
}

function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

/** Each check in short: `1⊆n`, and `→` behind what was concluded. */
function inShort(checks: readonly Check[]): string[] {
  return checks.map(({ writer, reader, verdict }) => {
    const sign = { contained: '⊆', not_contained: '⊄', undecided: '?' }[verdict.kind];
    return `${writer.version ?? 'n'}${sign}${reader.version ?? 'n'}${verdict.stats.stage === 'transitivity' ? '→' : ''}`;
  });
}

const B = object({ b: STRING });
const histories: readonly {
  readonly title: string;
  readonly level: Level;
  readonly profiles: readonly Profile[];
  readonly history: readonly JsonValue[];
  readonly candidate: JsonValue;
  readonly checks: readonly string[];
}[] = [
  {
    title: 'a chain of wider schemas is concluded from its last link',
    level: 'BACKWARD_TRANSITIVE',
    profiles: ['strict'],
    history: [{ enum: [1] }, { enum: [1, 2] }, { enum: [1, 2, 3] }],
    candidate: { enum: [1, 2, 3, 4] },
    checks: ['3⊆n', '2⊆n→', '1⊆n→'],
  },
  {
    title: 'a chain of narrower ones as well',
    level: 'FORWARD_TRANSITIVE',
    profiles: ['strict', 'declared'],
    history: [{ enum: [1, 2, 3] }, { enum: [1, 2] }],
    candidate: { enum: [1] },
    checks: ['n⊆2', 'n⊆1→'],
  },
  {
    title: 'added members: the newest declares the most, and reads the least',
    level: 'FULL_TRANSITIVE',
    profiles: ['declared'],
    history: [object({ a: STRING }), object({ a: STRING, b: STRING }), object({ a: STRING, b: STRING, c: STRING })],
    candidate: object({ a: STRING, b: STRING, c: STRING, d: STRING }),
    checks: ['3⊆n', 'n⊆3', '2⊆n→', 'n⊆2→', '1⊆n→', 'n⊆1→'],
  },
  {
    title: 'removed members: the oldest stands for the writers',
    level: 'BACKWARD_TRANSITIVE',
    profiles: ['declared', 'tolerant'],
    history: [object({ a: STRING, b: STRING }), B],
    candidate: object({}),
    checks: ['2⊆n→', '1⊆n'],
  },
  {
    title: 'declared and tolerant are not transitive: a name that comes back with another type breaks the one before last',
    level: 'BACKWARD_TRANSITIVE',
    profiles: ['declared', 'tolerant'],
    history: [object({ a: STRING, b: STRING }), B],
    candidate: object({ a: INTEGER, b: STRING }),
    checks: ['2⊆n', '1⊄n'],
  },
  {
    title: 'opened readers stand for others where they need not be opened',
    level: 'FORWARD_TRANSITIVE',
    profiles: ['tolerant'],
    history: [object({ a: STRING }), object({ a: STRING, b: STRING })],
    candidate: object({ a: STRING, b: STRING, c: STRING }),
    checks: ['n⊆2', 'n⊆1→'],
  },
  {
    title: 'opened readers are compared each where they must: a closed one within another may take more once it is opened',
    level: 'FORWARD_TRANSITIVE',
    profiles: ['tolerant'],
    history: [object({ a: STRING, b: INTEGER }, { additionalProperties: false }), object({ a: STRING }, { additionalProperties: false })],
    candidate: object({ a: STRING, b: STRING }, { additionalProperties: false }),
    checks: ['n⊆2', 'n⊄1'],
  },
];

for (const { title, level, profiles, history, candidate, checks } of histories) {
  for (const profile of profiles) {
    test(`${level} × ${profile}: ${title}`, async () => {
      const { registry } = await open(level, profile);
      for (const schema of history) await registry.register(SUBJECT, { schema }, ACTOR);
      const answer = await registry.compat({ schema: candidate, against: { subject: SUBJECT } });
      expect(inShort(answer.checks)).toEqual(checks);
    });
  }
}

test('what is concluded follows from pairs of the snapshot, also where a version between is retired', async () => {
  const { registry } = await open('BACKWARD_TRANSITIVE', 'strict');
  for (const most of [1, 2, 3, 4]) await registry.register(SUBJECT, { schema: { maximum: most } }, ACTOR);
  const upward = async (): Promise<unknown> => (await registry.snapshot({})).subjects[0]?.proved.filter(([writer, reader]) => writer < reader);
  expect(await upward()).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  for (const version of [2, 3]) await registry.setState(SUBJECT, version, { state: 'retired' }, ACTOR);
  expect(await upward()).toEqual([[1, 4]]);
});

test('conclusions go through versions that are retired', async () => {
  const { registry } = await open('BACKWARD_TRANSITIVE', 'declared');
  const growing = (count: number): JsonValue => object(Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, STRING])));
  for (const count of [1, 2, 3]) await registry.register(SUBJECT, { schema: growing(count) }, ACTOR);
  await registry.setState(SUBJECT, 2, { state: 'retired' }, ACTOR);
  const { checks } = await registry.register(SUBJECT, { schema: growing(4), dryRun: true }, ACTOR);
  expect(inShort(checks)).toEqual(['3⊆n', '1⊆n→']);
});

const members = (count: number): JsonObject => Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, STRING]));
const long: readonly { readonly title: string; readonly level: Level; readonly profile: Profile; readonly version: (number: number) => JsonValue }[] =
  [
    {
      title: 'rewordings, and a new member every tenth time',
      level: 'FULL_TRANSITIVE',
      profile: 'declared',
      version: (number) => object(members(1 + Math.floor(number / 10)), { description: `${number}` }),
    },
    {
      title: 'the same for readers that ignore members',
      level: 'FULL_TRANSITIVE',
      profile: 'tolerant',
      version: (number) => object(members(1 + Math.floor(number / 10)), { description: `${number}` }),
    },
    {
      title: 'rewordings for all events',
      level: 'FULL_TRANSITIVE',
      profile: 'strict',
      version: (number) => ({ description: `${number}`, maximum: 1 }),
    },
    {
      title: 'readers that take more and more',
      level: 'BACKWARD_TRANSITIVE',
      profile: 'declared',
      version: (number) => object({ a: { maximum: number } }),
    },
    {
      title: 'writers that send less and less',
      level: 'FORWARD_TRANSITIVE',
      profile: 'declared',
      version: (number) => object({ a: { maximum: -number } }),
    },
  ];

const VERSIONS = 40;
for (const { title, level, profile, version } of long) {
  test(`${level} × ${profile}: ${VERSIONS} versions ask no more than a few: ${title}`, async () => {
    const { registry, format } = await open(level, profile);
    const counts: number[] = [];
    for (let number = 1; number <= VERSIONS; number += 1) {
      await registry.register(SUBJECT, { schema: version(number) }, ACTOR);
      counts.push(format.takeCount());
    }
    const { checks } = await registry.register(SUBJECT, { schema: version(VERSIONS + 1), dryRun: true }, ACTOR);
    expect(Math.max(...counts)).toBeLessThanOrEqual(8);
    expect(checks).toHaveLength(level === 'FULL_TRANSITIVE' ? 2 * VERSIONS : VERSIONS);
    expect(checks.every(({ verdict }) => verdict.kind === 'contained')).toBe(true);
  });
}

test('after another engine the frontier is back within a few registrations', async () => {
  const store = createMemoryStore();
  const registryWith = (format: CountingFormat): Registry => createRegistry({ store, formats: [format], now: () => 0, random: randomBytes });
  const version = (number: number): JsonValue => object({ a: STRING }, { description: `${number}` });
  const before = registryWith(countingFormat('old'));
  for (let number = 1; number <= 60; number += 1) await before.register(SUBJECT, { schema: version(number) }, ACTOR);
  const format = countingFormat('new');
  const after = registryWith(format);
  const counts: number[] = [];
  for (let number = 61; number <= 64; number += 1) {
    await after.register(SUBJECT, { schema: version(number) }, ACTOR);
    counts.push(format.takeCount());
  }
  expect({ first: (counts[0] ?? 0) >= 120, last: (counts.at(-1) ?? 0) <= 40 }).toEqual({ first: true, last: true });
});

const names = ['a', 'b', 'c'] as const;
const memberSchema = fc.constantFrom<JsonValue>(true, STRING, INTEGER, { type: ['string', 'integer'] }, { enum: ['x'] }, { enum: ['x', 'y'] });
/** Contracts as people write them: a few members, some required, some closed. */
const contracts: fc.Arbitrary<JsonValue> = fc
  .record({
    properties: fc.dictionary(fc.constantFrom(...names), memberSchema, { maxKeys: 3 }),
    required: fc.subarray([...names], { maxLength: 1 }),
    closed: fc.boolean(),
  })
  .map(({ properties, required, closed }) => object(properties as JsonObject, { required, ...(closed ? { additionalProperties: false } : {}) }));
const random: fc.Arbitrary<JsonValue[]> = fc
  .array(edited(schemas), { minLength: 2, maxLength: 3 })
  .map((pairs) => pairs.flatMap(([before, after]) => [before, after]));
/** Of which something is concluded, under one profile or another. */
const CONCLUSIVE: [JsonValue[], number][] = [
  [[{ enum: [1] }, { enum: [1, 2] }, { enum: [1, 2, 3] }], 0],
  [[object({ a: STRING, b: STRING }), B, object({})], 0],
];
const historiesOf = fc.oneof(fc.array(contracts, { minLength: 4, maxLength: 7 }), random);

for (const profile of PROFILES) {
  test(`under ${profile} a level has the answer that it has when every pair is asked`, async () => {
    let concluded = 0;
    await fc.assert(
      fc.asyncProperty(historiesOf, fc.nat(), async (history, retired) => {
        const { registry } = await open('NONE', profile);
        const written: JsonValue[] = [];
        for (const schema of history.slice(0, -1)) {
          const { existing } = await registry.register(SUBJECT, { schema }, ACTOR);
          if (existing !== true) written.push(schema);
        }
        if (written.length > 3) await registry.setState(SUBJECT, 1 + (retired % written.length), { state: 'retired' }, ACTOR);
        const candidate = history.at(-1) ?? true;
        const { checks } = await registry.compat({ schema: candidate, against: { subject: SUBJECT }, level: 'FULL_TRANSITIVE' });
        const parse = (version: number | undefined) =>
          jsonSchemaFormat.parse({ schema: version === undefined ? candidate : (written[version - 1] ?? true) });
        for (const { writer, reader, verdict } of checks) {
          const engine = await jsonSchemaFormat.compare(parse(writer.version), parse(reader.version), { profile, formats: 'annotate' });
          concluded += verdict.stats.stage === 'transitivity' ? 1 : 0;
          // What the engine leaves open may be concluded.
          expect(verdict.stats.stage === 'transitivity' && engine.kind === 'undecided' ? 'contained' : engine.kind).toBe(verdict.kind);
        }
      }),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 8), examples: CONCLUSIVE },
    );
    expect(concluded).toBeGreaterThan(0);
  });
}
