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

/** Nothing is fetched from a remote, no lock is taken, and no person is asked. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** What a git command prints, run in this folder; `label` is how a message calls what was asked for. Throws `file_unreadable`. */
export async function runGit(folder: string, args: readonly string[], label: string): Promise<string> {
  try {
    const options = { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, env: { ...process.env, ...GIT_ENVIRONMENT } } as const;
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], options);
    return stdout;
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read the history of ${label}: ${reasonOf(cause)}`, { cause, data: { file: label } });
  }
}

function reasonOf(cause: unknown): string {
  const { code, stderr } = cause as { readonly code?: unknown; readonly stderr?: Buffer | string };
  if (code === 'ENOENT') return 'git is not installed';
  return (
    stderr
      ?.toString()
      .trim()
      .replace(/^fatal: /, '') ?? String(cause)
  );
}
