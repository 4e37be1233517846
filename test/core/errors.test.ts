import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderErrorDocs } from '../../src/core/error-docs.ts';
import { ERROR_CODES, RegistryError } from '../../src/core/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..');

test('docs/errors.md is what the catalogue says; `npm run docs:errors` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8')).toBe(renderErrorDocs());
});

test('every code is thrown somewhere', () => {
  const sources = ['src', 'cli'].flatMap((folder) => readTree(join(ROOT, folder))).filter((text) => !text.includes('const TABLE = {'));
  expect(ERROR_CODES.filter((code) => !sources.some((text) => text.includes(`'${code}'`)))).toEqual([]);
});

test('what is not ours becomes internal, and its message stays inside', () => {
  const error = RegistryError.from(new Error('password=hunter2'));
  expect(error.code).toBe('internal');
  expect(error.message).not.toContain('hunter2');
  expect(error.cause).toBeInstanceOf(Error);
});

function readTree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
