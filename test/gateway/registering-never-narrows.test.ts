import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { formatUrn } from '../../src/core/subject.ts';
import { createGate } from '../../src/gateway/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';

const SUBJECT = 's';
const ACTOR = { actor: 'test' };
const NAMES = ['a', 'b', 'c'];

const scalar = fc.constantFrom<JsonValue>(
  { type: 'string' },
  { type: 'integer' },
  { type: ['string', 'null'] },
  { enum: ['x', 1] },
  { minimum: 0 },
  {},
  // Never asked on the loop; and over the share of an event where the text is long.
  { pattern: '^(x+)\\1$' },
  { pattern: '(?=x)' },
);
const schema = fc.record({
  type: fc.constant('object'),
  properties: fc.dictionary(fc.constantFrom(...NAMES), scalar, { maxKeys: 3 }),
  required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  additionalProperties: fc.constantFrom<JsonValue>(true, false, { type: 'integer' }),
});
const value = fc.constantFrom<JsonValue>('x', 'y', 0, 1, -1, null, true, 'x'.repeat(100_000));
const event = fc.dictionary(fc.constantFrom(...NAMES, 'd'), value, { maxKeys: 4 });

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('register' as const), schema, consent: fc.boolean() }) },
  fc.record({
    kind: fc.constant('state' as const),
    version: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom('active', 'deprecated', 'retired'),
  }),
  fc.record({ kind: fc.constant('delete' as const), version: fc.integer({ min: 1, max: 4 }) }),
);

const compatibility = fc.record({
  level: fc.constantFrom('NONE', 'BACKWARD', 'FULL_TRANSITIVE'),
  profile: fc.constantFrom('strict', 'declared', 'tolerant'),
});

test('registering never narrows what a gate accepts, of events that name a version and of those that name none', async () => {
  let registered = 0;
  let kept = 0;
  const history = { steps: fc.array(step, { minLength: 3, maxLength: 8 }), events: fc.array(event, { minLength: 6, maxLength: 12 }), compatibility };
  await fc.assert(
    fc.asyncProperty(fc.record(history), async ({ steps, events, compatibility: settings }) => {
      const registry = createRegistry({ store: createMemoryStore(), formats: [jsonSchemaFormat], now: () => 0, random: randomBytes });
      await registry.putConfig('', settings, ACTOR);
      for (const next of steps) {
        const before = next.kind === 'register' ? await acceptedBy(registry, events) : [];
        const isDone = await play(registry, next);
        if (next.kind !== 'register' || !isDone) continue;
        registered += 1;
        kept += before.length;
        const after = await acceptedBy(registry, events);
        expect(before.filter((accepted) => !after.includes(accepted))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
  // Else the property would hold of nothing.
  expect(registered).toBeGreaterThan(60);
  expect(kept).toBeGreaterThan(60);
}, 60_000);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Whether it was done: what the registry refuses changes nothing. */
async function play(registry: Registry, next: Step): Promise<boolean> {
  try {
    switch (next.kind) {
      case 'register': {
        const allowBreaking = next.consent ? { allowBreaking: { reason: 'r' } } : {};
        await registry.register(SUBJECT, { schema: next.schema, ...allowBreaking }, ACTOR);
        break;
      }
      case 'state':
        await registry.setState(SUBJECT, next.version, { state: next.state }, ACTOR);
        break;
      case 'delete':
        await registry.deleteVersion(SUBJECT, next.version, ACTOR);
    }
    return true;
  } catch {
    return false;
  }
}

/** The events that the gate accepts, each under no name and under the name of every live version, as keys. */
async function acceptedBy(registry: Registry, events: readonly JsonValue[]): Promise<string[]> {
  const snapshot = await registry.snapshot();
  const gate = await createGate({ snapshot });
  const names = [undefined, ...snapshot.versions.map(({ fingerprint }) => formatUrn(SUBJECT, fingerprint))];
  return names.flatMap((dataschema) =>
    events.flatMap((data) => {
      const envelope = { specversion: '1.0', id: '1', source: '/', type: SUBJECT, data, ...(dataschema === undefined ? {} : { dataschema }) };
      return gate.judge(envelope).kind === 'accepted' ? [JSON.stringify([dataschema ?? null, data])] : [];
    }),
  );
}
