import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FORMAT_MODES, PROFILES } from '../../src/core/compatibility.ts';
import { STATES, type VersionRecord } from '../../src/core/version.ts';
import { STORE } from '../../src/postgres/purpose.ts';
import { rowText, type Row } from '../../src/storage/row.ts';
import { FOREIGN_IDS_FROM, MAX_SCHEMA_ID } from '../../src/storage/schema-id.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { openOn, openPostgresStore } from '../../src/storage/postgres/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Commit, CommitResult, RecordWrite, Store, SubjectHistory, SubjectQuery, VerdictKey } from '../../src/storage/store.ts';
import { change, CONTAINED, fingerprintOf, readAll, registration, schemaWith, update, verdictKey } from '../contract/commits.ts';
import { rowsOf } from '../contract/rows-of.ts';
import { createDatabase } from '../postgres/database.ts';
import { lendSchemas } from '../postgres/emptied.ts';

const SUBJECTS = ['a', 'a.b', 'B', '\uFFFD', '\u{1F600}'];
const TEXTS = ['one', 'two', 'three'];
const OWNERS = ['Team Ä', 'team ä', 'x'];

/** What happens next; a number picks among the versions that there are. */
type Step =
  | {
      readonly kind: 'register';
      readonly subject: string;
      readonly text: string;
      readonly refersTo: number | null;
      readonly stale: boolean;
      readonly id: number | null;
      readonly owner: string | null;
      /** Of its fields. */
      readonly paths: readonly string[] | null;
    }
  | { readonly kind: 'change'; readonly version: number; readonly fields: Partial<VersionRecord> }
  | { readonly kind: 'purge'; readonly version: number; readonly by: 'kept' | 'any' }
  | { readonly kind: 'configure'; readonly name: string; readonly remove: boolean; readonly epoch: number }
  | { readonly kind: 'prove'; readonly key: VerdictKey }
  | { readonly kind: 'keep'; readonly writes: readonly RecordWrite[]; readonly inCommit: boolean };

const subject = fc.constantFrom(...SUBJECTS);
const version = fc.nat(20);
const fingerprint = fc.constantFrom(...TEXTS.map((text) => fingerprintOf(text)));
const recordWrite: fc.Arbitrary<RecordWrite> = fc.record(
  {
    kind: fc.constantFrom('webhook' as const, 'webhook_dead' as const),
    key: subject,
    expect: fc.nat(2),
    value: fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { noNullPrototype: true }), { freq: 3 }),
  },
  { requiredKeys: ['kind', 'key', 'value'], noNullPrototype: true },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('register' as const),
      subject,
      text: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' })),
      refersTo: fc.option(version),
      stale: fc.boolean(),
      // Of an import.
      id: fc.option(fc.constantFrom(1, 2, 5, FOREIGN_IDS_FROM - 1, FOREIGN_IDS_FROM, MAX_SCHEMA_ID), { freq: 4 }),
      owner: fc.option(fc.constantFrom(...OWNERS)),
      paths: fc.option(fc.array(fc.constantFrom('id', 'order/id', 'order.ID', 'Größe'), { maxLength: 3 })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      version,
      fields: fc.record(
        {
          state: fc.constantFrom(...STATES),
          deletedAt: fc.constant('2026-06-01T00:00:00.000Z'),
          labels: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { noNullPrototype: true }),
          line: fc.constantFrom(1, 2),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('purge' as const), version, by: fc.constantFrom('kept' as const, 'any' as const) }) },
  fc.record({ kind: fc.constant('configure' as const), name: fc.constantFrom('', 'a.*', ...SUBJECTS), remove: fc.boolean(), epoch: fc.nat(3) }),
  fc.record({
    kind: fc.constant('prove' as const),
    key: fc
      .record({ writer: fingerprint, reader: fingerprint, profile: fc.constantFrom(...PROFILES), formats: fc.constantFrom(...FORMAT_MODES) })
      .map(({ writer, reader, ...fields }) => verdictKey(writer, reader, fields)),
  }),
  fc.record({ kind: fc.constant('keep' as const), writes: fc.array(recordWrite, { maxLength: 4 }), inCommit: fc.boolean() }),
);

const query: fc.Arbitrary<SubjectQuery> = fc.record(
  {
    limit: fc.nat(6),
    after: subject,
    order: fc.constantFrom('name', 'changed'),
    afterChange: fc.record({ sequence: fc.nat(20), subject }, { noNullPrototype: true }),
    prefix: fc.constantFrom('', 'a', '\u{1F600}'),
    search: fc.constantFrom('A', 'b', '\uFFFD', 'a.b', 'A.B', '"a"', 'xyz', 'TEAM Ä'),
    owner: fc.constantFrom(...OWNERS),
    field: fc.constantFrom('id', 'ID', 'order.id', 'd', 'GRÖßE'),
  },
  { requiredKeys: ['limit'], noNullPrototype: true },
);

function registerOf(fields: Partial<Step & { kind: 'register' }>): Step {
  return { kind: 'register', subject: 'a', text: 'one', refersTo: null, stale: false, id: null, owner: null, paths: null, ...fields };
}

/** Each way in which a step can end: few histories come to an `internal` by chance. */
const EVERY_OUTCOME: readonly Step[] = [
  { kind: 'purge', version: 0, by: 'any' },
  registerOf({ id: 5 }),
  registerOf({ text: 'two', stale: true }),
  registerOf({ subject: 'B', text: 'two', id: 5 }),
];

const RUNS = Number(process.env['LAW_RUNS'] ?? 30);

const schemas = lendSchemas(await createDatabase(), { purpose: STORE, prepare: (address) => openPostgresStore({ address }) });
const DRIVERS: readonly { readonly driver: string; readonly numRuns: number; readonly open: () => Promise<Store> }[] = [
  { driver: 'sqlite', numRuns: RUNS, open: () => openSqliteStore({ path: ':memory:' }) },
  { driver: 'postgres', numRuns: Math.ceil(RUNS / 4), open: openLent },
];

async function openLent(): Promise<Store> {
  const lent = await schemas.take();
  const store = await openOn(await lent.connectionsOf(), lent);
  const close = async (): Promise<void> => {
    await store.close();
    schemas.giveBack(lent);
  };
  return { ...store, close };
}

for (const { driver, numRuns, open } of DRIVERS) {
  test(`memory and ${driver} agree on any history: on each answer, and on all that can be read afterwards`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(query, { maxLength: 5 }), async (steps, queries) => {
        const [memory, other] = [createMemoryStore(), await open()];
        try {
          for (const next of steps) {
            const histories = await memory.listSubjects({ limit: 100 });
            const [expected, found] = [await play(memory, next, histories), await play(other, next, histories)];
            expect(found).toEqual(expected);
            seen.set(outcomeOf(expected), (seen.get(outcomeOf(expected)) ?? 0) + 1);
          }
          expect(await readAll(other)).toEqual(await readAll(memory));
          const rows = await rowsOf(memory);
          // Of the identities of changes no two stores give the same.
          expect((await rowsOf(other)).map(withoutIdentity)).toEqual(rows.map(withoutIdentity));
          const restored = await open();
          await restored.importRows(rows);
          expect((await rowsOf(restored)).map(rowText)).toEqual(rows.map(rowText));
          await restored.close();
          for (const asked of queries) {
            expect(await other.listSubjects(asked)).toEqual(await memory.listSubjects(asked));
            expect(await other.listSubjectHeads(asked)).toEqual(await memory.listSubjectHeads(asked));
          }
        } finally {
          await other.close();
        }
      }),
      { numRuns, examples: [[[...EVERY_OUTCOME], []]] },
    );
    // Histories that never conflict or never write would prove little.
    expect([...seen.keys()].toSorted()).toEqual(expect.arrayContaining(['committed', 'conflict', 'internal', 'nothing']));
  });
}

// No two stores give the same.
function withoutIdentities(result: CommitResult): CommitResult {
  return result.kind === 'conflict' ? result : { ...result, changes: result.changes.map((made) => ({ ...made, historyId: '' })) };
}

function withoutIdentity(row: Row): string {
  return rowText(row.kind === 'change' ? { ...row, record: { ...row.record, historyId: '' } } : row);
}

function outcomeOf(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'kind' in answer ? String(answer.kind) : 'nothing';
}

async function play(store: Store, next: Step, histories: readonly SubjectHistory[]): Promise<unknown> {
  if (next.kind === 'prove') return store.writeVerdicts([{ key: next.key, verdict: CONTAINED }]);
  if (next.kind === 'keep' && !next.inCommit) return store.writeRecords(next.writes);
  const commit = commitOf(next, histories);
  if (commit === undefined) return undefined;
  return store
    .commit(commit)
    .then(withoutIdentities)
    .catch((thrown: Error & { readonly code?: string }) => ({ kind: thrown.code, message: thrown.message }));
}

function commitOf(next: Exclude<Step, { kind: 'prove' }>, histories: readonly SubjectHistory[]): Commit | undefined {
  const versions = histories.flatMap((history) => history.versions);
  const pick = (number: number): VersionRecord | undefined => versions[number % versions.length];
  const historyWith = (found: VersionRecord): SubjectHistory | undefined => histories.find((history) => history.subject.subject === found.subject);
  switch (next.kind) {
    case 'register': {
      const epoch = histories.find((history) => history.subject.subject === next.subject)?.subject.epoch ?? 0;
      const target = next.refersTo === null ? undefined : pick(next.refersTo);
      const references = target === undefined ? [] : [{ name: 'x.json', subject: target.subject, version: target.version }];
      const { subject: name, text, owner, paths } = next;
      const fields = owner === null ? {} : { owner };
      const commit: Commit = {
        ...registration({ subject: name, version: epoch + (next.stale ? 2 : 1), text, references, fields }),
        ...(paths === null ? {} : { fields: { subject: name, paths } }),
      };
      const expectTarget = target === undefined ? [] : [{ kind: 'version' as const, ...references[0], schemaId: target.schemaId } as const];
      const expects = [...commit.expect, ...(expectTarget as Commit['expect'])];
      return next.id === null ? { ...commit, expect: expects } : { ...commit, expect: expects, schema: { ...schemaWith(next.text), id: next.id } };
    }
    case 'change': {
      const found = pick(next.version);
      const history = found === undefined ? undefined : historyWith(found);
      if (found === undefined || history === undefined) return undefined;
      return update(history, { versions: [{ ...found, ...next.fields }], changes: () => [change(found.subject)] });
    }
    case 'purge': {
      const found = pick(next.version);
      const history = found === undefined ? undefined : historyWith(found);
      if (found === undefined || history === undefined) return undefined;
      const { subject: name, version: number } = found;
      const commit = update(history, { purge: [{ subject: name, version: number }], changes: () => [change(name, {}, 'io.sluice.version.purged')] });
      return { ...commit, expect: [...commit.expect, { kind: 'unreferenced', subject: name, version: number, by: next.by }] };
    }
    case 'keep':
      return { expect: [], records: next.writes, changes: () => [] };
    case 'configure': {
      const { name, epoch } = next;
      const write = next.remove ? { removeConfig: name } : { config: { name, epoch: epoch + 1, level: 'NONE' as const } };
      return { expect: [{ kind: 'configs', epoch }], ...write, changes: () => [change(name, {}, 'io.sluice.config.updated')] };
    }
  }
}
