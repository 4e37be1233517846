import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderWith } from '../cli/process.ts';
import { serveHere, type ServerHere } from '../cli/serve-here.ts';
import { patternOf } from './console-blocks.ts';
import { runLine, stepsOf, titleOf, writeStep, type Step } from './page-steps.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/first-hour.md'), 'utf8');
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const WRITTEN_ADDRESS = 'http://127.0.0.1:8081';

let server: ServerHere;
let cwd = '';

beforeAll(async () => {
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
  cwd = await folderWith();
});

afterAll(() => server.stop());

const steps = stepsOf(PAGE);

test('the page goes the whole way', () => {
  const lines = steps.flatMap((step) => (step.kind === 'command' ? [step.line] : []));
  for (const command of ['init', 'publish', 'pull', 'generate', 'check', 'update', 'register', 'verify'])
    expect(lines.some((line) => line.startsWith(`npx sluice ${command}`))).toBe(true);
  expect(steps.filter((step) => step.kind === 'command' && step.exit === 1)).toHaveLength(1);
});

for (const [index, step] of steps.entries()) test(`${index + 1}. ${titleOf(step)}`, () => take(step));

async function take(step: Step): Promise<void> {
  if (step.kind === 'file') return writeStep(cwd, { ...step, text: here(step.text) });
  const { code, stdout, stderr } = await runLine(here(step.line), {
    cwd,
    programs: { 'npx tsc': [TSC], node: [] },
  });
  expect({ code, stderr }).toEqual({ code: step.exit, stderr: '' });
  expect(stdout.replaceAll(server.registry, WRITTEN_ADDRESS)).toMatch(patternOf(step.printed));
}

function here(text: string): string {
  return text.replaceAll(WRITTEN_ADDRESS, server.registry);
}
