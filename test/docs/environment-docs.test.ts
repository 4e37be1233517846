import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = read('docs/environment.md');
const BENCHES = read('bench/README.md');

/** The variables that a section of the page, or what comes after it, has a row for. */
function rowsOf(text: string): readonly string[] {
  return [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name);
}

const [ours = '', theirs = ''] = PAGE.split('## Working on sluice');

test('the page has every variable that sluice reads, once, and no other', () => {
  expect(rowsOf(ours).toSorted()).toEqual(namesIn(['src', 'cli'], [...READS, WORD]));
});

test('the page has every variable that tests and scripts read, once, and no other', () => {
  const known = new Set([...rowsOf(ours), ...FOREIGN]);
  const found = namesIn(['test', 'scripts'], READS).filter((name) => !known.has(name));
  expect(rowsOf(theirs).toSorted()).toEqual(found);
});

test('bench/README.md has those of benches', () => {
  const found = namesIn(['bench'], READS);
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter((name) => !BENCHES.includes(name))).toEqual([]);
});

test('every link of the page leads somewhere', () => {
  for (const [, file = '', anchor] of PAGE.matchAll(/\]\(([\w-]+\.md)(?:#([\w-]+))?\)/g)) {
    const titles = [...read(`docs/${file}`).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => slugOf(title));
    if (anchor !== undefined) expect(titles, file).toContain(anchor);
  }
});

/** How code reads a variable. */
const READS = [/\benv\[['"](\w+)['"]\]/g, /\bprocess\.env\.(\w+)/g, /[{,] (\w+)[^{}]*\} = (?:io|process)\.env\b/g];

/** Some are in constants, lists and texts first: ours are known by their beginning. */
const WORD = /\b(SLUICE_[A-Z_]*[A-Z])\b/g;

// Of the system and of npm; and one that a test reads to see that there is none.
const FOREIGN = ['PATH', 'npm_execpath', 'SLUICE_NO_SUCH_SECRET'];

function namesIn(folders: readonly string[], patterns: readonly RegExp[]): readonly string[] {
  const texts = folders.flatMap(filesBelow).map(read);
  const names = texts.flatMap((text) => patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)));
  return [...new Set(names)].toSorted();
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(?:tsx?|mjs)$/.test(name) && !name.includes('node_modules')).map((name) => `${folder}/${name}`);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
