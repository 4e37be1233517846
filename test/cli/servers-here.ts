import type { CommandEntry, CommandModule } from '../../cli/command.ts';
import type * as Gateway from '../../cli/commands/gateway.ts';
import type * as Serve from '../../cli/commands/serve.ts';
import type * as Up from '../../cli/commands/up.ts';
import type * as ServerFlags from '../../cli/server-flags.ts';
import type { TakeOver } from '../../cli/take-over.ts';
import { built } from './built.ts';

/** The commands that serve. The process is not theirs: their log is what they say on standard error, and they end when `stopped` resolves. */
export async function serversHere(stopped: Promise<unknown>): Promise<readonly CommandEntry[]> {
  const { createLog } = await built<typeof ServerFlags>('cli/server-flags');
  const takeOver: TakeOver = async (io) => ({
    log: await createLog(io, { write: (line) => io.err.write(line) }),
    lifetime: {
      async runToEnd(running) {
        await stopped;
        await running.close();
        return 0;
      },
    },
  });
  const entry = (name: string, load: () => Promise<CommandModule<never>>): CommandEntry => ({
    ...{ name, summary: name },
    load: async () => ({ command: await load() }),
  });
  return [
    entry('serve', async () => {
      const { command, serve } = await built<typeof Serve>('cli/commands/serve');
      return { ...command, run: (io, _operands, flags) => serve(io, flags, takeOver) };
    }),
    entry('gateway', async () => {
      const { command, gateway } = await built<typeof Gateway>('cli/commands/gateway');
      return { ...command, run: (io, _operands, flags) => gateway(io, flags, takeOver) };
    }),
    entry('up', async () => {
      const { command, up } = await built<typeof Up>('cli/commands/up');
      return { ...command, run: (io, _operands, flags) => up(io, flags, takeOver) };
    }),
  ];
}
