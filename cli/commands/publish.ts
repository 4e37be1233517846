import type { CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const command: CommandModule = {
  declare() {},
  run: async () => EXIT.ok,
};
