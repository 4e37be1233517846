import { expect, test } from 'vitest';
import type { SnapshotSource } from '../../../src/gateway/supply/supply.ts';
import { LookUp } from '../../../src/gateway/supply/look-up.ts';
import { REAL_TIMING } from '../../../src/gateway/timing.ts';
import { startRegistry } from '../registry-server.ts';

for (const [direction, stepMs] of [
  ['back', -3_600_000],
  ['forward', 3_600_000],
] as const) {
  test(`an answer about a version is remembered for 5 s, also where the clock is set ${direction} by an hour meanwhile`, async () => {
    const registry = await startRegistry();
    await registry.client.register('s', { schema: {} });
    let [asked, step, tick] = [0, 0, 0];
    const source: SnapshotSource = {
      ...registry.client,
      getVersion(...question) {
        asked += 1;
        return registry.client.getVersion(...question);
      },
    };
    const timing = { ...REAL_TIMING, now: () => Date.now() + step, monotonic: () => tick };
    const lookUp = new LookUp({ source, timing, refresh: async () => {} });
    const find = (): Promise<string> => lookUp.find({ kind: 'number', subject: 's', version: 1 });
    expect(await find()).toBe('live');
    step = stepMs;
    tick = 4_999;
    expect([await find(), asked]).toEqual(['live', 1]);
    tick = 5_000;
    expect([await find(), asked]).toEqual(['live', 2]);
    await registry.close();
  });
}
