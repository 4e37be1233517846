import { readFileSync, statSync } from 'node:fs';

/** Bytes that SQLite locks, of the file itself and of the index of its -wal; nobody else locks them. */
const OF_FILE = [0x40000000, 0x40000000 + 511] as const;
/** Who writes, who copies the -wal back, and who mends it. Whoever reads is further on, and in nobody's way. */
const OF_INDEX = [120, 122] as const;

/**
 * The numbers of the other processes that hold a lock of SQLite on a file, in order: of those who write it, and else of all who have it
 * open. None where the system does not say: only Linux does, and only of processes that this one may see.
 */
export function lockHolders(path: string): readonly number[] {
  const [file, index] = [locksOf(path, OF_FILE), locksOf(`${path}-shm`, OF_INDEX)];
  const writing = [...index, ...file].filter(({ kind }) => kind === 'WRITE');
  const holders = new Set((writing.length > 0 ? writing : file).map(({ pid }) => pid).filter((pid) => pid > 0 && pid !== process.pid));
  return [...holders].toSorted((a, b) => a - b);
}

interface Lock {
  readonly kind: string;
  readonly pid: number;
}

/** `12: POSIX  ADVISORY  WRITE 3412 08:01:131090 1073741826 1073742335`; one that waits has an arrow before its kind. */
const LOCK = /^\d+: (?:POSIX|OFDLCK) +\S+ +(\S+) +(\d+) +[\da-f]+:[\da-f]+:(\d+) +(\d+) /gm;

function locksOf(path: string, [first, last]: readonly [number, number]): readonly Lock[] {
  try {
    const { ino } = statSync(path);
    return [...readFileSync('/proc/locks', 'utf8').matchAll(LOCK)]
      .filter(([, , , inode, from]) => Number(inode) === ino && Number(from) >= first && Number(from) <= last)
      .map(([, kind = '', pid]) => ({ kind, pid: Number(pid) }));
  } catch {
    return [];
  }
}
