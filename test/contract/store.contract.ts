import { afterEach, describe, expect, test } from 'vitest';
import type { KeyRecord } from '../../src/core/api-key.ts';
import type { Mode } from '../../src/core/mode.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { VersionRecord } from '../../src/core/version.ts';
import { FOREIGN_IDS_FROM, MAX_SCHEMA_ID } from '../../src/storage/schema-id.ts';
import { ROW_KINDS, rowName, rowText, type Row, type RowKind } from '../../src/storage/row.ts';
import type {
  AuditDraft,
  ChangeDraft,
  ChangePlace,
  Commit,
  Expectation,
  ListedSubject,
  Store,
  SubjectQuery,
  VersionWrite,
} from '../../src/storage/store.ts';
import {
  change,
  CONTAINED,
  fingerprintOf,
  historyOf,
  readAll,
  registration,
  schemaWith,
  update,
  verdictKey,
  versionWrite,
  written,
} from './commits.ts';
import { rowsOf } from './rows-of.ts';
import { wholeSnapshot } from './whole-snapshot.ts';

/** The tables of the store that was made last, by name, and how many rows each has; undefined where nobody can count them. */
export type CountTables = () => Promise<Readonly<Record<string, number | undefined>>>;

const KIND_OF_TABLE: Readonly<Record<string, RowKind>> = {
  changes: 'change',
  audit: 'audit',
  schemas: 'schema',
  subjects: 'subject',
  fields: 'fields',
  versions: 'version',
  configs: 'config',
  modes: 'mode',
  keys: 'key',
  api_keys: 'key',
  records: 'record',
  verdicts: 'verdict',
};

/** Tables that are made from rows, and those of counters. */
const FOLLOWING: readonly string[] = ['search_texts', 'search', 'last_changes', 'lastChanges', 'version_references', 'meta', 'registry_state'];

/** What every driver of the store promises. `createStore` gives an empty one. */
export function storeContract(driver: string, createStore: () => Promise<Store>, countTables: CountTables): void {
  const opened: Store[] = [];
  const create = async (...commits: readonly Commit[]): Promise<Store> => {
    const store = await createStore();
    opened.push(store);
    for (const commit of commits) await written(store, commit);
    return store;
  };
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  describe(`${driver}: reads`, () => {
    test('an empty store has nothing, and says so', async () => {
      const store = await create();
      await store.ping();
      expect(await store.readSubject('a')).toBeUndefined();
      expect(await store.readSchema(1)).toBeUndefined();
      expect(await store.listSchemasByFingerprint(fingerprintOf('{}'))).toEqual([]);
      expect(await store.readVerdict(verdictKey('w', 'r'))).toBeUndefined();
      expect(await readAll(store)).toEqual({
        subjects: [],
        position: { first: 1, last: 0 },
        changes: [],
        configs: { epoch: 0, records: [], modes: [] },
        snapshot: { position: 0, historyId: undefined, subjects: [] },
        schemas: [],
        uses: [],
        referrers: [],
      });
    });

    test('what was written is read back, record by record', async () => {
      const commit = registration({ subject: 'a', version: 1, fields: { owner: 'o', description: 'd', labels: { team: 'x' } } });
      const store = await create(commit);
      const history = await historyOf(store, 'a');
      expect(history.subject).toEqual(commit.subject);
      expect(history.versions).toEqual([{ ...commit.versions?.[0], schemaId: 1 }]);
      expect(await store.readSchema(1)).toEqual({ ...commit.schema, id: 1 });
      expect(await store.listSchemasByFingerprint(fingerprintOf('{}'))).toEqual([{ ...commit.schema, id: 1 }]);
    });

    for (const text of ['{ "a" : 1.0 }\r\n', '\uFEFF{}', '{"é":"\u{1F600}"}', 'nul \u0000 inside', ' '.repeat(100_000)]) {
      test(`the text of a schema is kept as it came: ${JSON.stringify(text.slice(0, 20))}`, async () => {
        const store = await create(registration({ subject: 'a', version: 1, text }));
        expect((await store.readSchema(1))?.text).toBe(text);
      });
    }

    test('versions come oldest first, whatever the order of writing', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const versions = [11, 2, 9].map((version) => ({ ...versionWrite('a', version, fingerprintOf('{}')), schemaId: 1 }));
      await written(store, update(await historyOf(store, 'a'), { versions }));
      expect(numbersOf((await historyOf(store, 'a')).versions)).toEqual(['a@1', 'a@2', 'a@9', 'a@11']);
    });

    test('the versions that use a schema come by subject and number, soft-deleted ones too', async () => {
      const commits = ['b', 'a'].flatMap((subject) => [1, 2].map((version) => registration({ subject, version })));
      const store = await create(...commits, registration({ subject: 'c', version: 1, text: 'other' }));
      await written(store, softDelete(await historyOf(store, 'a'), 1));
      expect(numbersOf(await store.listUses(1))).toEqual(['a@1', 'a@2', 'b@1', 'b@2']);
    });

    test('referrers are those that name the version itself', async () => {
      const references = [{ name: 'x.json', subject: 'a', version: 1 }];
      const store = await create(
        registration({ subject: 'a', version: 1 }),
        registration({ subject: 'a', version: 2, text: 'two' }),
        registration({ subject: 'c', version: 1, text: 'refers', references }),
        registration({ subject: 'b', version: 1, text: 'refers', references }),
        registration({ subject: 'd', version: 1, text: 'no', references: [{ name: 'x.json', subject: 'b', version: 1 }] }),
      );
      expect(numbersOf(await store.listReferrers('a', 1))).toEqual(['b@1', 'c@1']);
      expect(await store.listReferrers('a', 2)).toEqual([]);
    });

    test('one schema refers elsewhere in each version that has it, and a version that is purged refers to nothing', async () => {
      const refersTo = (subject: string): VersionRecord['references'] => [{ name: 'x.json', subject, version: 1 }];
      const store = await create(
        registration({ subject: 'a', version: 1 }),
        registration({ subject: 'b', version: 1 }),
        registration({ subject: 'c', version: 1, text: 'refers', references: refersTo('a') }),
        registration({ subject: 'd', version: 1, text: 'refers', references: refersTo('b') }),
      );
      expect((await historyOf(store, 'd')).versions).toMatchObject([{ schemaId: 2, references: refersTo('b') }]);
      expect([numbersOf(await store.listReferrers('a', 1)), numbersOf(await store.listReferrers('b', 1))]).toEqual([['c@1'], ['d@1']]);
      await written(store, update(await historyOf(store, 'd'), { purge: [{ subject: 'd', version: 1 }] }));
      expect(await store.listReferrers('b', 1)).toEqual([]);
      expect(await store.commit({ expect: [{ kind: 'unreferenced', subject: 'b', version: 1, by: 'any' }], changes: () => [] })).toMatchObject({
        kind: 'committed',
      });
    });

    test('the references of a version do not change', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }), registration({ subject: 'b', version: 1 }));
      const references = [{ name: 'x.json', subject: 'a', version: 1 }];
      const versions = (await historyOf(store, 'b')).versions.map((version) => ({ ...version, references }));
      await expect(store.commit(update(await historyOf(store, 'b'), { versions }))).rejects.toMatchObject({ code: 'internal' });
      expect(await store.listReferrers('a', 1)).toEqual([]);
    });
  });

  describe(`${driver}: rows`, () => {
    const references = [{ name: 'x.json', subject: 'a', version: 1 }];
    const fill = async (): Promise<Store> => {
      const store = await create(
        registration({ subject: 'b', version: 1, text: 'one', fields: { owner: 'Team Ä', labels: { z: '1', a: '2' } } }),
        registration({ subject: 'a', version: 1 }),
        registration({ subject: 'a', version: 2, text: 'refers', references }),
        registration({ subject: '\u{1F600}', version: 1 }),
        registration({ subject: '\uFFFD', version: 1, text: 'two' }),
      );
      await written(store, softDelete(await historyOf(store, 'b'), 1));
      await written(store, {
        expect: [],
        config: { name: 'a.*', level: 'FULL', epoch: 1, overrideMetadata: { properties: { z: '1', a: '2' } } },
        mode: { name: 'b', mode: 'READONLY', epoch: 1 },
        key: KEY,
        fields: { subject: 'a', paths: ['x/y', 'z'] },
        schema: { ...schemaWith('imported'), id: FOREIGN_IDS_FROM + 5, metadata: { b: 1, a: { d: 1, c: 2 } } },
        audit: () => [AUDIT],
        changes: () => [change('a', { z: 1, a: 2 })],
      });
      for (const n of [1, 2]) await store.writeRecords([{ kind: 'webhook_progress', key: '\uFFFD', value: { z: n, a: [{ deep: '\0' }] } }]);
      await store.writeRecords([
        { kind: 'webhook_progress', key: '\u{1F600}', value: {} },
        { kind: 'webhook', key: 'z', value: {} },
      ]);
      await store.writeVerdicts([
        { key: verdictKey('w', 'r'), verdict: CONTAINED },
        { key: verdictKey('a', 'r', { profile: 'strict' }), verdict: { ...CONTAINED, kind: 'undecided', reasons: [] } },
      ]);
      return store;
    };
    const textsOf = async (store: Store): Promise<string[]> => (await rowsOf(store)).map(rowText);

    test('come kind by kind, each by its key', async () => {
      const rows = await rowsOf(await fill());
      expect(rows.map((row) => rowName(row).replace(/^(verdict .*?) .*/, '$1'))).toEqual([
        ...[1, 2, 3, 4, 5, 6].map((sequence) => `change ${sequence}`),
        'audit 1',
        ...[1, 2, 3, 4, FOREIGN_IDS_FROM + 5].map((id) => `schema ${id}`),
        ...['a', 'b', '\uFFFD', '\u{1F600}'].map((name) => `subject "${name}"`),
        'fields "a"',
        ...['"a" 1', '"a" 2', '"b" 1', '"\uFFFD" 1', '"\u{1F600}" 1'].map((name) => `version ${name}`),
        'config "a.*"',
        'mode "b"',
        `key "${KEY.id}"`,
        'record "webhook" "z"',
        'record "webhook_progress" "\uFFFD"',
        'record "webhook_progress" "\u{1F600}"',
        'verdict "a"',
        'verdict "w"',
        'counters',
      ]);
    });

    test('of one store fill another, which is the same in all that can be read, identities of the feed too', async () => {
      const source = await fill();
      const [target, rows] = [await create(), await rowsOf(source)];
      expect(await target.importRows(rows)).toEqual({ written: rows.length, skipped: 0 });
      expect(await textsOf(target)).toEqual(await textsOf(source));
      expect(await readAll(target)).toEqual(await readAll(source));
      expect(await target.listChanges(0, 100)).toEqual(await source.listChanges(0, 100));
      expect(await target.listAudit({ after: 0, limit: 10 })).toEqual(await source.listAudit({ after: 0, limit: 10 }));
      expect(await target.readRecord('webhook_progress', '\uFFFD')).toEqual({ key: '\uFFFD', revision: 2, value: { z: 2, a: [{ deep: '\0' }] } });
      expect([await target.listKeys(), await target.readVerdict(verdictKey('w', 'r'))]).toEqual([[KEY], CONTAINED]);
      for (const query of [{ search: 'team ä' }, { field: 'y' }]) {
        const found = await target.listSubjects({ limit: 10, ...query });
        expect(found.map(({ subject }) => subject.subject)).toEqual('field' in query ? ['a'] : ['b']);
      }
      const next = { text: 'next', subject: 'n', version: 1 };
      expect(await written(target, registration(next))).toBe(await written(source, registration(next)));
      expect((await target.readPosition()).last).toBe(7);
    });

    test('that are there and equal are skipped, so an import goes on where it was cut, and may be repeated', async () => {
      const source = await fill();
      const [target, rows] = [await create(), await rowsOf(source)];
      await target.importRows(rows.slice(0, 9));
      await expect(target.commit(registration({ subject: 'n', version: 1 }))).rejects.toMatchObject({ code: 'store_unavailable' });
      await expect(target.writeRecords([{ kind: 'webhook', key: 'a', value: {} }])).rejects.toMatchObject({ code: 'store_unavailable' });
      await expect(target.writeVerdicts([{ key: verdictKey('w', 'r'), verdict: CONTAINED }])).rejects.toMatchObject({ code: 'store_unavailable' });
      await expect(target.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
      for (const subject of ['a', 'nobody']) await expect(target.readSubject(subject)).rejects.toMatchObject({ code: 'store_unavailable' });
      for (const query of [{}, { subject: 'a' }]) await expect(wholeSnapshot(target, query)).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(await target.importRows(rows)).toEqual({ written: rows.length - 9, skipped: 9 });
      expect(await target.importRows(rows)).toEqual({ written: 0, skipped: rows.length });
      await target.ping();
      expect(await textsOf(target)).toEqual(await textsOf(source));
    });

    test('that differ stop the import, and nothing of their call is written', async () => {
      const [source, target] = [await fill(), await create()];
      const rows = await rowsOf(source);
      await target.importRows(rows.slice(0, 3));
      const other = rows.map((row) =>
        row.kind === 'change' && row.record.sequence === 2 ? { ...row, record: { ...row.record, time: 'later' } } : row,
      );
      await expect(target.importRows([rows[3], ...other].filter((row) => row !== undefined))).rejects.toMatchObject({
        code: 'store_differs',
        message: expect.stringMatching(/change 2: its time is "2026.*" there, and "later" in the dump/),
      });
      expect(await textsOf(target)).toHaveLength(4);
    });

    test('do not go into a store that was used', async () => {
      const [source, target] = [await fill(), await create(registration({ subject: 'n', version: 1 }))];
      const before = await textsOf(target);
      await expect(target.importRows(await rowsOf(source))).rejects.toMatchObject({ code: 'store_differs' });
      const verdict = (await rowsOf(source)).filter(({ kind }) => kind === 'verdict');
      await expect(target.importRows(verdict)).rejects.toMatchObject({ code: 'store_differs', message: expect.stringContaining('that was used') });
      expect(await textsOf(target)).toEqual(before);
      await target.ping();
    });

    const traces: readonly (readonly [what: string, write: (store: Store) => Promise<unknown>])[] = [
      ['a record', (store) => store.writeRecords([{ kind: 'webhook', key: 'n', value: {} }])],
      ['a verdict', (store) => store.writeVerdicts([{ key: verdictKey('n', 'n'), verdict: CONTAINED }])],
      ['a configuration', (store) => store.commit({ expect: [], config: { name: 'n', epoch: 1 }, changes: () => [] })],
      ['a key', (store) => store.commit({ expect: [], key: { ...KEY, id: 'n' }, changes: () => [] })],
      ['a schema', (store) => store.commit({ expect: [], schema: schemaWith('n'), changes: () => [] })],
    ];
    for (const [what, write] of traces) {
      test(`${what} alone is a use`, async () => {
        const [source, target] = [await fill(), await create()];
        await write(target);
        await expect(target.importRows((await rowsOf(source)).slice(0, 1))).rejects.toMatchObject({ code: 'store_differs' });
      });
    }

    test('are of one moment, while commits go on', async () => {
      const store = await fill();
      const rows: Row[] = [];
      for await (const row of store.exportRows()) {
        if (rows.length === 1) await written(store, registration({ subject: 'n', version: 1, text: 'meanwhile' }));
        rows.push(row);
      }
      expect(rows.filter(({ record }) => 'subject' in record && record.subject === 'n')).toEqual([]);
      expect((await rowsOf(store)).length).toBe(rows.length + 4);
    });

    test('who stops in the middle leaves the store as it was, and usable', async () => {
      const store = await fill();
      for await (const row of store.exportRows()) if (row.kind === 'subject') break;
      expect((await rowsOf(store)).length).toBe((await textsOf(store)).length);
      await store.ping();
    });

    test('every kind of row is one that this suite writes', async () => {
      expect([...new Set((await rowsOf(await fill())).map(({ kind }) => kind))]).toEqual(ROW_KINDS);
    });

    // One that is forgotten is missing in each dump, without a word.
    test('every table is rows of a kind, as many as there are, or follows from them', async () => {
      const store = await fill();
      const kinds = (await rowsOf(store)).map(({ kind }) => kind);
      for (const [table, count] of Object.entries(await countTables())) {
        const kind = KIND_OF_TABLE[table];
        if (kind === undefined) expect(FOLLOWING, `${table} is no kind of row yet: docs/storage.md, "Rows"`).toContain(table);
        else if (count !== undefined) expect([table, count]).toEqual([table, kinds.filter((each) => each === kind).length]);
      }
    });
  });

  describe(`${driver}: listSubjects`, () => {
    // U+FFFD is above all surrogates as a code unit, and below U+1F600 as a code point.
    const names = ['B', 'a', 'a.b', 'ab', 'é', '\uFFFD', '\u{1F600}'];
    const fields = { 'a.b': { owner: 'Team Ä' }, ab: { description: 'Straße der PAYMENTS' }, é: { labels: { Tier: 'gold', owner: 'x' } } };
    const all = names.map((subject) => registration({ subject, version: 1, fields: (fields as Record<string, object>)[subject] ?? {} }));
    const rows: readonly { readonly title: string; readonly query: Partial<SubjectQuery>; readonly found: readonly string[] }[] = [
      { title: 'all, in order of code points', query: {}, found: names },
      { title: 'a limit', query: { limit: 2 }, found: ['B', 'a'] },
      { title: 'limit 0', query: { limit: 0 }, found: [] },
      { title: 'after one that exists', query: { after: 'ab' }, found: ['é', '\uFFFD', '\u{1F600}'] },
      { title: 'after one that does not', query: { after: 'aa' }, found: ['ab', 'é', '\uFFFD', '\u{1F600}'] },
      { title: 'after the last', query: { after: '\u{1F600}' }, found: [] },
      { title: 'a prefix', query: { prefix: 'a' }, found: ['a', 'a.b', 'ab'] },
      { title: 'a prefix with limit and after', query: { prefix: 'a', after: 'a', limit: 1 }, found: ['a.b'] },
      { title: 'a prefix is no pattern', query: { prefix: 'a%' }, found: [] },
      { title: 'a prefix before `after`', query: { prefix: 'a', after: 'b' }, found: [] },
      { title: 'search in the name, either case', query: { search: 'A.B' }, found: ['a.b'] },
      { title: 'search beyond ASCII, either case', query: { search: 'É' }, found: ['é'] },
      { title: 'search in the owner', query: { search: 'team ä' }, found: ['a.b'] },
      { title: 'search in the description', query: { search: 'payments' }, found: ['ab'] },
      { title: 'search in the name of a label', query: { search: 'tier' }, found: ['é'] },
      { title: 'search in the value of a label', query: { search: 'GOLD' }, found: ['é'] },
      { title: 'search is no pattern', query: { search: '_' }, found: [] },
      { title: 'the limit counts what matches', query: { search: 'gold', limit: 1 }, found: ['é'] },
      { title: 'the owner exactly', query: { owner: 'Team Ä' }, found: ['a.b'] },
      { title: 'the owner, not part of it', query: { owner: 'Team' }, found: [] },
      { title: 'a label exactly', query: { label: { name: 'Tier', value: 'gold' } }, found: ['é'] },
      { title: 'a label in another case', query: { label: { name: 'tier', value: 'gold' } }, found: [] },
      { title: 'the value of another label', query: { label: { name: 'Tier', value: 'x' } }, found: [] },
      { title: 'a label that every object has', query: { label: { name: 'constructor', value: 'x' } }, found: [] },
    ];
    for (const { title, query, found } of rows) {
      test(title, async () => {
        const store = await create(...all.toReversed());
        const histories = await store.listSubjects({ limit: 100, ...query });
        expect(histories.map(({ subject }) => subject.subject)).toEqual(found);
        expect(histories.every(({ versions }) => versions.length === 1)).toBe(true);
        const heads = histories.map(({ versions: _versions, ...head }) => head);
        expect(await store.listSubjectHeads({ limit: 100, ...query })).toEqual(heads);
      });
    }
  });

  describe(`${driver}: listSubjects in order of changes`, () => {
    const namesOf = (listed: readonly ListedSubject[]): string[] => listed.map(({ subject }) => subject.subject);
    const changed = (store: Store, query: Partial<SubjectQuery> = {}): Promise<ListedSubject[]> =>
      store.listSubjects({ limit: 100, order: 'changed', ...query });
    const placeOf = ({ subject: { subject }, lastChange: { sequence } }: ListedSubject): ChangePlace => ({ subject, sequence });
    const touch = async (store: Store, subject: string, draft: Partial<ChangeDraft> = {}): Promise<void> =>
      void (await written(store, update(await historyOf(store, subject), { changes: () => [{ ...change(subject), ...draft }] })));

    test('the last that changed comes first, with the sequence and the time of that change', async () => {
      const store = await create(...['a', 'b', 'c'].map((subject) => registration({ subject, version: 1 })));
      await touch(store, 'a', { type: 'io.sluice.subject.updated', time: '2026-05-05T00:00:00.000Z' });
      await touch(store, 'b', { type: 'io.sluice.version.retired' });
      expect(namesOf(await changed(store))).toEqual(['b', 'a', 'c']);
      expect((await changed(store))[1]).toMatchObject({ lastChange: { sequence: 4, time: '2026-05-05T00:00:00.000Z' }, versions: [{ version: 1 }] });
      expect((await store.listSubjects({ limit: 1 }))[0]).toMatchObject({ lastChange: { sequence: 4, time: '2026-05-05T00:00:00.000Z' } });
    });

    test('settings of a subject are no change of it', async () => {
      const store = await create(...['a', 'b'].map((subject) => registration({ subject, version: 1 })));
      await touch(store, 'a', { type: 'io.sluice.config.updated' });
      await touch(store, 'a', { type: 'io.sluice.mode.updated' });
      expect(namesOf(await changed(store))).toEqual(['b', 'a']);
    });

    test('a subject of which the feed says nothing comes last, since it was first written', async () => {
      const store = await create();
      for (const subject of ['a', '\u{1F600}', '\uFFFD']) await written(store, { ...registration({ subject, version: 1 }), changes: () => [] });
      await written(store, registration({ subject: 'b', version: 1 }));
      const all = await changed(store);
      expect(namesOf(all)).toEqual(['b', '\u{1F600}', '\uFFFD', 'a']);
      expect(all[1]?.lastChange).toEqual({ sequence: 0, time: all[1]?.subject.createdAt });
      expect(namesOf(await changed(store, { afterChange: placeOf(all[1] as ListedSubject) }))).toEqual(['\uFFFD', 'a']);
    });

    test('what goes for names goes for changes: prefix, search, owner, field and limit', async () => {
      const store = await create(
        registration({ subject: 'a.x', version: 1, fields: { owner: 'team ä' } }),
        { ...registration({ subject: 'b', version: 1, fields: { description: 'payments' } }), fields: { subject: 'b', paths: ['amount'] } },
        registration({ subject: 'a.y', version: 1, fields: { owner: 'team ä' } }),
      );
      const queries = [
        { prefix: 'a.' },
        { search: 'TEAM' },
        { search: 'a.' },
        { owner: 'team ä' },
        { field: 'amount' },
        { search: 'payments' },
        { limit: 2 },
      ];
      expect(await Promise.all(queries.map(async (query) => namesOf(await changed(store, query))))).toEqual([
        ['a.y', 'a.x'],
        ['a.y', 'a.x'],
        ['a.y', 'a.x'],
        ['a.y', 'a.x'],
        ['b'],
        ['b'],
        ['a.y', 'b'],
      ]);
    });

    test('over pages, while subjects are written and made, one that nobody writes comes once', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
      const store = await create(...names.map((subject) => registration({ subject, version: 1 })));
      const seen: string[] = [];
      let afterChange: ChangePlace | undefined;
      for (let page = 0; ; page += 1) {
        const listed = await changed(store, { limit: 3, ...(afterChange && { afterChange }) });
        seen.push(...namesOf(listed));
        const last = listed.at(-1);
        if (last === undefined) break;
        afterChange = placeOf(last);
        if (page < 3) await touch(store, 's3');
        await written(store, registration({ subject: `new${page}`, version: 1 }));
      }
      expect(seen.filter((name) => name !== 's3')).toEqual(names.filter((name) => name !== 's3').toReversed());
    });
  });

  describe(`${driver}: schema ids`, () => {
    test('the same content has the same id in all subjects, other content the next', async () => {
      const store = await create();
      const commits = [
        registration({ subject: 'a', version: 1 }),
        registration({ subject: 'b', version: 1 }),
        registration({ subject: 'b', version: 2, text: 'two' }),
        registration({ subject: 'a', version: 2 }),
      ];
      const ids = [];
      for (const commit of commits) ids.push(await written(store, commit));
      expect(ids).toEqual([1, 1, 2, 1]);
    });

    test('an id is not given again after its versions were purged, nor after a conflict', async () => {
      const store = await create(registration({ subject: 'a', version: 1, text: 'one' }));
      await written(store, update(await historyOf(store, 'a'), { purge: [{ subject: 'a', version: 1 }] }));
      expect((await historyOf(store, 'a')).versions).toEqual([]);
      expect((await store.commit(registration({ subject: 'a', version: 1, text: 'lost' }))).kind).toBe('conflict');
      expect(await store.listSchemasByFingerprint(fingerprintOf('lost'))).toEqual([]);
      expect(await written(store, registration({ subject: 'b', version: 1, text: 'two' }))).toBe(2);
    });

    test('an import takes the id that it had elsewhere, and the next id is beyond all', async () => {
      const store = await create();
      const imported = (subject: string, id: number, text: string): Commit => {
        const commit = registration({ subject, version: 1, text });
        return { ...commit, schema: { ...schemaWith(text), id } };
      };
      const commits = [
        imported('a', 7, 'one'),
        imported('b', 3, 'one'),
        registration({ subject: 'c', version: 1, text: 'one' }),
        imported('d', 7, 'one'),
        registration({ subject: 'e', version: 1, text: 'two' }),
      ];
      const ids = [];
      for (const commit of commits) ids.push(await written(store, commit));
      expect(ids).toEqual([7, 3, 3, 7, 8]);
      expect(await store.readLastSchemaId()).toBe(8);
      expect((await store.listSchemasByGuid(schemaWith('one').guid)).map(({ id }) => id)).toEqual([3, 7]);
      expect((await store.listSchemasByFingerprint(fingerprintOf('one'))).map(({ id }) => id)).toEqual([3, 7]);
      await expect(store.commit(imported('f', 7, 'three'))).rejects.toMatchObject({ code: 'internal' });
      expect(await store.readSubject('f')).toBeUndefined();
    });

    test('an imported id that is very high leaves the own ids where they are, and they pass over what is taken', async () => {
      const store = await create();
      const imported = (subject: string, id: number): Commit => {
        return { ...registration({ subject, version: 1, text: subject }), schema: { ...schemaWith(subject), id } };
      };
      const commits = [
        imported('a', MAX_SCHEMA_ID),
        registration({ subject: 'b', version: 1, text: 'a' }),
        registration({ subject: 'b', version: 2, text: 'b' }),
        imported('c', FOREIGN_IDS_FROM - 1),
        imported('d', FOREIGN_IDS_FROM),
        registration({ subject: 'e', version: 1, text: 'e' }),
        registration({ subject: 'f', version: 1, text: 'f' }),
      ];
      const ids = [];
      for (const commit of commits) ids.push(await written(store, commit));
      expect(ids).toEqual([MAX_SCHEMA_ID, MAX_SCHEMA_ID, 1, FOREIGN_IDS_FROM - 1, FOREIGN_IDS_FROM, FOREIGN_IDS_FROM + 1, FOREIGN_IDS_FROM + 2]);
      expect(await store.readLastSchemaId()).toBe(MAX_SCHEMA_ID);
    });

    test('what is attached makes another schema of the same text, and comes back member by member in its order', async () => {
      const metadata = { properties: { z: '1', a: '2' }, sensitive: ['x'] };
      const ruleSet = { domainRules: [{ name: 'n', params: {} }] };
      const plain = schemaWith('{}');
      const attached = { ...plain, identity: fingerprintOf('another'), guid: 'g', metadata, ruleSet };
      const store = await create(registration({ subject: 'a', version: 1 }));
      expect(await written(store, { ...registration({ subject: 'b', version: 1 }), schema: attached })).toBe(2);
      expect(JSON.stringify(await store.readSchema(2))).toContain(JSON.stringify(metadata));
      expect(await store.readSchema(2)).toEqual({ ...attached, id: 2 });
    });

    test('a version takes its own schema before that of the commit', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const [version] = (await historyOf(store, 'a')).versions;
      const commit = update(await historyOf(store, 'a'), {
        schema: schemaWith('two'),
        versions: [{ ...version, state: 'retired' } as VersionRecord],
      });
      expect(await written(store, commit)).toBe(2);
      expect((await historyOf(store, 'a')).versions[0]).toEqual({ ...version, state: 'retired' });
    });
  });

  describe(`${driver}: expectations`, () => {
    const reference = { name: 'x.json', subject: 'a', version: 1 };
    const rows: readonly { readonly title: string; readonly expectation: Expectation; readonly holds: boolean }[] = [
      { title: 'a subject at its epoch', expectation: { kind: 'subject', subject: 'a', epoch: 2 }, holds: true },
      { title: 'a subject at an older epoch', expectation: { kind: 'subject', subject: 'a', epoch: 1 }, holds: false },
      { title: 'a subject that should be new', expectation: { kind: 'subject', subject: 'a', epoch: 0 }, holds: false },
      { title: 'a subject never written', expectation: { kind: 'subject', subject: 'z', epoch: 0 }, holds: true },
      { title: 'configurations as they are', expectation: { kind: 'configs', epoch: 1 }, holds: true },
      { title: 'configurations since changed', expectation: { kind: 'configs', epoch: 0 }, holds: false },
      { title: 'a version with its schema', expectation: { kind: 'version', subject: 'a', version: 1, schemaId: 1 }, holds: true },
      { title: 'a version with another schema', expectation: { kind: 'version', subject: 'a', version: 1, schemaId: 2 }, holds: false },
      { title: 'a version that is not', expectation: { kind: 'version', subject: 'a', version: 9, schemaId: 1 }, holds: false },
      { title: 'a version that is soft-deleted', expectation: { kind: 'version', subject: 'c', version: 1, schemaId: 3 }, holds: false },
      { title: 'a version that is referred to', expectation: { kind: 'unreferenced', subject: 'a', version: 1, by: 'kept' }, holds: false },
      {
        title: 'a version that only a soft-deleted one refers to',
        expectation: { kind: 'unreferenced', subject: 'b', version: 1, by: 'kept' },
        holds: true,
      },
      { title: 'the same where that counts', expectation: { kind: 'unreferenced', subject: 'b', version: 1, by: 'any' }, holds: false },
      { title: 'a free schema id', expectation: { kind: 'schema_id', id: 99, identity: fingerprintOf('b') }, holds: true },
      { title: 'the schema id of a content', expectation: { kind: 'schema_id', id: 2, identity: fingerprintOf('b') }, holds: true },
      { title: 'the schema id of another content', expectation: { kind: 'schema_id', id: 2, identity: fingerprintOf('c') }, holds: false },
      { title: 'a version that nobody refers to', expectation: { kind: 'unreferenced', subject: 'a', version: 2, by: 'kept' }, holds: true },
    ];
    for (const { title, expectation, holds } of rows) {
      test(`${title}: ${holds ? 'committed' : 'conflict, and nothing is written'}`, async () => {
        const store = await create(
          registration({ subject: 'a', version: 1 }),
          registration({ subject: 'a', version: 2 }),
          registration({ subject: 'b', version: 1, text: 'b', references: [reference] }),
          registration({ subject: 'c', version: 1, text: 'c', references: [{ ...reference, subject: 'b' }] }),
          { expect: [], config: { name: '', epoch: 1, level: 'NONE' }, changes: () => [] },
        );
        await written(store, softDelete(await historyOf(store, 'c'), 1));
        const before = await readAll(store);
        const commit = { ...registration({ subject: 'new', version: 1, text: 'new' }), config: { name: 'n', epoch: 1 }, removeConfig: '' };
        const result = await store.commit({ ...commit, expect: [...commit.expect, expectation] });
        expect(result).toMatchObject(holds ? { kind: 'committed' } : { kind: 'conflict', expectation });
        expect(await Promise.all(['new', 'a'].map((subject) => store.readSubjectEpoch(subject)))).toEqual([holds ? 1 : 0, 2]);
        const [same, sameSchema] = [JSON.stringify(await readAll(store)) === JSON.stringify(before), await store.readSchema(4)];
        expect([same, sameSchema === undefined]).toEqual([!holds, !holds]);
      });
    }
  });

  describe(`${driver}: commits that no caller may ask for are refused whole`, () => {
    type Change = (version: VersionRecord) => VersionWrite;
    const rows: readonly { readonly title: string; readonly change: Change }[] = [
      { title: 'another line', change: (version) => ({ ...version, line: 2 }) },
      { title: 'another schema', change: (version) => ({ ...version, schemaId: 2 }) },
      { title: 'another fingerprint', change: (version) => ({ ...version, fingerprint: fingerprintOf('x') }) },
      { title: 'another dialect', change: (version) => ({ ...version, dialect: 'draft-07' }) },
      { title: 'another semver', change: (version) => ({ ...version, semver: '9.0.0' }) },
      {
        title: 'another change',
        change: (version) => ({ ...version, change: { kind: 'equal', against: 1, profile: 'strict', formats: 'annotate', engine: 'e' } }),
      },
      { title: 'a reason to break, later', change: (version) => ({ ...version, allowedBreaking: { reason: 'r' } }) },
      { title: 'an override, later', change: (version) => ({ ...version, overriddenUndecided: { reason: 'r' } }) },
      { title: 'another time', change: (version) => ({ ...version, createdAt: '2027-01-01T00:00:00.000Z' }) },
      { title: 'another author', change: (version) => ({ ...version, createdBy: 'somebody' }) },
      { title: 'a version without a schema', change: ({ schemaId: _schemaId, ...version }) => ({ ...version, version: 2 }) },
      { title: 'a version with an unknown schema', change: (version) => ({ ...version, version: 2, schemaId: 99 }) },
      { title: 'a version of an unknown subject', change: (version) => ({ ...version, subject: 'z' }) },
    ];
    for (const { title, change: changed } of rows) {
      test(title, async () => {
        const store = await create(registration({ subject: 'a', version: 1 }), registration({ subject: 'b', version: 1, text: 'two' }));
        const before = await readAll(store);
        const history = await historyOf(store, 'a');
        const versions = history.versions.map((version) => changed(version));
        const commit = update(history, { versions, config: { name: '', epoch: 1 }, changes: () => [change('a')] });
        await expect(store.commit(commit)).rejects.toMatchObject({ code: 'internal' });
        expect(await readAll(store)).toEqual(before);
      });
    }

    test('a text with half of a surrogate pair, which would come back changed', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const before = await readAll(store);
      const commit = registration({ subject: 'a', version: 2, text: '{"const":"\uD800"}' });
      await expect(store.commit(commit)).rejects.toMatchObject({ code: 'schema_invalid', message: expect.stringMatching(/U\+D800, at position 10/) });
      expect(await readAll(store)).toEqual(before);
    });

    test('changes that cannot be told leave nothing behind', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const before = await readAll(store);
      const failure = new TypeError('a bug of the caller');
      const commit = registration({ subject: 'b', version: 1, text: 'two' });
      const throwing = (): never => {
        throw failure;
      };
      await expect(store.commit({ ...commit, changes: throwing })).rejects.toBe(failure);
      expect(await readAll(store)).toEqual(before);
      expect(await written(store, commit)).toBe(2);
    });
  });

  describe(`${driver}: what a version may become`, () => {
    const rows: readonly { readonly title: string; readonly fields: Partial<VersionRecord> }[] = [
      {
        title: 'deprecated',
        fields: {
          state: 'deprecated',
          deprecatedAt: '2026-02-01T00:00:00.000Z',
          stateReason: 'old',
          successor: 2,
          sunset: '2027-01-01T00:00:00.000Z',
        },
      },
      { title: 'retired', fields: { state: 'retired', stateReason: 'gone' } },
      { title: 'soft-deleted', fields: { deletedAt: '2027-01-01T00:00:00.000Z' } },
      { title: 'labelled', fields: { labels: { a: 'b' } } },
    ];
    for (const { title, fields } of rows) {
      test(`${title}, and back`, async () => {
        const store = await create(registration({ subject: 'a', version: 1 }));
        const [version] = (await historyOf(store, 'a')).versions;
        await written(store, update(await historyOf(store, 'a'), { versions: [{ ...version, ...fields } as VersionRecord] }));
        expect((await historyOf(store, 'a')).versions).toEqual([{ ...version, ...fields }]);
        await written(store, update(await historyOf(store, 'a'), { versions: [version as VersionRecord] }));
        expect((await historyOf(store, 'a')).versions).toEqual([version]);
      });
    }
  });

  describe(`${driver}: configurations`, () => {
    test('they are replaced and removed by name, sorted, and each write raises the epoch', async () => {
      const store = await create();
      const put = (name: string, epoch: number): Commit => ({ expect: [], config: { name, epoch, profile: 'strict' }, changes: () => [] });
      for (const commit of [put('b.*', 1), put('', 1), put('b.*', 2), put('a', 1)]) await written(store, commit);
      await written(store, { expect: [], removeConfig: 'a', changes: () => [] });
      const records = [
        { name: '', epoch: 1, profile: 'strict' },
        { name: 'b.*', epoch: 2, profile: 'strict' },
      ];
      expect(await store.readConfigs()).toEqual({ epoch: 5, records, modes: [] });
    });

    test('a registration leaves their epoch alone', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      expect(await store.readConfigs()).toEqual({ epoch: 0, records: [], modes: [] });
    });
  });

  describe(`${driver}: modes`, () => {
    test('they are replaced and removed by name, sorted, and count as configurations', async () => {
      const store = await create();
      const put = (name: string, mode: Mode): Commit => ({ expect: [], mode: { name, mode }, changes: () => [] });
      for (const commit of [put('b', 'READONLY'), put('', 'IMPORT'), put('b', 'READWRITE'), put('a', 'READONLY')]) await written(store, commit);
      await written(store, { expect: [], removeMode: 'a', changes: () => [] });
      const modes = [
        { name: '', mode: 'IMPORT' },
        { name: 'b', mode: 'READWRITE' },
      ];
      expect(await store.readConfigs()).toEqual({ epoch: 5, records: [], modes });
    });
  });

  describe(`${driver}: keys`, () => {
    test('a key is found by its id, replaced, and listed in the order of ids', async () => {
      const store = await create();
      const key = (id: string): KeyRecord => ({
        id,
        name: 'ci',
        hash: 'h',
        scopes: [{ access: 'read', pattern: '*' }],
        createdAt: 't',
        createdBy: 'me',
      });
      for (const record of [key('b'), key('a'), { ...key('b'), revokedAt: 't2' }])
        await written(store, { expect: [], key: record, changes: () => [] });
      expect(await store.readKey('a')).toEqual(key('a'));
      expect(await store.readKey('c')).toBeUndefined();
      expect(await store.listKeys()).toEqual([key('a'), { ...key('b'), revokedAt: 't2' }]);
    });
  });

  describe(`${driver}: the audit log`, () => {
    const entry = (actor: string, name: string, action: AuditDraft['action'] = 'subject.update'): AuditDraft => {
      return { time: 't', actor, action, name, address: '::1', before: null, after: { é: [1] } };
    };
    const deed = (...entries: readonly AuditDraft[]): Commit => ({ expect: [], audit: () => entries, changes: () => [] });

    test('it counts from 1, over all commits, and a conflict leaves nothing', async () => {
      const store = await create(deed(entry('me', 'a'), entry('you', 'a')));
      await store.commit({ ...deed(entry('me', 'lost')), expect: [{ kind: 'configs', epoch: 9 }] });
      const last: Commit['audit'] = ({ schemaId }) => [{ ...entry('me', 'b'), after: schemaId ?? null }];
      await written(store, { ...registration({ subject: 'a', version: 1 }), audit: last });
      expect(await store.listAudit({ after: 0, limit: 10 })).toEqual([
        { ...entry('me', 'a'), sequence: 1 },
        { ...entry('you', 'a'), sequence: 2 },
        { ...entry('me', 'b'), after: 1, sequence: 3 },
      ]);
    });

    const rows = [
      { query: { after: 1, limit: 2 }, found: [2, 3] },
      { query: { after: 0, limit: 10, actor: 'me' }, found: [1, 3] },
      { query: { after: 0, limit: 10, name: 'b' }, found: [3, 4] },
      { query: { after: 0, limit: 10, name: 'b', actor: 'me' }, found: [3] },
      { query: { after: 1, limit: 1, actor: 'me' }, found: [3] },
      { query: { after: 1, before: 4, limit: 9 }, found: [2, 3] },
      { query: { after: 0, limit: 2, newestFirst: true }, found: [5, 4] },
      { query: { after: 0, before: 4, limit: 2, newestFirst: true }, found: [3, 2] },
      { query: { after: 0, limit: 9, newestFirst: true, actor: 'me' }, found: [3, 1] },
      { query: { after: 0, limit: 9, newestFirst: true, name: 'b' }, found: [4, 3] },
      { query: { after: 0, limit: 9, newestFirst: true, name: 'b', actor: 'you' }, found: [4] },
      { query: { after: 0, limit: 9, action: 'config.put' }, found: [5] },
      { query: { after: 0, limit: 1, action: 'subject.update', newestFirst: true, name: 'a' }, found: [2] },
    ] as const;
    for (const { query, found } of rows) {
      test(`of ${JSON.stringify(query)}`, async () => {
        const store = await create(deed(entry('me', 'a'), entry('you', 'a'), entry('me', 'b'), entry('you', 'b'), entry('they', 'c', 'config.put')));
        expect((await store.listAudit(query)).map(({ sequence }) => sequence)).toEqual(found);
      });
    }
  });

  describe(`${driver}: fields`, () => {
    const paths = { a: ['orderId', 'lines', 'lines/quantity'], b: ['orderid', 'Übergröße'], c: [] };
    const rows = [
      { field: 'orderId', found: ['a', 'b'] },
      { field: 'ORDERID', found: ['a', 'b'] },
      { field: 'quantity', found: ['a'] },
      { field: 'lines/quantity', found: ['a'] },
      { field: 'lines.quantity', found: ['a'] },
      { field: 'antity', found: [] },
      { field: 'line', found: [] },
      { field: 'übergrösse', found: [] },
      { field: 'ÜBERGRÖßE', found: ['b'] },
      { field: '"', found: [] },
    ];
    for (const { field, found } of rows) {
      test(`${field} is in ${found.join(', ') || 'none'}`, async () => {
        const store = await create();
        for (const [subject, of] of Object.entries(paths)) {
          await written(store, { ...registration({ subject, version: 1, text: subject }), fields: { subject, paths: ['old'] } });
          await written(store, { expect: [], fields: { subject, paths: of }, changes: () => [] });
        }
        expect((await store.listSubjects({ limit: 10, field })).map(({ subject }) => subject.subject)).toEqual(found);
        expect(await store.listSubjects({ limit: 10, field: 'old' })).toEqual([]);
      });
    }
  });

  describe(`${driver}: readStamp`, () => {
    test('is another number after each commit, and the same while there is none', async () => {
      const store = await create();
      const stamps = [await store.readStamp()];
      expect(await store.readStamp()).toBe(stamps[0]);
      for (const version of [1, 2]) {
        await written(store, registration({ subject: 'a', version, text: `{"title":"${version}"}` }));
        stamps.push(await store.readStamp());
      }
      await written(store, { expect: [], changes: () => [] });
      stamps.push(await store.readStamp());
      expect(new Set(stamps).size).toBe(4);
      expect(await store.readStamp()).toBe(stamps.at(-1));
    });
  });

  describe(`${driver}: readSizes`, () => {
    test('counts what there is, soft-deleted versions included', async () => {
      const store = await create();
      expect(await store.readSizes()).toEqual({ subjects: 0, versions: 0, schemas: 0, changes: 0 });
      await written(store, registration({ subject: 'a', version: 1 }));
      await written(store, registration({ subject: 'a', version: 2, text: '{"title":"a"}' }));
      await written(store, registration({ subject: 'b', version: 1 }));
      const [version] = (await historyOf(store, 'a')).versions;
      await written(store, update(await historyOf(store, 'a'), { versions: [{ ...version, deletedAt: 't' } as VersionRecord] }));
      const { last } = await store.readPosition();
      expect(await store.readSizes()).toEqual({ subjects: 2, versions: 3, schemas: 2, changes: last });
    });
  });

  describe(`${driver}: listUnindexed`, () => {
    test('gives the subjects without fields, by name, until they are written, be they none', async () => {
      const store = await create(...['b', 'a', 'c'].map((subject) => registration({ subject, version: 1, text: subject })));
      expect(await store.listUnindexed(2)).toEqual(['a', 'b']);
      for (const subject of ['a', 'c']) await written(store, { expect: [], fields: { subject, paths: [] }, changes: () => [] });
      expect(await store.listUnindexed(9)).toEqual(['b']);
      await written(store, update(await historyOf(store, 'a'), { versions: [] }));
      expect(await store.listUnindexed(9)).toEqual(['b']);
    });
  });

  describe(`${driver}: verdicts`, () => {
    const witnessed: Verdict = { kind: 'not_contained', witness: { é: [1, null] }, minimal: true, findings: [], stats: CONTAINED.stats };
    test('those of a commit are kept with it, and none of one that conflicts', async () => {
      const store = await create();
      const [kept, lost] = [verdictKey('w', 'r'), verdictKey('w', 'r2')];
      await written(store, { ...registration({ subject: 'a', version: 1 }), verdicts: [{ key: kept, verdict: CONTAINED }] });
      const again = { ...registration({ subject: 'a', version: 1 }), verdicts: [{ key: lost, verdict: CONTAINED }] };
      expect((await store.commit(again)).kind).toBe('conflict');
      expect([await store.readVerdict(kept), await store.readVerdict(lost)]).toEqual([CONTAINED, undefined]);
    });

    test('one is found under exactly its key, and replaced', async () => {
      const store = await create();
      await store.writeVerdicts([
        { key: verdictKey('w', 'r'), verdict: CONTAINED },
        { key: verdictKey('w', 'r', { engine: 'e2' }), verdict: CONTAINED },
      ]);
      await store.writeVerdicts([{ key: verdictKey('w', 'r'), verdict: witnessed }]);
      await store.writeVerdicts([]);
      const keys = [verdictKey('r', 'w'), verdictKey('w', 'r'), verdictKey('w', 'r', { engine: 'e2' })];
      expect(await store.readVerdictKinds(keys)).toEqual([undefined, 'not_contained', 'contained']);
      expect(await store.readVerdictKinds([])).toEqual([]);
      expect(await store.readVerdict(verdictKey('w', 'r'))).toEqual(witnessed);
      expect(await store.readVerdict(verdictKey('w', 'r', { engine: 'e2' }))).toEqual(CONTAINED);
      const others = [
        verdictKey('r', 'w'),
        verdictKey('w', 'r', { question: 'narrowed' }),
        verdictKey('w', 'r', { profile: 'strict' }),
        verdictKey('w', 'r', { formats: 'assert' }),
        verdictKey('w', 'r', { engine: 'e3' }),
      ];
      for (const key of others) expect(await store.readVerdict(key)).toBeUndefined();
    });
  });

  describe(`${driver}: the snapshot`, () => {
    test('it has the subjects with a live version', async () => {
      const store = await create(
        registration({ subject: 'base', version: 1, text: 'base' }),
        registration({ subject: 'mid', version: 1, text: 'mid', references: [{ name: 'b', subject: 'base', version: 1 }] }),
        registration({ subject: 'top', version: 1, text: 'top', references: [{ name: 'm', subject: 'mid', version: 1 }] }),
        registration({ subject: 'top', version: 2, text: 'retired' }),
        registration({ subject: 'alone', version: 1, text: 'alone' }),
      );
      for (const subject of ['base', 'mid', 'alone']) await written(store, retire(await historyOf(store, subject), 1));
      await written(store, retire(await historyOf(store, 'top'), 2));
      const { position, subjects } = await wholeSnapshot(store);
      expect(position).toBe(5);
      expect(subjects).toEqual([{ ...(await historyOf(store, 'top')), proved: [], configs: await store.readConfigs() }]);
    });

    const names = ['com.a', 'com.b', 'org.a'];
    const rows = [
      { query: {}, found: names },
      { query: { prefix: 'com.' }, found: ['com.a', 'com.b'] },
      { query: { subject: 'com.b' }, found: ['com.b'] },
      { query: { subject: 'com.b', prefix: 'org.' }, found: [] },
      { query: { subject: 'com' }, found: [] },
    ];
    for (const { query, found } of rows) {
      test(`of ${JSON.stringify(query)}`, async () => {
        const store = await create(...names.map((subject) => registration({ subject, version: 1, text: subject })));
        const { subjects } = await wholeSnapshot(store, query);
        expect(subjects.map(({ subject }) => subject.subject)).toEqual(found);
      });
    }

    test('it names the proved pairs of versions of any state within a subject, in order', async () => {
      const [one, two, three] = ['one', 'two', 'three'].map(fingerprintOf) as [string, string, string];
      const texts = ['one', 'two', 'three', 'two'];
      const store = await create(
        ...texts.map((text, index) => registration({ subject: 'a', version: index + 1, text })),
        registration({ subject: 'b', version: 1, text: 'one' }),
      );
      await written(store, retire(await historyOf(store, 'a'), 3));
      const notContained: Verdict = { kind: 'not_contained', witness: 1, minimal: true, findings: [], stats: CONTAINED.stats };
      await store.writeVerdicts([
        { key: verdictKey(two, one, { profile: 'strict', engine: 'e2' }), verdict: CONTAINED },
        { key: verdictKey(one, two, { profile: 'strict', engine: 'e2' }), verdict: CONTAINED },
        { key: verdictKey(one, two, { profile: 'strict' }), verdict: CONTAINED },
        { key: verdictKey(one, two), verdict: CONTAINED },
        { key: verdictKey(one, two, { profile: 'tolerant' }), verdict: notContained },
        { key: verdictKey(one, two, { question: 'narrowed', formats: 'assert' }), verdict: CONTAINED },
        { key: verdictKey(one, three), verdict: CONTAINED },
      ]);
      const { subjects } = await wholeSnapshot(store);
      const proved = subjects.flatMap((history) => history.proved.map((pair) => ({ ...pair, subject: history.subject.subject })));
      expect(
        proved.map(
          (pair) => `${pair.subject} ${pair.writerVersion}→${pair.readerVersion} ${pair.question} ${pair.profile} ${pair.formats} ${pair.engine}`,
        ),
      ).toEqual([
        'a 1→2 contains declared annotate e1',
        'a 1→2 contains strict annotate e1',
        'a 1→2 contains strict annotate e2',
        'a 1→2 narrowed declared assert e1',
        'a 1→3 contains declared annotate e1',
        'a 1→4 contains declared annotate e1',
        'a 1→4 contains strict annotate e1',
        'a 1→4 contains strict annotate e2',
        'a 1→4 narrowed declared assert e1',
        'a 2→1 contains strict annotate e2',
        'a 4→1 contains strict annotate e2',
      ]);
    });
  });

  describe(`${driver}: the feed`, () => {
    test('sequences are consecutive from 1, over all commits, and conflicts take none', async () => {
      const store = await create();
      const many: Commit = { expect: [], changes: () => [change('x', { n: 1 }), change('', { deep: [{ é: null }] }, 'io.sluice.config.updated')] };
      const given = [];
      for (const commit of [registration({ subject: 'a', version: 1 }), many, registration({ subject: 'a', version: 7 }), many]) {
        const result = await store.commit(commit);
        given.push(result.kind === 'committed' ? result.changes.map(({ sequence }) => sequence) : result.kind);
      }
      expect(given).toEqual([[1], [2, 3], 'conflict', [4, 5]]);
      expect(await store.readPosition()).toEqual({ first: 1, last: 5 });
      expect(await store.listChanges(2, 1)).toEqual([
        { ...change('', { deep: [{ é: null }] }, 'io.sluice.config.updated'), sequence: 3, historyId: expect.any(String) as string },
      ]);
    });

    test('each change has an identity of its own, which a commit says, the feed repeats, and a snapshot has of its position', async () => {
      const [store, other] = [await create(), await create()];
      const identities: string[] = [];
      for (const subject of ['a', 'b']) {
        const commit = { ...registration({ subject, version: 1 }), changes: () => [change(subject), change(subject)] };
        for (const each of [store, other]) {
          const result = await each.commit(commit);
          const given = result.kind === 'committed' ? result.changes.map(({ historyId }) => historyId) : [];
          identities.push(...given);
          expect((await wholeSnapshot(each)).historyId).toBe(given.at(-1));
          expect((await wholeSnapshot(each, { subject: 'none' })).historyId).toBe(given.at(-1));
          expect((await each.listChanges(0, 9)).slice(-2).map(({ historyId }) => historyId)).toEqual(given);
        }
      }
      expect(new Set(identities).size).toBe(8);
    });

    const rows = [
      { after: 0, limit: 10, found: [1, 2, 3] },
      { after: 1, limit: 1, found: [2] },
      { after: 3, limit: 10, found: [] },
      { after: 99, limit: 10, found: [] },
      { after: 0, limit: 0, found: [] },
    ];
    for (const { after, limit, found } of rows) {
      test(`after ${after}, at most ${limit}`, async () => {
        const store = await create(...['a', 'b', 'c'].map((subject) => registration({ subject, version: 1 })));
        expect((await store.listChanges(after, limit)).map(({ sequence }) => sequence)).toEqual(found);
      });
    }

    test('a subscriber is woken after a commit, and reads it', async () => {
      const store = await create();
      const woken = new Promise<unknown>((resolve) => {
        store.subscribe(() => resolve(store.listChanges(0, 10)));
      });
      await written(store, registration({ subject: 'a', version: 1 }));
      expect(await woken).toMatchObject([{ sequence: 1, name: 'a' }]);
    });

    test('one that unsubscribed, or threw, keeps nobody else from being woken', async () => {
      const store = await create();
      const calls: string[] = [];
      const stop = store.subscribe(() => calls.push('gone'));
      stop();
      stop();
      const same = (): void => void calls.push('same');
      store.subscribe(same);
      store.subscribe(same)();
      const last = new Promise<void>((resolve) => void store.subscribe(resolve));
      await written(store, registration({ subject: 'a', version: 1 }));
      await last;
      expect(calls).toEqual(['same']);
    });

    test('a conflict wakes nobody', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const heard: number[] = [];
      const second = new Promise<void>((resolve) => {
        store.subscribe(() => void store.readPosition().then(({ last }) => (heard.push(last), resolve())));
      });
      expect((await store.commit(registration({ subject: 'a', version: 1 }))).kind).toBe('conflict');
      await written(store, registration({ subject: 'a', version: 2 }));
      await second;
      expect(heard).toEqual([2]);
    });
  });

  describe(`${driver}: records`, () => {
    const put = (key: string, value: object | null, revision?: number) =>
      ({ kind: 'webhook', key, value, ...(revision === undefined ? {} : { expect: revision }) }) as const;

    test('are read by key, and listed by key from a prefix on', async () => {
      const store = await create();
      const keys = ['b/2', 'b/1', 'a/1', 'b', 'b0', 'c', '\u{1F600}', '\uFFFD'];
      expect(await store.writeRecords(keys.map((key) => put(key, { of: key })))).toBe(true);
      expect(await store.readRecord('webhook', 'b/1')).toEqual({ key: 'b/1', revision: 1, value: { of: 'b/1' } });
      expect(await store.readRecord('webhook', 'nobody')).toBeUndefined();
      expect(await store.readRecord('webhook_dead', 'b/1')).toBeUndefined();
      const listed = async (query: object): Promise<string[]> =>
        (await store.listRecords({ kind: 'webhook', limit: 10, ...query })).map(({ key }) => key);
      expect(await listed({})).toEqual(['a/1', 'b', 'b/1', 'b/2', 'b0', 'c', '\uFFFD', '\u{1F600}']);
      expect(await listed({ prefix: 'b/' })).toEqual(['b/1', 'b/2']);
      expect(await listed({ prefix: 'b/', after: 'b/1' })).toEqual(['b/2']);
      expect(await listed({ prefix: 'b', limit: 2 })).toEqual(['b', 'b/1']);
      expect(await listed({ kind: 'webhook_attempt' })).toEqual([]);
    });

    test('each write counts, and an expectation that does not hold leaves everything as it was', async () => {
      const store = await create();
      expect(await store.writeRecords([put('a', { n: 1 }, 0), put('b', { n: 1 }, 0)])).toBe(true);
      expect(await store.writeRecords([put('b', { n: 2 }), put('a', { n: 2 }, 0)])).toBe(false);
      expect(await store.writeRecords([put('b', { n: 2 }, 1), put('a', null, 1)])).toBe(true);
      expect(await store.listRecords({ kind: 'webhook', limit: 10 })).toEqual([{ key: 'b', revision: 2, value: { n: 2 } }]);
      expect(await store.writeRecords([put('a', { n: 3 }, 0)])).toBe(true);
      expect(await store.readRecord('webhook', 'a')).toMatchObject({ revision: 1 });
    });

    test('a commit writes them with everything else, or is a conflict', async () => {
      const store = await create({ ...registration({ subject: 'a', version: 1 }), records: [put('a', { n: 1 }, 0)] });
      const second = { ...registration({ subject: 'a', version: 2, text: 'two' }), records: [put('b', { n: 1 }), put('a', { n: 2 }, 0)] };
      expect(await store.commit(second)).toEqual({
        kind: 'conflict',
        expectation: { kind: 'record', record: 'webhook', key: 'a', revision: 0 },
      });
      expect(await store.readPosition()).toEqual({ first: 1, last: 1 });
      const expect1 = { kind: 'record', record: 'webhook', key: 'a', revision: 1 } as const;
      expect(await store.commit({ expect: [expect1], records: [put('a', null)], changes: () => [] })).toMatchObject({ kind: 'committed' });
      expect(await store.listRecords({ kind: 'webhook', limit: 10 })).toEqual([]);
    });

    test('of many that expect one revision, one wins', async () => {
      const store = await create();
      const results = await Promise.all(Array.from({ length: 10 }, (_, n) => store.writeRecords([put('a', { n }, 0)])));
      expect(results.filter(Boolean)).toEqual([true]);
    });

    test('writing them alone wakes nobody, and changes no position', async () => {
      const store = await create();
      const heard: string[] = [];
      const last = new Promise<void>((resolve) => void store.subscribe(() => (heard.push('woken'), resolve())));
      await store.writeRecords([put('a', {})]);
      await written(store, registration({ subject: 'a', version: 1 }));
      await last;
      expect(heard).toEqual(['woken']);
    });
  });

  describe(`${driver}: writers at once`, () => {
    test('of many that expect one epoch, one wins', async () => {
      const store = await create();
      const commits = Array.from({ length: 10 }, (_, index) => registration({ subject: 'a', version: 1, text: `text ${index}` }));
      const results = await Promise.all(commits.map((commit) => store.commit(commit)));
      expect(results.filter(({ kind }) => kind === 'committed').length).toBe(1);
      expect(numbersOf((await historyOf(store, 'a')).versions)).toEqual(['a@1']);
      expect(await store.readPosition()).toEqual({ first: 1, last: 1 });
    });

    test('a history that was read stays as it was', async () => {
      const store = await create(registration({ subject: 'a', version: 1 }));
      const history = await historyOf(store, 'a');
      const copy = structuredClone(history);
      await written(store, registration({ subject: 'a', version: 2 }));
      expect(history).toEqual(copy);
    });
  });
}

function numbersOf(versions: readonly VersionRecord[]): string[] {
  return versions.map(({ subject, version }) => `${subject}@${version}`);
}

function softDelete(history: Awaited<ReturnType<typeof historyOf>>, number: number): Commit {
  const versions = history.versions.filter(({ version }) => version === number);
  return update(history, { versions: versions.map((version) => ({ ...version, deletedAt: '2026-06-01T00:00:00.000Z' })) });
}

function retire(history: Awaited<ReturnType<typeof historyOf>>, number: number): Commit {
  const versions = history.versions.filter(({ version }) => version === number);
  return update(history, { versions: versions.map((version) => ({ ...version, state: 'retired' as const })) });
}

const KEY: KeyRecord = {
  id: '0123456789abcdef',
  name: 'ci',
  hash: fingerprintOf('secret'),
  scopes: [{ access: 'read', pattern: '*' }],
  createdAt: '2026-01-02T03:04:05.000Z',
  createdBy: 'tester',
};

const AUDIT: AuditDraft = {
  time: '2026-01-02T03:04:05.000Z',
  actor: 'tester',
  action: 'key.create',
  name: KEY.id,
  before: null,
  after: { z: 1, a: 2 },
};
