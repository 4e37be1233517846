import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SnapshotResource } from '../../../src/core/resources.ts';
import type { Format, Validator } from '../../../src/formats/format.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { createCatalogue, ValidatorCache } from '../../../src/gateway/supply/catalogue.ts';
import { judge } from '../../../src/gateway/judge/judge.ts';
import { acceptedBy, ACTOR, compatibility, emptyRegistry, event, play, step } from '../random-histories.ts';

test('what the registry has proved of versions changes no answer', async () => {
  let pairs = 0;
  const history = { steps: fc.array(step, { minLength: 3, maxLength: 8 }), events: fc.array(event, { minLength: 6, maxLength: 12 }), compatibility };
  const undeclared = fc.constantFrom('reject' as const, 'allow' as const);
  await fc.assert(
    fc.asyncProperty(fc.record({ ...history, undeclared }), async ({ steps, events, compatibility: settings, ...options }) => {
      const registry = emptyRegistry();
      await registry.putConfig('', settings, ACTOR);
      for (const next of steps) await play(registry, next);
      const snapshot = await registry.snapshot();
      pairs += snapshot.subjects.reduce((sum, { proved, narrowed = [] }) => sum + proved.length + narrowed.length, 0);
      const plain = { ...snapshot, subjects: snapshot.subjects.map((subject) => ({ ...subject, proved: [], narrowed: [] })) };
      expect(await acceptedBy(snapshot, events, options)).toEqual(await acceptedBy(plain, events, options));
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 80) },
  );
  // Else the property would hold of nothing.
  expect(pairs).toBeGreaterThan(15);
});

/** The format, counting the validations. */
function counting(): { readonly format: Pick<Format, 'name' | 'compile'>; readonly asked: () => number } {
  let asked = 0;
  const compile = (...[document, options]: Parameters<Format['compile']>): Validator => {
    const validator = jsonSchemaFormat.compile(document, options);
    return {
      ...validator,
      validate: (...question) => {
        asked += 1;
        return validator.validate(...question);
      },
    };
  };
  return { format: { name: jsonSchemaFormat.name, compile }, asked: () => asked };
}

async function snapshotOf(profile: 'declared' | 'strict', texts: readonly object[]): Promise<SnapshotResource> {
  const registry = emptyRegistry();
  await registry.putConfig('', { level: 'BACKWARD_TRANSITIVE', profile }, ACTOR);
  for (const schema of texts) await registry.register('s', { schema: schema as never }, ACTOR);
  return registry.snapshot();
}

const members = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, { type: 'string' }]));
const growing = Array.from({ length: 20 }, (_, at) => ({ properties: members(at + 1), required: ['m0'] }));
const widening = Array.from({ length: 20 }, (_, at) => ({ maximum: at, type: 'integer' }));

const ROWS = [
  { title: 'declared: members that are added', profile: 'declared', texts: growing, event: { m0: 1 } },
  { title: 'strict: a bound that is raised', profile: 'strict', texts: widening, event: 1_000 },
] as const;

for (const { title, profile, texts, event: data } of ROWS) {
  test(`an event that the newest of 20 versions refuses is asked of one more at most: ${title}`, async () => {
    const { format, asked } = counting();
    const catalogue = createCatalogue(await snapshotOf(profile, texts), new ValidatorCache(format));
    const judged = judge(catalogue, { type: 's', attributes: {}, data }, { registryUrl: undefined, isDeclaredByProfile: true, showValues: false });
    expect(judged).toMatchObject({ kind: 'invalid', version: { version: 20 } });
    // Once more for the reasons. What is proved between the two newest may not be known yet.
    expect(asked()).toBeLessThanOrEqual(3);
  });
}
