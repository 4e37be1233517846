import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { chooseRegistry, withheldText } from '../registry-choice.ts';
import { whoamiText } from '../report/whoami.ts';

type Flags = ReportFlags & RegistryFlags;

export const command: CommandModule<Flags> = {
  declare(declared) {
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [['sluice whoami', 'who the registry takes you for, and what you may do']]);
  },

  async run(io, _operands, flags) {
    // Who asks without a key is anonymous, which is no error that could tell why.
    const { withheld } = await chooseRegistry(io, flags);
    if (withheld !== undefined) io.err.write(`note: ${withheldText(withheld)}\n`);
    const caller = await (await connect(io, flags)).whoami();
    await deliver(io, flags, { json: caller, text: () => whoamiText(caller) });
    return EXIT.ok;
  },
};
