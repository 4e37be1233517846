import type { Command } from 'commander';
import type { Io } from './io.ts';

/** The flag of every command that works on projects. */
export interface ProjectFlags {
  readonly config?: string;
}

/** Whether this runs in continuous integration, where nobody looks and nothing may drift. */
export function isCi({ env }: Pick<Io, 'env'>): boolean {
  return !['', '0', 'false', undefined].includes(env['CI']);
}

/** Add `--config`. */
export function projectOption(command: Command): void {
  command.option(
    '--config <file>',
    'the sluice.config.json to work on (default: every one at and below the root of a repository or package, else the nearest above)',
  );
}

/** Add `--affected`. */
export function affectedOption(command: Command): void {
  command.option('--affected <ref>', 'in a monorepo: only the projects whose inputs changed since a git revision');
}
