import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generate, type GenerateRequest } from '../../src/codegen/index.ts';
import { typeCheck } from './type-check.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

// UPDATE_GOLDEN=1 writes what is generated; look at the difference before committing it.
for (const name of ['adapters', 'orders', 'plain-js']) {
  test(`${name}: the generated files are the ones kept here`, async () => {
    const folder = join(GOLDEN, name, 'out');
    const files = await generate(JSON.parse(await readFile(join(GOLDEN, name, 'request.json'), 'utf8')) as GenerateRequest);
    if (process.env['UPDATE_GOLDEN'] === '1') await replaceFolder(folder, files);
    expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual(await readFolder(folder));
  });

  test(`${name}: the generated files compile under strict flags`, async () => {
    expect(await typeCheck(join(GOLDEN, name, 'out'))).toBe('');
  });
}

async function readFolder(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

async function replaceFolder(folder: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, text } of files) await writeFile(join(folder, path), text);
}
