import { statfs } from 'node:fs/promises';
import { diskRoom, type DiskRoom } from '../../core/disk-room.ts';

/** The room on the disk that a folder is on; undefined where its file system does not say. */
export async function readDiskRoom(folder: string): Promise<DiskRoom | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  if (found === undefined || found.blocks === 0) return undefined;
  return diskRoom({ freeBytes: found.bavail * found.bsize, sizeBytes: found.blocks * found.bsize });
}
