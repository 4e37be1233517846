import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { fileReason, UnfitFile } from '../src/core/file-reason.ts';
import { decodeUtf8, type Place } from '../src/core/json/parse.ts';
import { findSameFile, overwrites } from './outputs-apart.ts';
import { isStream, MAX_FILE_BYTES, readRegular, readStream, readToEnd } from '../src/files/read-file.ts';

/** A command's only way to the world. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The result: what a pipe gets. */
  readonly out: Output;
  /** Everything that is said to a person beside the result: progress, hints, errors. */
  readonly err: Output;
  readonly stdin: NodeJS.ReadableStream;
}

export interface Output {
  /** Whether to colour what is written here. */
  readonly color: boolean;
  /** Whether a person watches it: a line may be written over. */
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal; absent where nobody watches. */
  readonly columns?: number;
  write(text: string): void;
}

/** The process's own streams. A reader that goes away (`| head`) ends the output, not the program. */
export function processIo(options: { readonly noColor: boolean }): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    out: output(process.stdout, options.noColor),
    err: output(process.stderr, options.noColor),
    stdin: process.stdin,
  };
}

function output(stream: NodeJS.WriteStream, noColor: boolean): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const columns = stream.isTTY ? { columns: stream.columns } : {};
  return { color: !noColor && wantsColor(stream, process.env), isTerminal: stream.isTTY, ...columns, write: (text) => void stream.write(text) };
}

/**
 * Whether a stream is coloured. no-color.org: set and not empty means no; FORCE_COLOR is what Node itself reads, "0" is off.
 * @internal
 */
export function wantsColor(stream: Pick<NodeJS.WriteStream, 'isTTY'>, env: NodeJS.ProcessEnv): boolean {
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return stream.isTTY;
}

/** A file that the user named, as text. `label` is how messages call it. */
export interface SourceFile {
  readonly label: string;
  readonly text: string;
  /** The files that its references lead to, by their paths from its folder. Absent: none, or nobody looked. */
  readonly beside?: Readonly<Record<string, SourceFile>>;
  /** For a text that was made from another, as JSON from YAML: where a value stands in what somebody wrote. */
  readonly locate?: (pointer: string) => Place | undefined;
}

export interface ReadOptions {
  /** How messages call it. Default: as it is named. */
  readonly label?: string;
  /** Default: what a schema or a configuration may have. */
  readonly maxBytes?: number;
  /** It is no argument of the command but named in a file, so it may be no stream of this process. */
  readonly isNamedInFile?: boolean;
}

/**
 * Read a file; `-` is standard input. Of what is no regular file only a stream of this process is read, and that only where somebody gives it
 * as an argument. Throws `file_unreadable` or `not_utf8`, naming the file.
 */
export async function readSource(io: Io, file: string, options: ReadOptions = {}): Promise<SourceFile> {
  const label = file === '-' ? '(standard input)' : (options.label ?? file);
  return { label, text: decodeSource(await readBytes(io, file, { ...options, label }), label) };
}

/** Decode the bytes of a file, a byte order mark taken off. Throws `not_utf8`, naming the file. */
export function decodeSource(bytes: Uint8Array, label: string): string {
  try {
    return decodeUtf8(bytes).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new RegistryError('not_utf8', `${label} is not UTF-8; save it as UTF-8`, { cause, data: { file: label } });
  }
}

async function readBytes(
  io: Io,
  file: string,
  { label, maxBytes = MAX_FILE_BYTES, isNamedInFile = false }: ReadOptions & { readonly label: string },
): Promise<Uint8Array> {
  const path = resolve(io.cwd, file);
  noteRead(io, path);
  try {
    if (file === '-') return await readToEnd(io.stdin, maxBytes);
    return await (isStream(path) && !isNamedInFile ? readStream(path, maxBytes) : readRegular(path, maxBytes));
  } catch (cause) {
    const data = { file: label, ...(cause instanceof UnfitFile ? UNFIT : {}) };
    throw new RegistryError('file_unreadable', `cannot read ${label}: ${fileReason(cause)}`, { cause, data });
  }
}

const UNFIT = { why: 'What may never come to an end, or would fill the memory, is not read.', next: 'Name another file; standard input is -.' };

// What each run has read, also what no argument names.
const READ = new WeakMap<Io, Set<string>>();

/** Remember that a run reads a file, so that its report does not go over it. */
export function noteRead(io: Io, path: string): void {
  READ.set(io, (READ.get(io) ?? new Set()).add(path));
}

/**
 * Write a file that the user named: in its place, which may be a device or a pipe. Throws `file_unreadable`, and `usage_invalid` where the
 * file is one that was read: what the files of the arguments refer to is known only now.
 */
export async function writeResult(io: Io, file: string, text: string): Promise<void> {
  const read = findSameFile(io, READ.get(io) ?? [], file);
  if (read !== undefined) throw overwrites(`the report ${file}`, `${read}, which was read`);
  try {
    await writeFile(resolve(io.cwd, file), text);
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot write ${file}: ${fileReason(cause)}`, { cause, data: { file } });
  }
}
