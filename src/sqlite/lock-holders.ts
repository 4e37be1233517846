import { readFileSync, statSync } from 'node:fs';

// SQLite locks bytes there and nowhere else, so nobody else's lock is taken for one of its own.
const [FIRST_BYTE, LAST_BYTE] = [0x40000000, 0x40000000 + 511];

/**
 * The numbers of the other processes that hold a lock of SQLite on a file, in order; none where the system does not say: only Linux
 * does, and only of processes that this one may see.
 */
export function lockHolders(path: string): readonly number[] {
  try {
    const { ino } = statSync(path);
    const held = [...readFileSync('/proc/locks', 'utf8').matchAll(LOCK)].filter(
      ([, , inode, from]) => Number(inode) === ino && isOfSqlite(Number(from)),
    );
    const holders = new Set(held.map(([, pid]) => Number(pid)).filter((pid) => pid > 0 && pid !== process.pid));
    return [...holders].toSorted((a, b) => a - b);
  } catch {
    return [];
  }
}

/** `12: POSIX  ADVISORY  WRITE 3412 08:01:131090 1073741826 1073742335`; one that waits has an arrow before its kind. */
const LOCK = /^\d+: (?:POSIX|OFDLCK) +\S+ +\S+ +(\d+) +[\da-f]+:[\da-f]+:(\d+) +(\d+) /gm;

function isOfSqlite(byte: number): boolean {
  return byte >= FIRST_BYTE && byte <= LAST_BYTE;
}
