import type { Command } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import { collect } from './command.ts';

/**
 * Commander takes the last value of a flag that takes one, and says nothing of those before it: half of what was asked for would be left
 * out. The function that comes back, called once the words are parsed, throws `usage_invalid` where one was given two different values.
 */
export function expectOnce(command: Command): () => void {
  const given = new Map<string, Set<string>>();
  for (const option of command.options) {
    if (!option.required || option.variadic || option.parseArg === collect) continue;
    const values = new Set<string>();
    given.set(option.long ?? option.flags, values);
    command.on(`option:${option.name()}`, (value: string) => void values.add(value));
  }
  return () => {
    for (const [flag, { size }] of given) {
      if (size <= 1) continue;
      // Which, is not said: an address of a store has a password in it.
      throw new RegistryError('usage_invalid', `${flag} takes one value; found ${size} different ones`, {
        data: { next: 'Give one of them; where all are meant, run the command once for each.' },
      });
    }
  };
}
