import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline as flow, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { RegistryError } from '../../core/errors.ts';
import { fileReason } from '../../core/file-reason.ts';
import type { DumpSummary } from '../../dump/dump-format.ts';
import { writeDump, type DumpOptions } from '../../dump/write-dump.ts';
import type { Store } from '../../storage/store.ts';

export interface DumpFile {
  readonly summary: DumpSummary;
  readonly bytes: number;
  /** Of the file as it is on disk, compressed or not: what `sha256sum` says. */
  readonly sha256: string;
}

/**
 * Write a dump of a store into a file, which is there only when it is whole, for its owner only: it may hold the hashes of keys.
 * Compressed where its name ends in `.gz`. `abandon` takes an unfinished one away. Throws `file_unreadable`.
 */
export function writeDumpFile(store: Store, file: string, options: DumpOptions): { readonly done: Promise<DumpFile>; readonly abandon: () => void } {
  const temporary = `${file}.${randomUUID()}.tmp`;
  return { done: write(store, { file, temporary }, options), abandon: () => rmSync(temporary, { force: true }) };
}

async function write(
  store: Store,
  { file, temporary }: { readonly file: string; readonly temporary: string },
  options: DumpOptions,
): Promise<DumpFile> {
  let summary: DumpSummary | undefined;
  const chunks = async function* (): AsyncGenerator<string> {
    summary = yield* writeDump(store.exportRows(), options);
  };
  const hash = createHash('sha256');
  const noted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    const target = await open(temporary, 'wx', 0o600);
    const stream = target.createWriteStream({ flush: true });
    await (isGzip(file) ? pipeline(Readable.from(chunks()), createGzip(), noted, stream) : pipeline(Readable.from(chunks()), noted, stream));
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause instanceof RegistryError ? cause : fileError('write', file, cause);
  }
  if (summary === undefined) throw new RegistryError('internal', 'a dump was written without its end');
  return { summary, bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

function isGzip(file: string): boolean {
  return file.endsWith('.gz');
}

/** The bytes of a dump, decompressed where they begin as gzip does. Throws `file_unreadable`, and `dump_invalid` for what was cut. */
export async function* readDumpFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    const gzip = await beginsAsGzip(file); // Also tells of a file that cannot be opened.
    const source = createReadStream(file, { highWaterMark: 256 * 1_024 });
    // What either of them throws comes out of the last one, and both go where nobody takes the rest.
    yield* (gzip ? flow(source, createGunzip(), () => {}) : source) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause;
    if ((cause as NodeJS.ErrnoException).code?.startsWith('Z_') === true) {
      throw new RegistryError('dump_invalid', `${file} is no whole dump: its compression ends too early or is damaged`, { cause });
    }
    throw fileError('read', file, cause);
  }
}

async function beginsAsGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function fileError(verb: 'read' | 'write', file: string, cause: unknown): RegistryError {
  return new RegistryError('file_unreadable', `cannot ${verb} ${file}: ${fileReason(cause)}`, { cause, data: { file } });
}
