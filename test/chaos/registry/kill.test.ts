import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test('twice kill -9 under 100 registrations at once: what was answered is there, whole and consecutive', async () => {
  const { answered, faults } = await killRounds({ rounds: 2, seed: 1, maxAnswers: 60 });
  expect(faults).toEqual([]);
  expect(answered).toBeGreaterThan(0);
});
