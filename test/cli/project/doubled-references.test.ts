import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Contents } from '../../../cli/project/contents.ts';
import { inputOf } from '../../../cli/project/generated-files.ts';
import { openProject } from '../../../cli/project/project.ts';
import { sha256 } from '../../../src/project/digests.ts';
import { STORE_FOLDER, storedName, storedText, type StoredSchema } from '../../../src/project/stored-schema.ts';
import { folderWith } from '../process.ts';

const LENGTH = 40;

/** Schemas of which each refers to the next one under two names: 2^40 ways lead to the last. The first is first. */
function chain(): ReadonlyMap<string, StoredSchema> {
  const schemas: [string, StoredSchema][] = [];
  for (let at = LENGTH; at > 0; at -= 1) {
    const next = schemas[0]?.[0];
    const names = next === undefined ? [] : [`a${at}.json`, `b${at}.json`];
    const stored: StoredSchema = {
      schema: { title: `Link${at}`, allOf: [true, ...names.map(($ref) => ({ $ref }))] },
      dialect: 'draft-2020-12',
      references: names.map((name) => ({ name, fingerprint: next ?? '' })),
    };
    schemas.unshift([sha256(storedText(stored)), stored]);
  }
  return new Map(schemas);
}

test('what schemas refer to again and again is gathered once for the generator', async () => {
  const schemas = chain();
  const [fingerprint = ''] = schemas.keys();
  let loads = 0;
  const input = await inputOf('p.link', { semver: '1.0.0', fingerprint }, async (wanted) => {
    loads += 1;
    return schemas.get(wanted) as StoredSchema;
  });
  expect(Object.keys(input.documents ?? {})).toHaveLength(2 * (LENGTH - 1));
  expect(loads).toBeLessThan(4 * LENGTH);
});

test('and for the lock', async () => {
  const schemas = chain();
  const cwd = await folderWith({ 'sluice.config.json': {} });
  mkdirSync(join(cwd, STORE_FOLDER), { recursive: true });
  for (const [fingerprint, stored] of schemas) writeFileSync(join(cwd, STORE_FOLDER, storedName(fingerprint)), storedText(stored));
  const contents = new Contents(await openProject(cwd, cwd), () => Promise.reject(new Error('nothing is asked')));
  const [first = '', ...others] = schemas.keys();
  expect([...(await contents.closureOf(first))].toSorted()).toEqual(others.toSorted());
});
