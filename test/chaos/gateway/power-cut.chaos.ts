import { expect, test } from 'vitest';
import { createRandom } from '../../../src/core/seeded-random.ts';
import { Disk, missingTool } from '../../queue/sqlite/power.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 50), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];
const missing = missingTool();

test.skipIf(missing !== undefined)(`${rounds} power cuts and kills of a queue in a file, seed ${seed}${missing ?? ''}`, { timeout: 0 }, async () => {
  const disk = new Disk();
  const { next } = createRandom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  let [accepted, refused] = [0, 0];
  const faults: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const failure = (['eio', 'full', undefined, undefined] as const)[below(4)];
    const [failAt, endAt] = [accepted + below(400), accepted + 1 + below(1_000)];
    const [refusals, isMended] = [refused + 1 + below(200), below(2) === 0];
    let hasFailed = false;
    const said = await disk.run(
      (now) => {
        if (failure !== undefined && !hasFailed && now.accepted.size >= failAt) {
          hasFailed = true;
          disk.fail(failure);
        }
        if (now.refused.length < refusals) return now.accepted.size > endAt;
        if (isMended) disk.mend();
        return !isMended || now.accepted.size > endAt;
      },
      { seed: below(1_000_000) },
    );
    disk.mend();
    [accepted, refused] = [said.accepted.size, said.refused.length];
    const after = (['cut', 'torn', 'none'] as const)[below(3)];
    if (after !== 'none') disk.cutPower(after === 'torn' ? below : undefined);
    faults.push(...(await disk.faults()).map((fault) => `round ${round}: ${fault}`));
    process.stderr.write(`round ${round} of ${rounds}: ${failure ?? 'no failure'}, ${after}; ${accepted} accepted so far, ${faults.length} faults\n`);
  }
  process.stderr.write(`${rounds} rounds, seed ${seed}: ${accepted} events accepted, ${refused} refused; ${faults.length} faults\n`);
  disk.remove();
  expect(faults).toEqual([]);
});
