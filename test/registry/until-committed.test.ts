import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { ACTOR, failureOf } from './open-registry.ts';

const WRITES: Readonly<Record<string, (registry: Registry) => Promise<unknown>>> = {
  'a registration': (registry) => registry.register('a', { schema: { title: 'new' } }, ACTOR),
  'a state': (registry) => registry.setState('a', 1, { state: 'retired' }, ACTOR),
  'a configuration': (registry) => registry.putConfig('a', { level: 'NONE' }, ACTOR),
  'a mode': (registry) => registry.putMode('a', { mode: 'READONLY' }, ACTOR),
};

for (const [what, write] of Object.entries(WRITES)) {
  test(`${what} that others are always faster than is given up after 50 rounds, and is made where they are 49 times`, async () => {
    const store = createMemoryStore();
    let [isLost, rounds] = [(_round: number): boolean => false, 0];
    const contended: Store = {
      ...store,
      commit: async (commit) => {
        rounds += 1;
        return isLost(rounds) ? { kind: 'conflict', expectation: { kind: 'configs', epoch: 0 } } : store.commit(commit);
      },
    };
    const registry = createRegistry({ store: contended, formats: [jsonSchemaFormat], now: () => Date.UTC(2026, 0, 1), random: randomBytes });
    await registry.register('a', { schema: {} }, ACTOR);
    [isLost, rounds] = [() => true, 0];
    expect(await failureOf(write(registry))).toMatchObject({
      code: 'write_conflict',
      message: expect.stringMatching(/ changed 50 times meanwhile; try again$/) as string,
    });
    expect(rounds).toBe(50);
    [isLost, rounds] = [(round) => round < 50, 0];
    await write(registry);
    expect(rounds).toBe(50);
  });
}
