import { oneOf, examples, type CommandModule } from '../command.ts';
import type { CompletedCommand } from '../completion/outline.ts';
import { EXIT } from '../exit-code.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const command: CommandModule = {
  declare(declared) {
    declared.addArgument(declared.createArgument('<shell>', 'the shell to complete in').choices(SHELLS));
    examples(declared, [
      ['sluice completion bash > ~/.local/share/bash-completion/completions/sluice', 'once'],
      ['source <(sluice completion bash)', 'or in ~/.bashrc'],
      ['source <(sluice completion zsh)', 'in ~/.zshrc, after compinit'],
      ['sluice completion fish > ~/.config/fish/completions/sluice.fish', 'once'],
    ]);
  },

  async run(io, [shell = '']) {
    const { completedCommands } = await import('../completion/outline.ts');
    io.out.write((await scriptFor(oneOf('the shell', SHELLS, shell)))(await completedCommands()));
    return EXIT.ok;
  },
};

async function scriptFor(shell: (typeof SHELLS)[number]): Promise<(commands: readonly CompletedCommand[]) => string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.ts')).bashCompletion;
    case 'zsh':
      return (await import('../completion/zsh.ts')).zshCompletion;
    case 'fish':
      return (await import('../completion/fish.ts')).fishCompletion;
  }
}
