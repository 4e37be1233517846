import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sluiceHere } from '../cli/in-process.ts';
import type { Finished } from '../cli/process.ts';
import { commandsOf, exitOf, type Command } from './console-blocks.ts';

/** A step of a page: a file that it says to write, or a command with what it prints. */
export type Step = { readonly kind: 'file'; readonly path: string; readonly text: string } | ({ readonly kind: 'command' } & Command);

/** Code blocks with a file name, and those that are `console`, whose commands end with 0 or `exit=N`. */
export function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, language = '', info = '', text = '']): Step[] => {
    if (language === 'console') return commandsOf(text, exitOf(info)).map((command) => ({ kind: 'command', ...command }));
    return info === '' ? [] : [{ kind: 'file', path: info, text }];
  });
}

export function titleOf(step: Step): string {
  return step.kind === 'file' ? `write ${step.path}` : `$ ${step.line}`;
}

export async function writeStep(cwd: string, { path, text }: Extract<Step, { kind: 'file' }>): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
}

/** Where commands are run. */
export interface Shell {
  readonly cwd: string;
  /** What a command begins with that is not ours, and the arguments of Node that stand for it. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
}

const OURS = 'npx sluice';

/** Run a command of a page: of ours in this process. */
export function runLine(line: string, { cwd, programs, env = {} }: Shell): Promise<Finished> {
  const [program, words] = Object.entries(programs).find(([name]) => line.startsWith(name)) ?? [OURS, []];
  const args = [...line.slice(program.length).matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  if (program === OURS) return sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: '', ...env } });
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [...words, ...args], { cwd, env: { PATH, HOME, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}
