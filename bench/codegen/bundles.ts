import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { generate } from '../../src/codegen/index.ts';
import { dataFolder, ROOT } from '../data-folder.ts';
import { atMost } from '../bar.ts';
import type { Cell, Report } from '../report.ts';
import { shopEvents } from './inputs.ts';

/** What validating one event adds to a bundle. */
export async function measureBundles(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const [input] = shopEvents(1);
    if (input === undefined) throw new Error('no event');
    for (const { path, text } of await generate({ schemas: [input] })) await writeFile(join(folder, path), text);
    const schema = JSON.stringify(input.schema);
    const ajv = new Ajv2020({ code: { source: true, esm: true }, strict: false, validateFormats: false });
    const code = standalone.default(ajv, ajv.compile(input.schema as object));
    const ours = await bundle("export { validateEvent0Placed } from './index.ts';", folder);
    const rows: Cell[][] = [
      ['sluice: validator', ...ours],
      ['sluice: createProducer', ...(await bundle("export { createProducer } from './index.ts';", folder))],
      ['sluice: createConsumer', ...(await bundle("export { createConsumer } from './index.ts';", folder))],
      ['ajv standalone', ...(await bundle(code, ROOT))],
      [
        'ajv and the schema',
        ...(await bundle(`import { Ajv2020 } from 'ajv/dist/2020.js'; export default new Ajv2020({ strict: false }).compile(${schema});`, ROOT)),
      ],
      ['zod, written by hand', ...(await bundle(ZOD, dataFolder('codegen')))],
    ];
    return {
      tables: [{ title: 'bundles', note: 'one event, esbuild, minified, ESM', columns: ['what', 'bytes', 'gzip'], rows }],
      bars: [atMost('a validator with its runtime, bytes', ours[0], 6 * 1_024)],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(contents: string, resolveDir: string): Promise<[bytes: number, gzip: number]> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return [file.contents.length, gzipSync(file.contents, { level: 9 }).length];
}

/** The same contract as `shopEvents` has. */
const ZOD = `
import * as z from 'zod';
export default z.looseObject({
  orderId: z.string(),
  placedAt: z.string().optional(),
  lines: z.array(z.looseObject({ sku: z.string().min(1), qty: z.int().min(1), note0: z.string().max(100).optional() })).min(1),
  payment: z.union([
    z.looseObject({ method: z.literal('card'), last4: z.string().regex(/^[0-9]{4}$/) }),
    z.looseObject({ method: z.literal('invoice'), days: z.int().max(90) }),
  ]),
  total: z.looseObject({ amount: z.int().min(0), currency: z.enum(['EUR', 'USD']) }),
  tags: z.array(z.string()).refine((tags) => new Set(tags).size === tags.length).optional(),
  member0: z.string().nullable().optional(),
});
`;
