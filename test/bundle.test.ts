import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type * as Sluice from '../src/index.ts';

// What the package ships of our own code, which scripts/build-package.mjs makes.
const DIST = join(dirname(import.meta.dirname), 'dist');
const FILES = ['chunks', 'cli', 'src'].flatMap((folder) =>
  readdirSync(join(DIST, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(DIST, folder, name)),
);
const CODE = FILES.filter((file) => file.endsWith('.js')).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const TYPES = FILES.filter((file) => file.endsWith('.d.ts'));

test('what runs in a thread lies beside each file that starts one', () => {
  const named = CODE.flatMap(({ file, text }) =>
    [...text.matchAll(/new URL\("(\.[^"]+)", import\.meta\.url\)/g)].map(([, path]) => join(dirname(file), path ?? '')),
  );
  const workers = ['engine', 'examples', 'parser', 'schema-tools', 'slow-judge'].map((name) => join(DIST, 'chunks', `${name}-worker.js`));
  expect(named.filter((path) => path.endsWith('.js')).toSorted()).toEqual(workers);
  expect(workers.filter((path) => !existsSync(path))).toEqual([]);
});

test('each module is there once, so that what it keeps is one for all entries', () => {
  const modules = CODE.flatMap(({ text }) => [...text.matchAll(/^\/\/ ((?:src|cli)\/\S+\.ts)$/gm)].map(([, name]) => name ?? ''));
  expect(modules).toContain('src/registry/registry.ts');
  expect(modules.filter((name, index) => modules.indexOf(name) !== index)).toEqual([]);
});

test('errors keep the name of their class', async () => {
  const { RegistryError } = (await import(join(DIST, 'src', 'index.js'))) as typeof Sluice;
  expect(RegistryError.name).toBe('RegistryError');
  const errors = CODE.flatMap(({ text }) => [...text.matchAll(/class ([\w$]+) extends \w*Error\b/g)].map(([, name]) => name ?? ''));
  expect(errors.filter((name) => name === 'RegistryError')).toHaveLength(1);
  expect(errors.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
});

test('every file that the types name is there', () => {
  const named = TYPES.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?['"](\.[^'"]+)['"]/g)].map(([, path]) => join(dirname(file), path ?? '')),
  );
  expect(named.length).toBeGreaterThan(TYPES.length);
  expect(named.filter((path) => !existsSync(path.replace(/\.[jt]s$/, '.d.ts')))).toEqual([]);
});
