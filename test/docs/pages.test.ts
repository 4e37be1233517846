import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = ['README.md', 'CHANGELOG.md', ...filesIn('docs'), ...filesIn('bench'), ...filesIn('examples'), ...filesIn('action')];

function filesIn(folder: string): readonly string[] {
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => `${folder}/${path}`)
    .toSorted();
}

test.each(PAGES)('%s leads only to files and headings that there are', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test.each(PAGES)('%s has no marks of a merge that nobody finished', (page) => {
  expect(read(page).match(/^(?:<{7}|={7}|>{7})(?: .*)?$/gm) ?? []).toEqual([]);
});

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function withoutBlocks(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```/gm, '');
}

/** Those within the project. */
function linksOf(page: string): readonly string[] {
  const text = withoutBlocks(page).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** As GitHub names them in addresses. */
function headingsOf(page: string): readonly string[] {
  const texts = [...withoutBlocks(page).matchAll(/^#{1,6} +(.+)$/gm)].map(([, text = '']) => text);
  const names = texts.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
  const before = (at: number): number => names.slice(0, at).filter((name) => name === names[at]).length;
  return names.map((name, at) => (before(at) === 0 ? name : `${name}-${before(at)}`));
}
