import { expect, test } from 'vitest';
import { checkDump, readDump } from '../../src/dump/read-dump.ts';
import { restoreDump, type Restored } from '../../src/dump/restore.ts';
import { writeDump } from '../../src/dump/write-dump.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Row } from '../../src/storage/row.ts';
import type { Store } from '../../src/storage/store.ts';
import { CONTAINED, registration, verdictKey, written } from '../contract/commits.ts';

async function filled(): Promise<Store> {
  const store = createMemoryStore();
  for (const version of [1, 2])
    for (const subject of ['b', 'a']) await written(store, registration({ subject, version, text: `${subject}${version}é` }));
  await store.writeVerdicts([{ key: verdictKey('w', 'r'), verdict: CONTAINED }]);
  return store;
}

async function dumpOf(store: Store, without: readonly ('key' | 'verdict')[] = []): Promise<string> {
  let text = '';
  for await (const chunk of writeDump(store.exportRows(), { without })) text += chunk;
  return text;
}

/** In chunks of `size` bytes. */
async function* bytesOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function restore(store: Store, text: string): Promise<Restored> {
  return restoreDump(store, { dump: await checkDump(bytesOf(text)), bytes: bytesOf(text) });
}

for (const [from, via] of [
  ['memory', async () => openSqliteStore({ path: ':memory:' })],
  ['sqlite', async () => createMemoryStore()],
] as const) {
  test(`a dump, restored into ${from === 'memory' ? 'sqlite' : 'memory'} and dumped again, has the same bytes`, async () => {
    const source = from === 'memory' ? await filled() : await openSqliteStore({ path: ':memory:' });
    if (from === 'sqlite') await restore(source, await dumpOf(await filled()));
    const text = await dumpOf(source);
    const target = await via();
    expect(await restore(target, text)).toMatchObject({ skipped: 0, dump: { position: 4, rows: { version: 4, schema: 4, verdict: 1 } } });
    expect(await dumpOf(target)).toBe(text);
    expect(await restore(target, text)).toMatchObject({ written: 0 });
    await Promise.all([source.close(), target.close()]);
  });
}

test('an empty store has a dump, which an empty store takes', async () => {
  const text = await dumpOf(createMemoryStore());
  const target = createMemoryStore();
  await restore(target, text);
  expect(await dumpOf(target)).toBe(text);
});

test('parts that are left out are named, and not restored', async () => {
  const text = await dumpOf(await filled(), ['verdict', 'key']);
  const target = createMemoryStore();
  expect(await restore(target, text)).toMatchObject({ dump: { without: ['key', 'verdict'], rows: { version: 4 } } });
  expect(await target.readVerdict(verdictKey('w', 'r'))).toBeUndefined();
});

test('a store that went on is not restored into, nor one with an audit log of its own', async () => {
  const store = await filled();
  const text = await dumpOf(store);
  await written(store, registration({ subject: 'c', version: 1 }));
  await expect(restore(store, text)).rejects.toMatchObject({
    code: 'store_differs',
    message: expect.stringContaining('at change 5, and the dump at 4'),
  });
  const other = createMemoryStore();
  const entry = { time: '2026-01-01T00:00:00.000Z', actor: 'a', action: 'key.create', name: 'k', before: null, after: null } as const;
  await written(other, { expect: [], audit: () => [entry], changes: () => [] });
  await expect(restore(other, text)).rejects.toMatchObject({ code: 'store_differs', message: expect.stringContaining('audit log') });
});

test('what differs in a long text is shown where it does', async () => {
  const [there, wanted] = ['here', 'gone'].map((end): Row => ({
    kind: 'config',
    record: { name: 'a', alias: `${'x'.repeat(5_000)}${end}${'y'.repeat(5_000)}`, epoch: 1 },
  }));
  if (there === undefined || wanted === undefined) throw new Error('two rows');
  const store = createMemoryStore();
  await store.importRows([there]);
  const failure = await store.importRows([wanted]).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ message: expect.stringMatching(/its alias is …x{40}herey+… there, and …x{40}goney+… in the dump$/) as string });
});

test('a dump of a later format is not called a damaged one', async () => {
  const text = (await dumpOf(createMemoryStore())).replace('"version":1', '"version":9');
  const failure = await restore(createMemoryStore(), text).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'dump_invalid', message: expect.stringMatching(/^the dump has version 9 of the format/) as string });
});

const DAMAGES: readonly (readonly [title: string, damage: (text: string) => string, message: RegExp])[] = [
  ['empty', () => '', /it is empty/],
  ['cut between two lines', (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1), /was cut: after \d+ lines/],
  ['cut in a line', (text) => text.slice(0, -100), /was cut or changed/],
  ['changed in one character', (text) => text.replace('a1é', 'a1e'), /another SHA-256/],
  ['short of a line', (text) => text.replace(/\n\{"kind":"schema".*/, ''), /another SHA-256|rows of schema/],
  ['longer than its end', (text) => `${text}{"kind":"change"}\n`, /comes after the last one/],
  ['another file', () => '{"kind":"header","format":"other"}\n', /no header/],
  ['without its parts in the header', (text) => text.replace('"without":[]', '"x":1'), /does not say what was left out/],
  ['without its rows in the last line', (text) => text.replace(/"rows":\{[^}]*\}/, '"x":1'), /does not say how many rows/],
  ['no JSON', () => 'PK\u0003\u0004', /no header/],
  ['of a newer version', (text) => text.replace('"version":1', '"version":2'), /version 2 of the format.*upgrade/],
  ['with a row of a newer version', (text) => text.replace('"kind":"verdict"', '"kind":"hook"'), /kind "hook".*upgrade/],
  ['in another order', (text) => text.replace(/(\{"kind":"change".*\n)([^]*)(\{"kind":"counters)/, '$2$1$3'), /comes too late|follows/],
];
for (const [title, damage, message] of DAMAGES) {
  test(`a dump that is ${title} is refused before anything is written`, async () => {
    const text = damage(await dumpOf(await filled()));
    await expect(checkDump(bytesOf(text))).rejects.toMatchObject({ code: 'dump_invalid', message: expect.stringMatching(message) });
  });
}

// Each with a last line that fits: somebody changed the rows, and wrote the end anew.
const EDITS: readonly (readonly [title: string, edit: (rows: readonly Row[]) => readonly object[], message: RegExp])[] = [
  ['without the counters', (rows) => rows.filter(({ kind }) => kind !== 'counters'), /the row of counters.*is missing/],
  ['with the counters twice', (rows) => [...rows, ...rows.slice(-1)], /counters follows counters: expected each key once/],
  ['with a subject twice', (rows) => rows.flatMap((row): Row[] => (row.kind === 'subject' ? [row, row] : [row])), /subject "a" follows subject "a"/],
  ['with versions in another order', (rows) => reversed(rows, 'version'), /version "b" 1 follows version "b" 2/],
  ['with a verdict twice', (rows) => [...rows.slice(0, -1), rows.at(-2) ?? {}, ...rows.slice(-1)], /verdict .* follows verdict/],
  [
    'with fields of no subject',
    (rows) =>
      rows.flatMap((row): Row[] =>
        row.kind === 'subject' && row.record.subject === 'b' ? [row, { kind: 'fields', record: { subject: 'c', paths: [] } }] : [row],
      ),
    /fields "c": there is no such subject/,
  ],
  ['without its schemas', (rows) => rows.filter(({ kind }) => kind !== 'schema'), /version "a" 1: there is no schema 2/],
  ['without its subjects', (rows) => rows.filter(({ kind }) => kind !== 'subject'), /version "a" 1: there is no such subject/],
  ['with a version of another schema', (rows) => spoilt(rows, 'version', { schemaId: 1 }), /its fingerprint is not that of schema 1/],
  [
    'with a version that is yet to come',
    (rows) => spoilt(rows, 'subject', { nextVersion: 2 }),
    /version "a" 2: its subject says that the next version is 2/,
  ],
  ['whose counters are behind', (rows) => spoilt(rows, 'counters', { lastSchemaId: 3 }), /expected lastSchemaId to be 4 at least.*found 3/],
  [
    'with a state that there is not',
    (rows) => spoilt(rows, 'version', { state: 'new' }),
    /version "a" 1: expected its state to be one of active, deprecated, retired; found "new"/,
  ],
  ['with half a number', (rows) => spoilt(rows, 'subject', { epoch: 1.5 }), /expected its epoch to be a whole number from 0; found 1.5/],
  ['without a text', (rows) => spoilt(rows, 'schema', { text: undefined }), /schema 1: expected its text to be a text; found none/],
  ['with references that are none', (rows) => spoilt(rows, 'version', { references: [{ name: 'x' }] }), /expected its references to be a list/],
  [
    'with labels that are no texts',
    (rows) => spoilt(rows, 'subject', { labels: { a: 1 } }),
    /expected its labels to be an object of texts; found \{"a":1\}/,
  ],
  ['with a verdict that is none', (rows) => spoilt(rows, 'verdict', { verdict: 'contained' }), /expected its verdict to be an object with kind/],
];
for (const [title, edit, message] of EDITS) {
  test(`a dump ${title} is refused before anything is written`, async () => {
    const rows: Row[] = [];
    for await (const row of readDump(bytesOf(await dumpOf(await filled())))) rows.push(row);
    await checkDump(bytesOf(await dumpFrom(rows)));
    await expect(checkDump(bytesOf(await dumpFrom(edit(rows))))).rejects.toMatchObject({
      code: 'dump_invalid',
      message: expect.stringMatching(message),
    });
  });
}

function reversed(rows: readonly Row[], kind: Row['kind']): readonly Row[] {
  const own = rows.filter((row) => row.kind === kind).toReversed();
  return rows.map((row) => (row.kind === kind ? (own.shift() ?? row) : row));
}

/** With other members of the first row of its kind. */
function spoilt(rows: readonly Row[], kind: Row['kind'], members: object): readonly object[] {
  const place = rows.findIndex((row) => row.kind === kind);
  return rows.map((row, index) => (index === place ? { kind, record: { ...row.record, ...members } } : row));
}

async function dumpFrom(rows: readonly object[]): Promise<string> {
  const each = async function* (): AsyncGenerator<Row> {
    for (const row of rows) yield row as Row;
  };
  let text = '';
  for await (const chunk of writeDump(each())) text += chunk;
  return text;
}

test.each([
  ['no line that ends', '', 65_536, 2, 'its first line is no header of one'],
  ['a line that never ends', '{"kind":"header","format":"sluice-dump","version":1,"without":[]}\n', 67_108_864, 9, 'line 2 is longer than'],
])('a file with %s is not read to its end', async (_title, begin, size, atMost, message) => {
  const zeros = Buffer.alloc(size);
  let read = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(begin);
    for (; ; read += 1) yield zeros;
  };
  await expect(checkDump(endless())).rejects.toMatchObject({ code: 'dump_invalid', message: expect.stringContaining(message) });
  expect(read).toBeLessThan(atMost);
});

test('lines may be cut into chunks anywhere', async () => {
  const text = await dumpOf(await filled());
  for (const size of [1, 2, 64, 1_000_000]) {
    const rows = [];
    for await (const row of readDump(bytesOf(text, size))) rows.push(row.kind);
    expect(rows).toHaveLength(text.split('\n').length - 3);
  }
});
