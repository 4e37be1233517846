import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { generate, type SchemaInput } from '../../src/codegen/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { percentile, type Cell, type Report } from '../report.ts';
import { githubEvents, pushEvent, SHOP_EVENT, shopEvents } from './inputs.ts';

const ROUNDS = 9;
const ROUND_MS = 200;

type Judge = (value: JsonObject) => boolean;

/** A generated validator against ajv's function for the same schema, on an event that is valid, taking turns. */
export async function measureSpeed(): Promise<Report> {
  const push = githubEvents().find(({ subject }) => subject === 'com.github.push.event');
  const [shop] = shopEvents(1);
  if (push === undefined || shop === undefined) throw new Error('no event');
  const rows = [
    await compare('shop, 0.3 kB', {
      input: shop,
      event: SHOP_EVENT,
      ajv: new Ajv2020({ strict: false, validateFormats: false }),
    }),
    await compare('GitHub push, 7 kB', {
      input: push,
      event: pushEvent(),
      ajv: new Ajv({ strict: false, validateFormats: false }),
    }),
  ];
  const note = `${ROUNDS} rounds of ${ROUND_MS} ms each, in turn, in one process; formats are not judged; ratio: the median of sluice / ajv`;
  return { tables: [{ title: 'a valid event', note, columns: ['event', 'sluice ns', 'ajv ns', 'ratio', 'from', 'to'], rows }] };
}

interface Race {
  readonly input: SchemaInput;
  readonly event: JsonObject;
  readonly ajv: Ajv | Ajv2020;
}

async function compare(title: string, { input, event, ajv }: Race): Promise<Cell[]> {
  const compiled = ajv.compile(input.schema as object);
  const judges: readonly Judge[] = [await generated(input), (value) => compiled(value)];
  if (!judges.every((judge) => judge(event))) throw new Error(`${title}: the event is not valid`);
  const times: readonly number[][] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, judge] of judges.entries()) {
      const time = nanoseconds(judge, event);
      if (round > 0) times[at]?.push(time); // The first one warms up.
    }
  }
  const [ours = [], its = []] = times;
  const ratios = ours.map((time, at) => time / (its[at] ?? Number.NaN));
  return [title, percentile(ours, 0.5), percentile(its, 0.5), percentile(ratios, 0.5), percentile(ratios, 0), percentile(ratios, 1)];
}

type Validator = (value: unknown) => { readonly valid: boolean };

async function generated(input: SchemaInput): Promise<Judge> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const { path, text } of await generate({ schemas: [input], options: { language: 'js' } })) await writeFile(join(folder, path), text);
    const module = (await import(pathToFileURL(join(folder, 'index.js')).href)) as Record<string, Validator | undefined>;
    const validate = Object.entries(module).find(([name]) => name.startsWith('validate'))?.[1];
    if (validate === undefined) throw new Error(`no validator among ${Object.keys(module).join(', ')}`);
    return (value) => validate(value).valid;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nanoseconds(judge: Judge, event: JsonObject): number {
  let count = 0;
  const started = performance.now();
  let elapsed = 0;
  for (let valid = true; valid && elapsed < ROUND_MS; elapsed = performance.now() - started) {
    for (let turn = 0; turn < 500; turn += 1) valid = judge(event) && valid;
    count += 500;
  }
  return (elapsed * 1e6) / count;
}
