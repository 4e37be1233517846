import { closeSync, fsyncSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { RegistryError } from '../../core/errors.ts';
import type { Driver } from './driver.ts';
import { damaged, guard } from './guard.ts';
import { APPLICATION_ID } from './migrate.ts';

// https://www.sqlite.org/fileformat.html §1.3
const MAGIC = 'SQLite format 3\0';
const APPLICATION_ID_AT = 68;
const HEADER = 100;

/** Larger files are not read whole before they open: a backlog must not keep the gate shut. Some 0.2 s. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * @internal Refuse a file that is not a whole queue, before anything is written to it: not even its -wal is moved into it. Of a file
 * above 256 MB only the small tables are checked; what else is wrong with it shows when it is read. Throws `queue_damaged`, and
 * `queue_unavailable` for what is no queue.
 */
export function checkWhole(Driver: Driver, path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const header = readStart(path);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new RegistryError(
      'queue_unavailable',
      `${path} is not a database: choose another path for the queue; if a gateway has kept its queue there, the file is damaged`,
    );
  }
  // What another program wrote is refused by `migrate`, which sees also what is only in its -wal.
  if (header.length < HEADER || header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) return;
  const database = new Driver(path, { fileMustExist: true, readonly: true, timeout: 0 });
  try {
    const tables = size <= MAX_CHECKED_BYTES ? [''] : ["('counters')", "('targets')", "('types')"];
    const found = tables.map((table) => String(database.pragma(`quick_check${table}`, { simple: true }))).find((answer) => answer !== 'ok');
    if (found !== undefined) throw damaged(path, found.replace(/^\*+ in database main \*+\s*/, '').replaceAll(/\s+/g, ' '));
  } finally {
    database.close();
  }
}

function readStart(path: string): Buffer {
  return guard(path, () => {
    const descriptor = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEADER);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, HEADER, 0));
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * @internal Write the -wal once more, byte by byte as it is, and wait for the disk: what a process before this one could not bring to
 * the disk (its fsync failed) may be in the system's memory only, though it reads as if it were kept. Nobody else may have the file open.
 */
export function rewriteWal(path: string): void {
  const wal = `${path}-wal`;
  if ((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const bytes = readFileSync(wal);
  const descriptor = openSync(wal, 'r+');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
