import { expect, test } from 'vitest';
import { translateError } from '../../src/sqlite/guard.ts';
import { QUEUE, STORE } from '../../src/sqlite/purpose.ts';

function thrown(code: string, name = 'SqliteError'): Error {
  return Object.assign(new Error(`as SQLite says ${code}`), { name, code });
}

const WORDS = [
  [STORE, 'SQLITE_FULL', 'store_unavailable', 'the store f does not answer: the disk is full; check the disk, the path and the permissions'],
  [QUEUE, 'SQLITE_FULL', 'queue_unavailable', 'the queue f does not answer: the disk is full; nothing of this was kept'],
  [STORE, 'SQLITE_IOERR_SHMSIZE', 'store_unavailable', 'the store f does not answer: the disk is full; check the disk, the path and the permissions'],
  [
    QUEUE,
    'SQLITE_READONLY_DIRECTORY',
    'queue_unavailable',
    'the queue f does not answer: this user may not write in its folder, where SQLite keeps files beside it; nothing of this was kept',
  ],
  [
    QUEUE,
    'SQLITE_BUSY',
    'queue_unavailable',
    'the queue f does not answer: another process has it open; a queue in a file has one gateway; nothing of this was kept',
  ],
  [
    STORE,
    'SQLITE_BUSY',
    'store_unavailable',
    'the store f does not answer: another process has kept its lock for too long; check the disk, the path and the permissions',
  ],
  [
    STORE,
    'SQLITE_NOTADB',
    'store_damaged',
    'the store f is damaged (as SQLite says SQLITE_NOTADB) and is not written to; stop the registry, ask `sluice doctor`, and restore a backup',
  ],
  [
    QUEUE,
    'SQLITE_CORRUPT_INDEX',
    'queue_damaged',
    'the queue f is damaged (as SQLite says SQLITE_CORRUPT_INDEX) and is not written to; stop the gateway, keep a copy of the file and its -wal, and restore a backup or begin with a new file',
  ],
] as const;

for (const [purpose, code, expected, message] of WORDS) {
  test(`${code} of a ${purpose.noun}`, () => {
    const cause = thrown(code);
    expect(translateError({ path: 'f', purpose }, cause)).toMatchObject({ code: expected, message, cause });
  });
}

test.each([thrown('SQLITE_CONSTRAINT_UNIQUE'), new TypeError('a bug'), 'no error at all'])(
  'what is no trouble of the file goes through: %s',
  (bug) => {
    expect(translateError({ path: 'f', purpose: STORE }, bug)).toBe(bug);
  },
);
