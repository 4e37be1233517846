import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { openGitObjects } from '../../cli/audit/git-objects.ts';
import { readFromGit, runGit } from '../../cli/git.ts';
import type { Io } from '../../cli/io.ts';
import { folderWith } from './process.ts';

// A git that says what is in a variable of its environment, or that it may ask a person.
const GIT = `#!/bin/sh
said="$MARK$GIT_TERMINAL_PROMPT"
case "$3" in
  cat-file) while read -r object; do printf '%s blob %s\\n%s\\n' "$object" "\${#said}" "$said"; done ;;
  *) printf %s "$said" ;;
esac
`;

let io: Io;
beforeAll(async () => {
  const cwd = await folderWith({ 'bin/git': GIT });
  await chmod(join(cwd, 'bin/git'), 0o755);
  const output = { color: false, isTerminal: false, write() {} };
  io = { env: { PATH: join(cwd, 'bin'), MARK: 'mine', GIT_TERMINAL_PROMPT: '1' }, cwd, out: output, err: output, stdin: new PassThrough() };
});

test('git is run in the environment of the command, and asks nobody', async () => {
  const objects = openGitObjects(io, io.cwd);
  const said = [
    (await readFromGit(io, 'main', 'a.json')).text,
    await runGit(io, io.cwd, ['log'], 'a'),
    Buffer.from(await objects.read('0a')).toString(),
  ];
  await objects.close();
  expect(said).toEqual(['mine0', 'mine0', 'mine0']);
});
