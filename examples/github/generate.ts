import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Narrator } from '../narrator.ts';

// This file runs as dist/modules/examples/github/generate.js.
const CLI = join(import.meta.dirname, '..', '..', '..', 'cli', 'main.js');
const require = createRequire(import.meta.url);

const COMPILER_OPTIONS = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ target: 'es2022', lib: ['es2022'], types: [], module: 'nodenext', moduleResolution: 'nodenext', noEmit: true },
};

/** Generate types, validators, producer and consumer of every subject, as a build would, and compile them. */
export async function generateAll(narrator: Narrator, registry: string, folder: string): Promise<void> {
  const since = performance.now();
  const generated = await runNode([CLI, 'generate', '--subject', 'com.github.*', '--registry', registry, '--out', folder, '--format', 'json']);
  const files = generated.code === 0 ? await readdir(folder) : [];
  const generatedAt = performance.now();
  narrator.say(`\ngenerated ${files.length} files in ${((generatedAt - since) / 1000).toFixed(1)} s`);
  narrator.claim(generated.code === 0, `types and validators of all subjects were generated${detailOf(generated)}`);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }));
  const checked = await runNode([join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), '-p', folder]);
  const elapsed = ((performance.now() - generatedAt) / 1000).toFixed(1);
  narrator.claim(checked.code === 0, `they compile under --strict, in ${elapsed} s${detailOf(checked)}`);
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function detailOf({ code, output }: Ended): string {
  return code === 0 ? '' : `: exit ${code}, ${output.slice(0, 2_000)}`;
}

function runNode(parameters: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
