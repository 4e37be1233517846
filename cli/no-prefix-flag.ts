import type { Command } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import { startOfNames } from './prefix-flag.ts';

/** The flag of other commands, which those that take a prefix as their name do not have. */
export interface NoPrefixFlag {
  readonly prefix?: string;
}

/** Take it, to say what to give instead. */
export function noPrefixOption(command: Command): void {
  command.addOption(command.createOption('--prefix <prefix>').hideHelp());
}

/** Throws `usage_invalid` where it was given; `command` is what to write before the name. */
export function refusePrefix({ prefix }: NoPrefixFlag, command: string): void {
  if (prefix === undefined) return;
  const start = startOfNames(prefix).replace(/[.*]+$/, '');
  const instead = start === '' ? `${command}, without a name, is for the whole registry` : `\`${command} "${start}.*"\``;
  throw new RegistryError('usage_invalid', `--prefix: the prefix is the name here: ${instead}`);
}
