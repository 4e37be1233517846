import { expect, test } from 'vitest';
import { createDatabase } from '../../postgres/database.ts';
import { twoGateways } from './two-gateways.ts';

const { url } = await createDatabase();

test('two gateways on one PostgreSQL share the work: no event is delivered by both, none is forgotten, order by key holds over both', async () => {
  const { accepted, faults, duplicates, delivered } = await twoGateways({ kills: [], seed: 1, maxAnswers: 120, url });
  expect({ faults, duplicates }).toEqual({ faults: [], duplicates: 0 });
  expect(accepted).toBeGreaterThanOrEqual(120);
  expect(Math.min(...delivered)).toBeGreaterThan(0);
});

test('kill -9 of a gateway and of the database under load: what was answered with 202 is delivered or listed, in order', async () => {
  const { faults } = await twoGateways({ kills: ['first', 'database'], seed: 2, maxAnswers: 60 });
  expect(faults).toEqual([]);
});
