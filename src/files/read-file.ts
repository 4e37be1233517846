import { constants, createReadStream, readFileSync, statSync, type Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { UnfitFile } from '../core/file-reason.ts';

/** Of a schema, a configuration, a lock: what is larger is something else. A registry takes schemas of 2 MiB. */
export const MAX_FILE_BYTES: number = 16 * 1024 * 1024;

/** Of what a server keeps to itself: a token, a key, a certificate with its chain. */
const MAX_SECRET_BYTES = 1024 * 1024;

/** Of events, which may be many in a file; a text of more is none that Node can hold. */
export const MAX_EVENTS_BYTES: number = 256 * 1024 * 1024;

// Should it be a FIFO by the time that it is opened, nobody waits for a writer. Windows has neither.
const FLAG = constants.O_RDONLY | ((constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/**
 * The bytes of a file. What is none (a FIFO, a device, a socket, a directory) is not opened: it may never end, or never begin. A link is what it leads to.
 * Throws `UnfitFile` for those and for what is too large, and as the file system.
 */
export async function readRegular(path: string, maxBytes: number = MAX_FILE_BYTES): Promise<Buffer> {
  expectFit(await stat(path), maxBytes);
  return readFile(path, { flag: FLAG });
}

/** The same at once. */
export function readRegularSync(path: string, maxBytes: number = MAX_FILE_BYTES): Buffer {
  expectFit(statSync(path), maxBytes);
  return readFileSync(path, { flag: FLAG as unknown as string }); // A number does as well; its types say a text only.
}

/**
 * Whether a path that somebody gives as an argument is a stream of this process, however it is filled: standard input, or what a shell puts
 * there for `<(command)`. By its name: a link of a checkout that leads there is none.
 */
export function isStream(path: string): boolean {
  return /^(?:\/dev\/(?:stdin|null|fd\/\d+)|\/proc\/(?:self|\d+)\/fd\/\d+)$/.test(path);
}

/** The bytes of such a path. Throws as `readRegular`. */
export function readStream(path: string, maxBytes: number = MAX_FILE_BYTES): Promise<Buffer> {
  return readToEnd(createReadStream(path), maxBytes);
}

/** The text of a token, key, certificate or password that a server is given the path of; what a shell puts there for `<(command)` as well. Throws as `readRegular`. */
export async function readSecretText(path: string): Promise<string> {
  return (await (isStream(path) ? readStream(path, MAX_SECRET_BYTES) : readRegular(path, MAX_SECRET_BYTES))).toString('utf8');
}

/** The same at once, of what is read again when it changes, and so is no stream. */
export function readSecretTextSync(path: string): string {
  return readRegularSync(path, MAX_SECRET_BYTES).toString('utf8');
}

/** All that a stream has. Throws `UnfitFile` as soon as it is more than that, and what the stream throws. */
export async function readToEnd(stream: AsyncIterable<Buffer | string>, maxBytes: number = MAX_FILE_BYTES): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    size += bytes.length;
    if (size > maxBytes) throw new UnfitFile(`it has more than ${maxBytes} bytes, which is as many as are read`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

function expectFit(found: Stats, maxBytes: number): void {
  const kind = KINDS.find(({ is }) => is(found));
  if (kind !== undefined) throw new UnfitFile(`it is a ${kind.name}; only regular files are read`);
  if (found.isFile() && found.size > maxBytes) throw new UnfitFile(`it has ${found.size} bytes; at most ${maxBytes} are read`);
}

const KINDS: readonly { readonly name: string; readonly is: (found: Stats) => boolean }[] = [
  { name: 'directory', is: (found) => found.isDirectory() },
  { name: 'FIFO', is: (found) => found.isFIFO() },
  { name: 'socket', is: (found) => found.isSocket() },
  { name: 'device', is: (found) => found.isCharacterDevice() || found.isBlockDevice() },
];
