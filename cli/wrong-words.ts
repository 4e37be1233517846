import { CommanderError, type Command } from 'commander';
import { nearest } from '../src/core/nearest.ts';
import { suggestFlag } from './suggest-flag.ts';

/**
 * What commander says of wrong words, more exactly: a flag that there is not is told before the one that is missing for it, and
 * operands that are too many are named.
 */
export function explainWords(thrown: unknown, command: Command | undefined, words: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError) || command === undefined) return thrown;
  // Commander's own hint knows slips of a few letters.
  const isUnknown = thrown.code === 'commander.unknownOption' && !thrown.message.includes('Did you mean');
  if (isUnknown || thrown.code === 'commander.missingMandatoryOptionValue') return unknownFlag(command, words) ?? thrown;
  if (thrown.code !== 'commander.excessArguments') return thrown;
  if (command.name() === 'login') return thrown; // It may be a key.
  const surplus = command.args.slice(command.registeredArguments.length).map((word) => JSON.stringify(word));
  return new CommanderError(thrown.exitCode, thrown.code, `${thrown.message.replace(/\.$/, '')}: what is ${surplus.join(', ')}?`);
}

function unknownFlag({ options }: Command, words: readonly string[]): CommanderError | undefined {
  const known = new Set(['--help', ...options.flatMap(({ long }) => long ?? [])]);
  const end = words.indexOf('--');
  const flags = words.slice(0, end === -1 ? words.length : end).filter((word, index) => word.startsWith('--') && !isValue(words[index - 1], options));
  const unknown = flags.map((word) => word.replace(/=.*$/s, '')).find((word) => !known.has(word));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, [...known]) ?? suggestFlag(unknown, [...known]);
  const hint = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
  return new CommanderError(1, 'commander.unknownOption', `unknown option '${unknown}'${hint}`);
}

function isValue(before: string | undefined, options: Command['options']): boolean {
  return options.some((option) => option.required && before !== undefined && (before === option.long || before === option.short));
}
