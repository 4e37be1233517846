import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test('three times kill -9 under 100 registrations at once: what was answered is there, whole and consecutive', async () => {
  const { answered, faults } = await killRounds({ rounds: 3, seed: 1, maxAnswers: 60 });
  expect(faults).toEqual([]);
  expect(answered).toBeGreaterThan(0);
});
