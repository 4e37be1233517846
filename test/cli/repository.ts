import { execFileSync } from 'node:child_process';

const IDENTITY = '-c user.name=t -c user.email=t@example.com -c commit.gpgsign=false';

/**
 * What these commands of git print, one after the other in a folder, each with its arguments as a shell reads them. One shell runs all of
 * them: to start a process out of the one that runs the tests, which is large, takes longer than what git does.
 */
export function git(cwd: string, ...commands: readonly string[]): string {
  return shell(cwd, ...commands.map((command) => `git ${command}`));
}

/** The same for any lines of a shell, in which git has an author. */
export function shell(cwd: string, ...lines: readonly string[]): string {
  const script = [`git() { command git ${IDENTITY} "$@"; }`, ...lines].join('\n');
  return execFileSync('/bin/sh', ['-ec', script], { cwd, encoding: 'utf8' });
}

/** A text as one word of a shell. */
export function word(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Commit all that is in the folder as it is. */
export const COMMIT_ALL = ['add -A', 'commit -qm all'] as const;

/** Make a repository of a folder, with all that is in it as the first commit of `main`. */
export function makeRepository(cwd: string): void {
  git(cwd, 'init -q -b main', ...COMMIT_ALL);
}
