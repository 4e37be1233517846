import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { historyOf, registration } from '../../contract/commits.ts';
import { startCommitter, type Committer, type Message } from './committer.ts';
import { newPath } from './folder.ts';

test('processes that open a new file at once and race for each version: one wins, the others get a conflict', async () => {
  const path = await newPath();
  const committers = Array.from({ length: 3 }, () => startCommitter(path));
  expect(await Promise.all(committers.map(({ next }) => next()))).toEqual(committers.map(() => ({ kind: 'ready' })));
  const versions = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const version of versions) {
    for (const [index, { ask }] of committers.entries()) ask([registration({ subject: 'a', version, text: `${version} by ${index}` })]);
    for (const { next } of committers) expect(await next()).toEqual({ kind: 'begun', version });
    const kinds = await Promise.all(committers.map(async ({ next }) => (await next())?.kind));
    expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(2);
  }
  await Promise.all(committers.map(({ end }) => end()));
  const store = await openSqliteStore({ path });
  expect(await wholeVersions(store)).toEqual(versions);
  await store.close();
});

for (const version of [1, 8]) {
  test(`a process that dies in the middle of commit ${version} leaves nothing of it`, async () => {
    const path = await newPath();
    const committer = startCommitter(path);
    const before = Array.from({ length: version - 1 }, (_, index) => index + 1);
    committer.ask(before.map((number) => registration({ subject: 'a', version: number, text: `text ${number}` })));
    committer.ask([registration({ subject: 'a', version, text: 'lost' })], { dieInside: true });
    expect(await restOf(committer)).toEqual([
      { kind: 'ready' },
      ...before.flatMap((number) => [
        { kind: 'begun', version: number },
        { kind: 'committed', version: number },
      ]),
      { kind: 'begun', version },
    ]);
    const store = await openSqliteStore({ path });
    expect(await wholeVersions(store)).toEqual(before);
    expect(await store.commit(registration({ subject: 'a', version, text: 'again' }))).toMatchObject({ kind: 'committed', schemaId: version });
    await store.close();
  });
}

// From outside it may die anywhere. Told at `begun` it is mostly inside a commit: the text fills many pages, so that one takes a while.
const DEATHS: readonly Message[] = [
  { kind: 'begun', version: 1 },
  { kind: 'begun', version: 7 },
  { kind: 'committed', version: 1 },
  { kind: 'committed', version: 5 },
];

for (const death of DEATHS) {
  test(`after kill -9 at ${death.kind} ${death.version}: what was told as committed is whole, the rest whole or absent`, async () => {
    const path = await newPath();
    const committer = startCommitter(path);
    const versions = Array.from({ length: 40 }, (_, index) => index + 1);
    committer.ask(versions.map((version) => registration({ subject: 'a', version, text: `${version} `.repeat(100_000) })));
    const said: Message[] = [];
    for (let message = await committer.next(); message !== undefined; message = await committer.next()) {
      said.push(message);
      if (message.kind === death.kind && message.version === death.version) break;
    }
    said.push(...(await committer.kill()));
    expect(said).toContainEqual(death);
    expect(said).not.toContainEqual({ kind: 'committed', version: versions.length });

    const store = await openSqliteStore({ path });
    const kept = await wholeVersions(store);
    const told = said.filter(({ kind }) => kind === 'committed').map(({ version }) => version);
    const begun = said.filter(({ kind }) => kind === 'begun').map(({ version }) => version);
    expect(kept.slice(0, told.length)).toEqual(told);
    expect(begun.slice(0, kept.length)).toEqual(kept);
    const next = kept.length + 1;
    expect(await store.commit(registration({ subject: 'a', version: next, text: 'after' }))).toMatchObject({ kind: 'committed', schemaId: next });
    await store.close();
  });
}

async function restOf(committer: Committer): Promise<Message[]> {
  const said: Message[] = [];
  for (let message = await committer.next(); message !== undefined; message = await committer.next()) said.push(message);
  return said;
}

/** The numbers of the versions of `a`, each seen to be whole: subject, version, schema and change agree. */
async function wholeVersions(store: Store): Promise<number[]> {
  if ((await store.readPosition()).last === 0) {
    expect(await store.listSubjects({ limit: 10 })).toEqual([]);
    expect(await store.readSchema(1)).toBeUndefined();
    return [];
  }
  const { subject, versions } = await historyOf(store, 'a');
  const numbers = versions.map(({ version }) => version);
  expect(subject).toMatchObject({ epoch: versions.length, nextVersion: versions.length + 1 });
  const changes = await store.listChanges(0, 1_000);
  expect(changes.map(({ sequence, data }) => [sequence, data['version']])).toEqual(numbers.map((number) => [number, number]));
  expect(await store.readPosition()).toEqual({ first: 1, last: versions.length });
  for (const { schemaId, fingerprint } of versions) expect((await store.readSchema(schemaId))?.fingerprint).toBe(fingerprint);
  expect(await store.readSchema(versions.length + 1)).toBeUndefined();
  return numbers;
}
