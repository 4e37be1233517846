import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseVersionRange } from '../../src/core/semver.ts';
import { formatUrn } from '../../src/core/subject.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SnapshotResource, SnapshotVersion } from '../../src/core/resources.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createCatalogue, ValidatorCache } from '../../src/gateway/supply/catalogue.ts';
import { requireReadable } from '../../src/gateway/judge/readable.ts';
import { judge } from '../../src/gateway/judge/judge.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';

const SUBJECT = 'com.shop.order';
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const TYPES: readonly JsonValue[] = [{ type: 'string' }, { type: 'integer' }, { enum: ['x', 'y'] }, {}];

/** What a team does to a contract: a member more, a member less, a member that must be there, a limit, a word. */
type Edit =
  | { readonly kind: 'add'; readonly name: string; readonly type: JsonValue }
  | { readonly kind: 'remove' | 'require' | 'free'; readonly name: string }
  | { readonly kind: 'describe'; readonly text: string };

const name = fc.constantFrom(...NAMES);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), name, type: fc.constantFrom(...TYPES) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'require' as const, 'free' as const), name }) },
  fc.record({ kind: fc.constant('describe' as const), text: fc.string({ maxLength: 3 }) }),
);
const value = fc.constantFrom<JsonValue>('x', 'y', 'z', 1, 2.5, null, { f: 1 });
const event = fc.dictionary(name, value, { maxKeys: 4 });

interface Contract {
  readonly properties: Readonly<Record<string, JsonValue>>;
  readonly required: readonly string[];
  readonly description: string;
}

function apply(contract: Contract, change: Edit): Contract {
  const { properties, required } = contract;
  switch (change.kind) {
    case 'add':
      return { ...contract, properties: { ...properties, [change.name]: change.type } };
    case 'remove':
      return {
        ...contract,
        properties: Object.fromEntries(Object.entries(properties).filter(([own]) => own !== change.name)),
        required: required.filter((own) => own !== change.name),
      };
    case 'require':
      return { ...contract, required: [...new Set([...required, change.name])] };
    case 'free':
      return { ...contract, required: required.filter((own) => own !== change.name) };
    case 'describe':
      return { ...contract, description: change.text };
  }
}

/**
 * At FULL_TRANSITIVE × declared every pair of live versions is proved, so in whatever order producers, consumers and the gate
 * learn of new versions: what a producer may send is accepted, and no consumer that reads a live version is spared it.
 */
test('no false rejection, and nothing that a reader refuses, in any order of deploys', async () => {
  let [registered, refused, judged] = [0, 0, 0];
  const history = fc.record({ edits: fc.array(edit, { minLength: 4, maxLength: 9 }), events: fc.array(event, { minLength: 8, maxLength: 16 }) });
  await fc.assert(
    fc.asyncProperty(history, async ({ edits, events }) => {
      const registry = createRegistry({ store: createMemoryStore(), formats: [jsonSchemaFormat], now: () => 0, random: randomBytes });
      const snapshots: SnapshotResource[] = [];
      let contract: Contract = { properties: { a: { type: 'string' } }, required: [], description: '' };
      for (const change of [undefined, ...edits]) {
        const candidate = change === undefined ? contract : apply(contract, change);
        try {
          const schema = { type: 'object', ...candidate, required: [...candidate.required] };
          await registry.register(SUBJECT, { schema }, { actor: 'test' });
          contract = candidate;
          registered += 1;
          snapshots.push(await registry.snapshot());
        } catch {
          refused += 1;
        }
      }
      for (const snapshot of snapshots) {
        for (const producer of snapshot.versions) judged += deliverEverywhere(snapshot, producer, events);
      }
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 30) },
  );
  // Else the theorem would hold of nothing.
  expect(registered).toBeGreaterThan(75);
  expect(refused).toBeGreaterThan(10);
  expect(judged).toBeGreaterThan(1_000);
});

/** What a producer of this version may send goes through a gate that knows `snapshot`, to readers of each of its versions. */
function deliverEverywhere(snapshot: SnapshotResource, producer: SnapshotVersion, events: readonly JsonValue[]): number {
  const catalogue = createCatalogue(snapshot, new ValidatorCache(jsonSchemaFormat));
  const subject = catalogue.find(SUBJECT);
  const may = subject?.validator(producer, { undeclared: 'reject', showValues: false });
  let judged = 0;
  for (const data of events) {
    if (may?.validate(data).valid !== true) continue;
    for (const dataschema of [undefined, formatUrn(SUBJECT, producer.fingerprint)]) {
      const sent = { type: SUBJECT, attributes: {}, data, ...(dataschema === undefined ? {} : { dataschema }) };
      expect(judge(catalogue, sent, { registryUrl: undefined, isDeclaredByProfile: true, showValues: false }).kind).toBe('accepted');
      for (const reader of snapshot.versions) {
        const text = `@${reader.version}`;
        const reads = { text, range: parseVersionRange(text) };
        const target = { kind: 'http', name: 't', url: new URL('http://127.0.0.1'), timeoutMs: 1, filter: {}, reads } as const;
        expect(() => requireReadable(target, subject, sent)).not.toThrow();
        judged += 1;
      }
    }
  }
  return judged;
}
