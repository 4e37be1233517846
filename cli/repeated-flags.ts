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
    const [flag, values = []] = [...given].find(([, each]) => each.size > 1) ?? [];
    if (flag === undefined) return;
    const words = [...values].map((value) => JSON.stringify(value)).join(' and ');
    throw new RegistryError('usage_invalid', `${flag} takes one value; found ${words}`, {
      data: { next: 'Give one of them, and run the command once for each.' },
    });
  };
}
