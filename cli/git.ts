import { execFile } from 'node:child_process';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RegistryError } from '../src/core/errors.ts';
import { decodeSource, type Io, type SourceFile } from './io.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** The file as it was at a git revision. No shell is involved. Throws `file_unreadable`, or `usage_invalid` for a bad revision. */
export async function readFromGit(io: Io, revision: string, file: string): Promise<SourceFile> {
  if (revision === '' || revision.startsWith('-') || revision.includes(':')) {
    throw new RegistryError('usage_invalid', `--against: expected git:REF with a branch, tag or commit; found ${JSON.stringify(`git:${revision}`)}`);
  }
  const path = resolve(io.cwd, file);
  const label = `${revision}:${file}`;
  try {
    const args = ['-C', dirname(path), 'show', `${revision}:./${basename(path)}`];
    const { stdout } = await promisify(execFile)('git', args, { encoding: 'buffer', maxBuffer: MAX_FILE_BYTES });
    return { label, text: decodeSource(stdout, label) };
  } catch (cause) {
    throw cause instanceof RegistryError ? cause : new RegistryError('file_unreadable', `cannot read ${label}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const { code, stderr } = cause as { readonly code?: unknown; readonly stderr?: Buffer };
  if (code === 'ENOENT') return 'git is not installed';
  return (
    stderr
      ?.toString('utf8')
      .trim()
      .replace(/^fatal: /, '') ?? String(cause)
  );
}
