import { expect, test } from 'vitest';
import { loadDriver, type Driver } from '../../src/sqlite/driver.ts';
import { QUEUE, STORE } from '../../src/sqlite/purpose.ts';

const MISSING = 'needs the package better-sqlite3, which was not installed or built; run `npm install better-sqlite3`';

test.each([
  { purpose: STORE, message: `the SQLite store ${MISSING}, or use --store memory:` },
  { purpose: QUEUE, message: `a queue in a file ${MISSING}` },
])('without better-sqlite3 the error of a $purpose.noun names the package, and what else helps', async ({ purpose, message }) => {
  const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
  await expect(loadDriver(purpose, load)).rejects.toMatchObject({ code: 'module_missing', message });
});

test('a better-sqlite3 whose addon was not built is told like one that is not installed', async () => {
  const cause = new Error('Could not locate the bindings file');
  function Unbuilt(): never {
    throw cause;
  }
  await expect(loadDriver(STORE, async () => ({ default: Unbuilt as unknown as Driver }))).rejects.toMatchObject({ code: 'module_missing', cause });
});
