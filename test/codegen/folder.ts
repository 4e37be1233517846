import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { generate, type GenerateOptions, type GeneratedFile, type SchemaInput } from '../../src/codegen/index.ts';
import type { EventFinding } from '../../src/core/verdict.ts';

/** A folder that is gone after the test; what is in it counts as ES modules. */
export async function temporaryFolder(): Promise<string> {
  const folder = await lastingFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One for all tests of a file. */
export async function lastingFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-codegen-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

/** Write generated files into a folder of their own. */
export async function writeAll(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { path, text } of files) await writeFile(join(folder, path), text);
}

export interface Validation {
  readonly valid: boolean;
  readonly findings: readonly EventFinding[];
}

export type GeneratedModule = Record<string, (value: unknown) => Validation>;

/** Generate JavaScript and load its door as Node does. */
export async function load(schemas: readonly SchemaInput[], options: GenerateOptions = {}): Promise<GeneratedModule> {
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas, options: { ...options, language: 'js' } }));
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'index.js')).href)) as GeneratedModule;
}
