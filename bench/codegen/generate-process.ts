// Generates once, in a process of its own: `sluice|peer SET FOLDER`; tells the parent what it took.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaInput } from '../../src/codegen/index.ts';
import { githubEvents, shopEvents } from './inputs.ts';

export interface GenerationCost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

interface File {
  readonly path: string;
  readonly text: string;
}

const [who, set, folder = ''] = process.argv.slice(2);
const schemas = set === 'github' ? githubEvents() : shopEvents(200);
const started = performance.now();
const cpu = process.cpuUsage();
const files = who === 'sluice' ? await bySluice() : await byPeer();
mkdirSync(folder, { recursive: true });
for (const { path, text } of files) writeFileSync(join(folder, path), text);
const { user, system } = process.cpuUsage(cpu);
const cost: GenerationCost = {
  wallMs: performance.now() - started,
  cpuMs: (user + system) / 1000,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
  files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
};
process.send?.(cost);

async function bySluice(): Promise<readonly File[]> {
  const { generate } = await import('../../src/codegen/index.ts');
  return generate({ schemas });
}

/** What a user would pick instead, at its fastest: types without prettier, validators of one Ajv. */
async function byPeer(): Promise<readonly File[]> {
  const { compile } = await import('json-schema-to-typescript');
  const isGithub = set === 'github';
  const { Ajv } = isGithub ? await import('ajv') : { Ajv: (await import('ajv/dist/2020.js')).Ajv2020 };
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const ajv = new Ajv({ code: { source: true, esm: true }, strict: false, validateFormats: false });
  const all: File[] = [];
  for (const [at, { schema }] of schemas.entries()) {
    // It writes into what it is given.
    const types = await compile(structuredClone(schema) as Parameters<typeof compile>[0], nameOf(schemas[at]), { format: false });
    all.push({ path: `${nameOf(schemas[at])}.ts`, text: types });
    all.push({ path: `${nameOf(schemas[at])}.validator.mjs`, text: standalone.default(ajv, ajv.compile(schema as object)) });
  }
  return all;
}

function nameOf(input: SchemaInput | undefined): string {
  return (input?.subject ?? '').replaceAll(/[^a-zA-Z0-9]+/g, '_');
}
