import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { Disk, missingTool } from './power.ts';

const missing = missingTool();
const why = missing === undefined ? '' : ` (skipped: ${missing})`;

function newDisk(): Disk {
  const disk = new Disk();
  onTestFinished(() => disk.remove());
  return disk;
}

test.skipIf(missing !== undefined)(`the disk forgets what was not synced${why}`, async () => {
  const disk = newDisk();
  const { accepted } = await disk.run((said) => said.accepted.size > 100, { driver: 'plain' });
  disk.cutPower();
  expect(accepted.size).toBeGreaterThan(100);
  const database = new Sqlite(disk.path);
  onTestFinished(() => void database.close());
  expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'").pluck().get()).toBe(0);
});

// `npm run chaos:gateway` has more of them.
for (const [torn, seed] of [
  [false, 1],
  [true, 2],
] as const) {
  const name = `power cut after kill -9 under load${torn ? ', some pages written' : ''}: what was answered is there${why}`;
  test.skipIf(missing !== undefined)(name, async () => {
    const disk = newDisk();
    for (const rounds of [1, 2]) {
      const before = rounds === 1 ? 0 : 200;
      await disk.run((said) => said.accepted.size > before + 150 + seed * 37, { seed });
      disk.cutPower(torn ? seeded(seed) : undefined);
      expect(await disk.faults()).toEqual([]);
    }
  });
}

for (const how of ['eio', 'full'] as const) {
  const name = how === 'eio' ? 'a failing fsync' : 'a full disk';
  test.skipIf(missing !== undefined)(`${name} acknowledges nothing, and once it is mended all goes on${why}`, async () => {
    const disk = newDisk();
    let atFailure = -1;
    let refused = 0;
    const said = await disk.run((now) => {
      if (atFailure < 0 && now.accepted.size > 100) disk.fail(how);
      if (now.refused.length === 0) return false;
      if (atFailure < 0) atFailure = now.accepted.size;
      // What was said in the turn of the first refusal was answered before it.
      if (now.refused.length > 100 && refused === 0) {
        refused = now.refused.length;
        expect(now.accepted.size).toBe(atFailure);
        disk.mend();
      }
      return refused > 0 && now.accepted.size > atFailure + 100;
    });
    expect(new Set(said.refused)).toEqual(new Set(['queue_unavailable']));
    disk.cutPower();
    expect(await disk.faults()).toEqual([]);
  });
}

test.skipIf(missing !== undefined)(
  `killed while fsync failed, started again, then a power cut: nothing that was answered is lost${why}`,
  async () => {
    const disk = newDisk();
    await disk.run((now) => {
      if (now.accepted.size > 100) disk.fail('eio');
      return now.refused.length > 20;
    });
    disk.mend();
    const before = (await disk.run((now) => now.accepted.size > 300)).accepted.size;
    disk.cutPower();
    expect(before).toBeGreaterThan(300);
    expect(await disk.faults()).toEqual([]);
  },
);

function seeded(seed: number): (limit: number) => number {
  let state = seed + 1;
  return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}
