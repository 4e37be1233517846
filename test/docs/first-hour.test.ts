import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderWith, MAIN, serve, type Server } from '../cli/process.ts';
import { commandsOf, exitOf, patternOf, type Command } from './console-blocks.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/first-hour.md'), 'utf8');
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const WRITTEN_ADDRESS = 'http://127.0.0.1:8081';

/** A step of the page: a file that it says to write, or a command with what it prints. */
type Step = { readonly kind: 'file'; readonly path: string; readonly text: string } | ({ readonly kind: 'command' } & Command);

let server: Server;
let cwd = '';

beforeAll(async () => {
  server = await serve(['serve', '--port', '0', '--store', 'memory:']);
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
  if (step.kind === 'file') {
    await mkdir(dirname(join(cwd, step.path)), { recursive: true });
    await writeFile(join(cwd, step.path), here(step.text));
    return;
  }
  const { code, stdout, stderr } = await run(here(step.line));
  expect({ code, stderr }).toEqual({ code: step.exit, stderr: '' });
  expect(stdout.replaceAll(server.registry, WRITTEN_ADDRESS)).toMatch(patternOf(step.printed));
}

function here(text: string): string {
  return text.replaceAll(WRITTEN_ADDRESS, server.registry);
}

const PROGRAMS: Readonly<Record<string, readonly string[]>> = { 'npx sluice': [MAIN], 'npx tsc': [TSC], node: [] };

function run(line: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [program, words] = Object.entries(PROGRAMS).find(([name]) => line.startsWith(name)) ?? ['', []];
  const args = [...line.slice(program.length).matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return new Promise((resolve) => {
    execFile(process.execPath, [...words, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, language = '', info = '', text = '']): Step[] => {
    if (language === 'console') return commandsOf(text, exitOf(info)).map((command) => ({ kind: 'command', ...command }));
    return info === '' ? [] : [{ kind: 'file', path: info, text }];
  });
}

function titleOf(step: Step): string {
  return step.kind === 'file' ? `write ${step.path}` : `$ ${step.line}`;
}
