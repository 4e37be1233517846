import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What a whole run leaves until its end is some hundred MB.
const ROOM_BYTES = 4 * 2 ** 30;
const SHARED_MEMORY = '/dev/shm';

/** Everything that tests make in the folder for temporary files is below one, which goes at the end. */
export default function makeTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(process.env['TMPDIR'] === undefined && hasRoomInMemory() ? SHARED_MEMORY : tmpdir(), 'sluice-tests-'));
  // Some of what tests start runs as another user.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Whether files may be kept in memory: who waits for a disk waits for nothing that a test looks at. `TMPDIR` goes before. */
function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    const available = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1_024;
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === SHARED_MEMORY);
    const mayExecute = mount !== undefined && !(mount.split(' ')[3] ?? '').split(',').includes('noexec');
    return mayExecute && bavail * bsize >= ROOM_BYTES && available >= 2 * ROOM_BYTES;
  } catch {
    return false; // Not Linux, or no such place.
  }
}
