import { mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileReason } from '../../src/core/file-reason.ts';
import { folderWith } from '../cli/process.ts';

const ROWS: readonly (readonly [reason: string, work: (folder: string) => unknown])[] = [
  ['there is no such file or folder', (folder) => readFileSync(join(folder, 'gone'))],
  ['it is a directory', (folder) => readFileSync(folder)],
  ['a part of the path is not a directory', (folder) => readdirSync(join(folder, 'file/below'))],
  ['something of that name is there already', (folder) => mkdirSync(join(folder, 'file'))],
  ['the folder is not empty', (folder) => rmdirSync(folder)],
  ['the name is too long', (folder) => writeFileSync(join(folder, 'x'.repeat(300)), '')],
  [
    'symbolic links lead in a circle',
    (folder) => {
      symlinkSync('self', join(folder, 'self'));
      readFileSync(join(folder, 'self'));
    },
  ],
];

for (const [reason, work] of ROWS) {
  test(`${reason}: the file system says so by a code`, async () => {
    const folder = await folderWith({ file: '' });
    expect(() => work(folder)).toThrow(expect.toSatisfy((thrown: unknown) => fileReason(thrown) === reason));
  });
}

test('a code that nobody knows is said as it is, and what is no error of the file system too', () => {
  expect(fileReason({ code: 'EWHAT' })).toBe('EWHAT');
  expect(fileReason(new Error('x'))).toBe('Error: x');
  expect(fileReason({ code: 'ENOENT' }, { ENOENT: 'there is no such folder' })).toBe('there is no such folder');
});
