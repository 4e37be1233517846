import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { guidOf } from '../../src/core/schema-guid.ts';
import { createRegistry, type ListQuery } from '../../src/registry/registry.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { openStore } from '../../src/server/stores/open-store.ts';
import type { Commit, Store } from '../../src/storage/store.ts';
import { percentile, type Report } from '../report.ts';

const SUBJECTS = 10_000;

/** Each with what the index cannot help with: a scan reads every subject and its fields. */
const SEARCHES: readonly { readonly name: string; readonly query: ListQuery }[] = [
  { name: 'a field of 10 subjects', query: { field: 'lines.rare7' } },
  { name: 'a field of 1,000 subjects, a page', query: { field: 'common7' } },
  { name: 'a field of all, a page', query: { field: 'id' } },
  { name: 'a field of none', query: { field: 'customer.email' } },
  { name: 'a text in 1 name', query: { search: 'team7.event7777' } },
  { name: 'an owner of 100, a page', query: { owner: 'team-42' } },
  { name: 'a label of 100', query: { label: { name: 'area', value: 'area-42' } } },
];

/** A search over 10,000 subjects through the registry, against reading all of them and looking. */
export async function benchSearch(): Promise<Report> {
  const store = await openStore({ kind: 'sqlite', path: join(await mkdtemp(join(tmpdir(), 'sluice-bench-')), 'registry.sqlite') }, '.');
  await fill(store);
  const registry = createRegistry({ store, formats: [jsonSchemaFormat], now: Date.now, random: randomBytes });
  const rows = [];
  for (const { name, query } of SEARCHES) {
    const found = (await registry.listSubjects({ ...query, limit: 1_000 })).items.length;
    const searched = await time(30, () => registry.listSubjects(query));
    const scanned = await time(3, () => scan(store, query));
    rows.push([
      name,
      found,
      percentile(searched, 0.5),
      percentile(searched, 0.95),
      percentile(scanned, 0.5),
      percentile(scanned, 0.5) / percentile(searched, 0.5),
    ]);
  }
  await store.close();
  const columns = ['search', 'found (≤ 1,000)', 'p50 ms', 'p95 ms', 'scan ms', 'scan ÷ search'];
  return {
    tables: [{ title: `a search over ${SUBJECTS} subjects, a page of 100`, note: 'scan: every subject is read and looked at', columns, rows }],
  };
}

async function time(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times = [];
  for (let at = 0; at < count; at += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

// A field of two characters is none that the index knows, so the store walks over all subjects and their paths.
async function scan(store: Store, { field, search, owner, label }: ListQuery): Promise<void> {
  const all = await store.listSubjects({ limit: SUBJECTS, field: 'x' });
  const everything = field === undefined ? await store.listSubjects({ limit: SUBJECTS }) : all;
  everything.filter(({ subject }) => JSON.stringify([subject, field, search, owner, label]).length === 0);
}

async function fill(store: Store): Promise<void> {
  for (let at = 0; at < SUBJECTS; at += 1) await store.commit(subjectNumber(at));
}

function subjectNumber(at: number): Commit {
  const subject = `com.shop.team${at % 100}.event${at}`;
  const text = JSON.stringify({ title: subject });
  const fingerprint = createHash('sha256').update(text).digest('hex');
  const createdAt = new Date(0).toISOString();
  const paths = [
    'id',
    'lines',
    'lines/quantity',
    `lines/rare${at % 1_000}`,
    `common${at % 10}`,
    ...Array.from({ length: 25 }, (_, field) => `member${field}`),
  ];
  const labels = { area: `area-${at % 100}` };
  return {
    expect: [],
    subject: { subject, epoch: 1, nextVersion: 2, face: 'native', owner: `team-${at % 100}`, labels, createdAt },
    schema: { identity: fingerprint, guid: guidOf(fingerprint), fingerprint, format: 'json-schema', dialect: 'draft-2020-12', text },
    versions: [
      {
        ...{ subject, version: 1, line: 1, identity: fingerprint, fingerprint, dialect: 'draft-2020-12', semver: '1.0.0', change: null },
        ...{ references: [], state: 'active', labels: {}, createdAt, createdBy: 'bench' },
      },
    ],
    fields: { subject, paths },
    changes: () => [],
  };
}
