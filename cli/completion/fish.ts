import type { CompletedCommand, CompletedOption } from './outline.ts';

/** A completion for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const within = `-n ${quotedForFish(`__fish_seen_subcommand_from ${command.name}`)}`;
    return [
      `complete -c sluice -n __fish_use_subcommand -f -a ${command.name} -d ${quotedForFish(command.summary)}`,
      ...command.options.map((option) => `complete -c sluice ${within} ${optionWords(option)}`),
      ...(command.words.length === 0 ? [] : [`complete -c sluice ${within} -f -a ${quotedForFish(command.words.join(' '))}`]),
    ];
  });
  return ['# Completion of sluice for fish: sluice completion fish | source', 'complete -c sluice -e', ...lines, ''].join('\n');
}

function optionWords({ flag, description, value }: CompletedOption): string {
  const taken = value === undefined ? '' : value === 'any' ? ' -r -F' : ` -x -a ${quotedForFish(value.join(' '))}`;
  return `-l ${flag.replace(/^--/, '')}${taken} -d ${quotedForFish(description)}`;
}

function quotedForFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}
