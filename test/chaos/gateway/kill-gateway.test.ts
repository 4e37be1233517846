import { expect, test } from 'vitest';
import { killGateway } from './kill-gateway.ts';

test('twice kill -9 under load: what was answered with 202 is delivered or listed, in order, twice only around a kill', async () => {
  const { accepted, faults } = await killGateway({ rounds: 2, seed: 1, maxAnswers: 150 });
  expect(faults).toEqual([]);
  expect(accepted).toBeGreaterThan(50);
});
