import type { Command } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import type { RegisterRequest } from '../src/core/resources.ts';

/** The flags that release a version although it is refused. */
export interface ConsentFlags {
  readonly allowBreaking?: true;
  readonly overrideUndecided?: true;
  readonly reason?: string;
}

export type Consent = Pick<RegisterRequest, 'allowBreaking' | 'overrideUndecided'>;

/** Add `--allow-breaking`, `--override-undecided` and `--reason`. */
export function consentOptions(command: Command): void {
  command
    .option('--allow-breaking', 'release it although it breaks a reader; needs --reason')
    .option('--override-undecided', 'release it although the engine could not decide; needs --reason')
    .option('--reason <text>', 'why; recorded with the version');
}

/** Throws `usage_invalid`. */
export function readConsent(flags: ConsentFlags): Consent {
  const reason = readReason(flags);
  return {
    ...(flags.allowBreaking === true ? { allowBreaking: { reason } } : {}),
    ...(flags.overrideUndecided === true ? { overrideUndecided: { reason } } : {}),
  };
}

function readReason({ allowBreaking, overrideUndecided, reason = '' }: ConsentFlags): string {
  const needed = allowBreaking === true || overrideUndecided === true;
  if (needed && reason.trim() === '') {
    throw new RegistryError('usage_invalid', '--allow-breaking and --override-undecided need --reason TEXT: it is recorded with the version');
  }
  if (!needed && reason !== '') throw new RegistryError('usage_invalid', '--reason goes with --allow-breaking or --override-undecided');
  return reason;
}
