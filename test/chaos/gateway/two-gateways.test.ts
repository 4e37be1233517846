import { expect, test } from 'vitest';
import { createDatabase } from '../../postgres/database.ts';
import { twoGateways } from './two-gateways.ts';

const { url } = await createDatabase();

test('two gateways on one PostgreSQL share the work: no event is delivered by both, none is forgotten, order by key holds over both', async () => {
  const { accepted, faults, duplicates, delivered } = await twoGateways({ kills: [], seed: 1, maxAnswers: 200, url });
  expect({ faults, duplicates }).toEqual({ faults: [], duplicates: 0 });
  expect(accepted).toBeGreaterThanOrEqual(200);
  expect(Math.min(...delivered)).toBeGreaterThan(0);
});

test('kill -9 of each gateway and of the database under load: what was answered with 202 is delivered or listed, in order', async () => {
  const { faults } = await twoGateways({ kills: ['first', 'database', 'second'], seed: 2, maxAnswers: 60 });
  expect(faults).toEqual([]);
});
