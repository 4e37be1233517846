import { RegistryError } from '../src/core/errors.ts';
import { runGit } from './git.ts';
import type { Io } from './io.ts';

/** Ask a registry about a subject. Where it knows none of that name, or does not answer, and git has a revision called so, the error says that. */
export async function orRevision<Result>(io: Io, name: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || !MISSED.has(thrown.code)) throw thrown;
    const { code, message, data } = thrown;
    throw new RegistryError(code, `${message}${await revisionHint(io, name)}`, { data, cause: thrown });
  }
}

const MISSED: ReadonlySet<string> = new Set(['registry_unavailable', 'subject_not_found']);

/** `; did you mean git:main?`, or nothing where git has no such branch, tag or commit. */
export async function revisionHint(io: Io, name: string): Promise<string> {
  return (await isRevision(io, name)) ? `; did you mean git:${name}?` : '';
}

async function isRevision(io: Io, name: string): Promise<boolean> {
  try {
    await runGit(io, io.cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], name);
    return true;
  } catch {
    return false; // No repository, no git, no such revision: then it was no slip.
  }
}
