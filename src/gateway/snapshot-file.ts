import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SnapshotResource } from '../core/resources.ts';

interface SavedSnapshot {
  readonly format: 'sluice-snapshot-1';
  readonly savedAt: string;
  readonly snapshot: SnapshotResource;
}

/** The snapshot saved last; undefined if there is none, or the file is damaged, which the caller is told by `onDamaged`. */
export async function loadSnapshot(file: string, onDamaged: (cause: unknown) => void): Promise<SavedSnapshot | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') onDamaged(cause);
    return undefined;
  }
  try {
    const saved = JSON.parse(text) as SavedSnapshot;
    if (saved.format === 'sluice-snapshot-1' && Array.isArray(saved.snapshot.versions)) return saved;
    onDamaged(new Error('not a snapshot of this version'));
  } catch (cause) {
    onDamaged(cause);
  }
  return undefined;
}

/** Whole or not at all: written beside, flushed, then renamed over. */
export async function saveSnapshot(file: string, snapshot: SnapshotResource, savedAt: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const saved: SavedSnapshot = { format: 'sluice-snapshot-1', savedAt, snapshot };
  const beside = `${file}.${process.pid}.tmp`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(saved));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
