import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RegistryError, unreachable } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { generate, type GenerateOptions, type SchemaInput } from '../../src/codegen/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';

interface Validate {
  (value: JsonValue): { readonly valid: boolean };
}

/** Generate JavaScript for a schema, load it as Node does, and give its validator. The files are gone afterwards. Throws `file_unreadable`. */
export async function loadValidator(input: SchemaInput, options: Pick<GenerateOptions, 'formats'>): Promise<(instance: JsonValue) => boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-verify-')).catch(cannotWrite);
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }').catch(cannotWrite);
    const files = await generate({ schemas: [input], options: { ...options, language: 'js' } });
    for (const { path, text } of files) await writeFile(join(folder, path), text).catch(cannotWrite);
    const module = (await import(pathToFileURL(join(folder, 'index.js')).href)) as Readonly<Record<string, Validate>>;
    const [, validate] = Object.entries(module).find(([name]) => name.startsWith('validate')) ?? [];
    if (validate === undefined) return unreachable('the generated index exports no validator');
    return (instance) => validate(instance).valid;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cannotWrite(cause: unknown): never {
  const message = `cannot write to ${tmpdir()}, where generated code is put to be run: ${fileReason(cause)}`;
  throw new RegistryError('file_unreadable', message, { cause, data: { file: tmpdir(), next: 'Name a folder that may be written to in TMPDIR.' } });
}
