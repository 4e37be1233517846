import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { Level, Profile } from '../../src/core/compatibility.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SnapshotResource } from '../../src/core/resources.ts';
import type { VersionState } from '../../src/core/version.ts';
import { formatUrn } from '../../src/core/subject.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createGate, type GateOptions } from '../../src/gateway/index.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';

const SUBJECT = 's';
export const ACTOR = { actor: 'test' };
const NAMES = ['a', 'b', 'c'];

const scalar: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
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
const schema: fc.Arbitrary<JsonObject> = fc.record({
  type: fc.constant('object'),
  properties: fc.dictionary(fc.constantFrom(...NAMES), scalar, { maxKeys: 3 }),
  required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  additionalProperties: fc.constantFrom<JsonValue>(true, false, { type: 'integer' }),
});
const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>('x', 'y', 0, 1, -1, null, true, 'x'.repeat(100_000));
export const event: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom(...NAMES, 'd'), value, { maxKeys: 4 });

export type Step =
  | { readonly kind: 'register'; readonly schema: JsonObject; readonly consent: boolean }
  | { readonly kind: 'state'; readonly version: number; readonly state: VersionState }
  | { readonly kind: 'delete'; readonly version: number };

/** What a subject is sent through. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('register' as const), schema, consent: fc.boolean() }) },
  fc.record({
    kind: fc.constant('state' as const),
    version: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom('active', 'deprecated', 'retired'),
  }),
  fc.record({ kind: fc.constant('delete' as const), version: fc.integer({ min: 1, max: 4 }) }),
);

interface Settings {
  readonly level: Level;
  readonly profile: Profile;
}

export const compatibility: fc.Arbitrary<Settings> = fc.record({
  level: fc.constantFrom('NONE', 'BACKWARD', 'FULL_TRANSITIVE'),
  profile: fc.constantFrom('strict', 'declared', 'tolerant'),
});

/** An empty registry. */
export function emptyRegistry(): Registry {
  return createRegistry({ store: createMemoryStore(), formats: [jsonSchemaFormat], now: () => 0, random: randomBytes });
}

/** Whether it was done: what the registry refuses changes nothing. */
export async function play(registry: Registry, next: Step): Promise<boolean> {
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
export async function acceptedBy(
  snapshot: SnapshotResource,
  events: readonly JsonValue[],
  options: Pick<GateOptions, 'undeclared'> = {},
): Promise<string[]> {
  const gate = await createGate({ snapshot, ...options });
  const names = [undefined, ...snapshot.versions.map(({ fingerprint }) => formatUrn(SUBJECT, fingerprint))];
  return names.flatMap((dataschema) =>
    events.flatMap((data) => {
      const envelope = { specversion: '1.0', id: '1', source: '/', type: SUBJECT, data, ...(dataschema === undefined ? {} : { dataschema }) };
      return gate.judge(envelope).kind === 'accepted' ? [JSON.stringify([dataschema ?? null, data])] : [];
    }),
  );
}
