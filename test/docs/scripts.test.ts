import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

// What runs long says what it does before it does anything, as every command of the program.

const LONG = Object.entries(manifest.scripts).filter(([name]) => /^(?:chaos|fuzz|example):|^test:upgrade$/.test(name));

test.each(LONG)('npm run %s -- --help says how it is called', async (name, command) => {
  const { code, stdout } = await run(command, '--help');
  expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: expect.stringMatching(`^npm run ${name}`) });
});

const WITH_FLAGS = LONG.filter(([name]) => !name.startsWith('example:'));

test.each(WITH_FLAGS)('npm run %s refuses a flag that there is not, and shows those that there are', async (name, command) => {
  const { code, stderr } = await run(command, '--nope=3');
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(`^Unknown option '--nope'\n\nnpm run ${name} `) });
});

test.each([
  { name: 'chaos:registry', words: ['--rounds', 'many'], says: '--rounds many: a whole number above 0' },
  { name: 'chaos:gateway', words: ['--store', 'mysql'], says: '--store mysql: sqlite or postgres' },
  { name: 'fuzz:containment', words: ['--minutes', '0'], says: '--minutes 0: a number of minutes above 0' },
  { name: 'test:upgrade', words: [], says: '--from is missing: a commit or tag' },
] as const)('npm run $name $words is refused before anything is set up', async ({ name, words, says }) => {
  const { code, stderr } = await run(manifest.scripts[name], ...words);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
});

async function run(command: string, ...words: readonly string[]) {
  const [, script = '', ...before] = command.split(' ');
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${script}`, import.meta.url)), ...before, ...words]);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as unknown, stdout, stderr };
}
