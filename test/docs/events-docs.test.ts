import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderWith } from '../cli/process.ts';
import { serveHere, type ServerHere } from '../cli/serve-here.ts';
import { patternOf } from './console-blocks.ts';
import { runLine, stepsOf, titleOf, writeStep, type Step } from './page-steps.ts';
import { until } from '../until.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/events.md'), 'utf8');
const TOKEN = 'let-me-in';

const steps = stepsOf(PAGE);
const first = steps.findIndex(({ kind }) => kind === 'command');

let cwd = '';
let billing: ChildProcess;
let up: ServerHere;
/** Addresses as they are written, and as they are here. */
let places: readonly (readonly [written: string, here: string])[] = [];

beforeAll(async () => {
  cwd = await folderWith();
  for (const step of steps.slice(0, first)) await take(step);
  billing = spawn(process.execPath, ['billing.mjs'], { cwd, env: { PORT: '0' } });
  const [port] = (await once(billing.stdout!, 'data')) as [Buffer];
  places = [['http://127.0.0.1:9000/', `http://127.0.0.1:${port.toString().trim()}/`]];
  for (const step of steps.slice(0, first)) await take(step);
  up = await serveHere(['up', '--config', 'gateway.json', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:'], {
    cwd,
    env: { ADMIN_TOKEN: TOKEN },
  });
  places = [...places, ['http://127.0.0.1:8081', up.registry], ['http://127.0.0.1:8080', up.gateway]];
});

afterAll(async () => {
  billing.kill();
  await up.stop();
});

test('the page has every command', () => {
  const lines = steps.flatMap((step) => (step.kind === 'command' ? [step.line] : []));
  for (const action of ['list', 'show', 'why', 'rejudge', 'replay', 'discard']) {
    expect(lines.some((line) => line.startsWith(`npx sluice events ${action}`))).toBe(true);
  }
});

for (const [index, step] of steps.slice(first).entries()) test(`${index + 1}. ${titleOf(step)}`, () => take(step));

async function take(step: Step): Promise<void> {
  if (step.kind === 'file') return writeStep(cwd, { ...step, text: here(step.text) });
  const env = { SLUICE_REGISTRY: up.registry, SLUICE_GATEWAY: up.gateway, SLUICE_GATEWAY_TOKEN: TOKEN };
  const { code, stdout, stderr } = await runLine(here(step.line), { cwd, env, programs: { node: [] } });
  expect({ code, stderr }).toEqual({ code: step.exit, stderr: '' });
  expect(stdout).toMatch(patternOf(step.printed));
  await settled();
}

function here(text: string): string {
  return places.reduce((replaced, [written, own]) => replaced.replaceAll(written, own), text);
}

/** The gateway knows what is registered, and has delivered what it could. */
async function settled(): Promise<void> {
  const { position } = (await (await fetch(`${up.registry}/api/v1/snapshot`)).json()) as { readonly position: number };
  await until(async () => {
    const ready = (await (await fetch(`${up.gateway}/-/readyz`)).json()) as { readonly position?: number };
    const counts = await fetch(`${up.gateway}/-/api/v1/events/counts`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { items } = (await counts.json()) as { readonly items: readonly { readonly state: string }[] };
    return (ready.position ?? -1) >= position && items.every(({ state }) => state !== 'waiting' && state !== 'taken');
  });
}
