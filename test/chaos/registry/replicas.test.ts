import { expect, test } from 'vitest';
import { createDatabase } from '../../postgres/database.ts';
import { replicaStorm } from './replica-storm.ts';

const { url } = await createDatabase();

test('two replicas, all registrations at once: nothing is lost, skipped, given twice or unproved', async () => {
  const { faults, registered, refused } = await replicaStorm({ url, subjects: 4, versions: 8, rivals: 2, seed: 1 });
  expect(faults).toEqual([]);
  expect([registered, refused]).toEqual([40, 8]);
});
