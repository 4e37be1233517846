import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareDataDir } from '../../../src/server/stores/data-dir.ts';
import { parseStore } from '../../../src/server/stores/open-store.ts';
import { folderWith } from '../../cli/process.ts';

const CHOICES = [
  { text: 'memory:', choice: { kind: 'memory' } },
  { text: 'sqlite:', choice: { kind: 'sqlite' } },
  { text: 'sqlite:./a b.sqlite', choice: { kind: 'sqlite', path: './a b.sqlite' } },
];

for (const { text, choice } of CHOICES) test(`parseStore() reads ${text}`, () => expect(parseStore(text)).toEqual(choice));

for (const text of ['', 'memory', 'mysql:x', 'SQLITE:x']) {
  test(`parseStore() rejects ${JSON.stringify(text)} and names what it takes`, () =>
    expect(() => parseStore(text)).toThrow(/sqlite:PATH, postgres:.* or memory:/));
}

test('parseStore() rejects what can only be a folder', () => expect(() => parseStore('sqlite:data/')).toThrow(/names a folder; name a file in it/));

test('the data folder is made for its owner only', async () => {
  const path = await prepareDataDir(join(await folderWith(), 'a'));
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe('700');
});

test('a data folder that is a file is an error that names --dir', async () => {
  const folder = await folderWith({ taken: '' });
  await expect(prepareDataDir(join(folder, 'taken'))).rejects.toMatchObject({ code: 'file_unreadable', message: expect.stringContaining('--dir') });
});
