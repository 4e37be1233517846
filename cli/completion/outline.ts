import { Command } from 'commander';
import { CATALOGUE } from '../catalogue.ts';

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** The words that its first operand may be; none: anything, so files are offered. */
  readonly words: readonly string[];
}

export interface CompletedOption {
  /** `--format`. */
  readonly flag: string;
  readonly description: string;
  /** What may follow; undefined: nothing does. Of `any`, files are offered. */
  readonly value: 'any' | readonly string[] | undefined;
}

/** Every command with its options, from what each declares itself. Loads all of them. */
export async function completedCommands(): Promise<readonly CompletedCommand[]> {
  const commands: CompletedCommand[] = [];
  for (const { name, summary, load } of CATALOGUE) {
    const command = new Command(name);
    const module = (await load()).command;
    module.declare(command);
    for (const entry of 'group' in module ? module.group : []) (await entry.load()).command.declare(command.command(entry.name));
    const all = [command, ...command.commands].flatMap((declared) => declared.options);
    const options = all
      .filter(({ hidden, long }, index) => !hidden && all.findIndex((other) => other.long === long) === index)
      .map((option) => ({
        flag: option.long ?? option.short ?? '',
        description: option.description,
        value: valueOf(option),
      }));
    const words = [...(command.registeredArguments[0]?.argChoices ?? []), ...command.commands.map((sub) => sub.name())];
    commands.push({ name, summary, options: [...options, { flag: '--help', description: 'show help', value: undefined }], words });
  }
  return commands;
}

function valueOf({ required, optional, argChoices }: Command['options'][number]): CompletedOption['value'] {
  if (!required && !optional) return undefined;
  return argChoices === undefined ? 'any' : argChoices;
}

/** A word that no shell reads anything into. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
