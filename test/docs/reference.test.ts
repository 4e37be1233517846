import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../cli/catalogue.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGE = read('docs/reference.md');

function textOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((path) => /\.(?:tsx?|mjs)$/.test(path) && !path.includes('node_modules'))
    .map(read)
    .join('\n');
}

const SOURCES = textOf(['src', 'cli']);

const found = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();

/** Between processes of one gateway only. */
const INNER = new Set(['SLUICE_GATEWAY_WORKER', 'SLUICE_GATEWAY_WORKER_PORT']);
const OF_TESTS = ['SLUICE_TEST_CHROMIUM', 'SLUICE_TEST_POSTGRES'];

test('every environment variable of ours that is read is on the page, and no other', () => {
  const used = found(SOURCES, /\b(SLUICE_[A-Z_]*[A-Z])\b/g).filter((name) => !INNER.has(name));
  expect(found(PAGE, /`(SLUICE_[A-Z_]+)`/g)).toEqual([...used, ...OF_TESTS].toSorted());
});

test('so is every variable of others', () => {
  const used = found(SOURCES, /\benv\['([A-Z][A-Z_]+)'\]/g).filter((name) => !name.startsWith('SLUICE_'));
  const [, table = ''] = /## Environment variables\n([^]*?)\n## /.exec(PAGE) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) => found(row.split('|')[1] ?? '', /`([A-Z_]+)`/g));
  expect(listed.filter((name) => !name.startsWith('SLUICE_')).toSorted()).toEqual(used);
});

test('so is every variable of tests and scripts, and bench/README.md has those of benches', () => {
  const readIn = (folders: readonly string[]): readonly string[] => found(textOf(folders), /\bprocess\.env(?:\[['"]|\.)([A-Z][A-Z_]+)/g);
  const [, table = ''] = PAGE.split('## Working on sluice');
  // The system's own, and one that a test reads to see that there is none.
  const used = readIn(['test', 'scripts']).filter((name) => name !== 'PATH' && name !== 'TMPDIR' && name !== 'SLUICE_NO_SUCH_SECRET');
  expect(found(table, /^\| `([A-Z_]+)` \|/gm)).toEqual(used);
  const page = read('bench/README.md');
  expect(readIn(['bench']).filter((name) => !page.includes(name))).toEqual([]);
});

test('every metric is on the page once, and where it is explained', () => {
  const used = found(SOURCES, /['`](sluice_[a-z_]+)\b/g).filter((name) => name !== 'sluice_queue');
  expect([...PAGE.matchAll(/`(sluice_[a-z_]+)`/g)].map(([, name = '']) => name).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(used);
  for (const name of used) expect(read(name.startsWith('sluice_gateway_') ? 'docs/gateway.md' : 'docs/operations.md'), name).toContain(name);
});

test('every entry of the package is on the page', () => {
  const { exports } = JSON.parse(read('package.json')) as { readonly exports: Readonly<Record<string, unknown>> };
  const names = Object.keys(exports).map((path) => `sluice${path.slice(1)}`);
  expect(found(PAGE, /^\| `(sluice(?:\/[a-z.]+)?)` \|/gm)).toEqual(names.toSorted());
});

test('every schema of a configuration file is on the page', () => {
  const names = readdirSync(join(ROOT, 'schemas/config')).map((name) => `schemas/config/${name}`);
  expect(found(PAGE, /`(schemas\/config\/[a-z.]+)`/g)).toEqual(names.toSorted());
});

test('every command has its part of docs/cli.md, and every part a command', () => {
  const parts = found(read('docs/cli.md'), /^### ([a-z, -]+)$/gm).flatMap((title) => title.split(', '));
  const known = new Set(CATALOGUE.map(({ name }) => name));
  expect(parts.filter((name) => !known.has(name) && name !== 'generate in a project')).toEqual(['in a project']);
  expect([...known].filter((name) => !parts.includes(name))).toEqual([]);
});
