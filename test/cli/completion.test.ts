import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { CATALOGUE } from '../../cli/catalogue.ts';
import { bashCompletion } from '../../cli/completion/bash.ts';
import { fishCompletion } from '../../cli/completion/fish.ts';
import type { CompletedCommand } from '../../cli/completion/outline.ts';
import { zshCompletion } from '../../cli/completion/zsh.ts';
import { sluiceHere } from './in-process.ts';

let script = '';
beforeAll(async () => {
  script = (await sluiceHere(['completion', 'bash'])).stdout;
});

const NAMES = CATALOGUE.map(({ name }) => name);

const COMPLETED = [
  { words: ['sluice', 'comp'], offers: ['compat', 'completion'] },
  { words: ['sluice', ''], offers: [...NAMES, 'help', '--help', '--version'] },
  { words: ['sluice', '--no-color', 'dif'], offers: ['diff'] },
  { words: ['sluice', 'help', 'lin'], offers: ['lint'] },
  { words: ['sluice', 'compat', '--ag'], offers: ['--against'] },
  { words: ['sluice', 'compat', 'a.json', '--format', 'ju'], offers: ['junit'] },
  { words: ['sluice', 'list', '--format', ''], offers: ['text', 'json'] },
  { words: ['sluice', 'completion', ''], offers: ['bash', 'zsh', 'fish'] },
  { words: ['sluice', 'compat', 'ord'], offers: [] },
  { words: ['sluice', 'compat', '--output', 'ord'], offers: [] },
];
for (const { words, offers } of COMPLETED) {
  test(`bash offers ${offers.length > 5 ? 'every command' : offers.join(', ') || 'files'} for: ${words.join(' ')}|`, () => {
    expect(complete(script, words)).toEqual(offers);
  });
}

test('a shell that is not known is wrong usage', async () => {
  expect(await sluiceHere(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' });
});

test('a command that is misspelt gets a suggestion', async () => {
  const { code, stderr } = await sluiceHere(['compatt', 'a.json']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean compat?')]);
});

const HOSTILE: CompletedCommand = {
  name: 'x',
  summary: `it's $(touch injected) \`touch injected\` [a]: "b" \\`,
  options: [{ flag: '--y', description: `don't $HOME [z]: 'q' \\`, value: ["a'b", '$(pwd)', 'c'] }],
  words: ['one'],
};

test('no text of a command is read by a shell', () => {
  expect(complete(bashCompletion([HOSTILE]), ['sluice', 'x', '--y', ''])).toEqual(["a'b", '$(pwd)', 'c']);
});

const SHELLS = [
  { shell: 'bash', args: ['-n'], text: () => bashCompletion([HOSTILE]) },
  { shell: 'zsh', args: ['-n'], text: () => zshCompletion([HOSTILE]) },
  { shell: 'fish', args: ['--no-execute'], text: () => fishCompletion([HOSTILE]) },
];
for (const { shell, args, text } of SHELLS) {
  test.skipIf(!isInstalled(shell))(`${shell} takes its completion for syntax`, () => {
    execFileSync(shell, args, { input: text() });
  });
}

test('zsh and fish know every command and option that bash knows', async () => {
  const [zsh, fish] = await Promise.all(['zsh', 'fish'].map(async (shell) => (await sluiceHere(['completion', shell])).stdout));
  expect(NAMES.filter((name) => !zsh?.includes(`'${name}:`) || !fish?.includes(` -a ${name} `))).toEqual([]);
  expect([zsh?.includes('--against['), fish?.includes('-l against ')]).toEqual([true, true]);
});

/** What bash's own completion of the last word offers. */
function complete(source: string, words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const run = `${source}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', run], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
