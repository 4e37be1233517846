import { STATES } from '../../src/core/version.ts';
import { readAllPages } from '../all-pages.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { startOfNames } from '../prefix-flag.ts';
import { EXIT } from '../exit-code.ts';
import { subjectsText } from '../report/subjects.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly prefix?: string;
  readonly search?: string;
  readonly owner?: string;
  readonly state?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--prefix <text>', 'subjects that it covers: com.shop.* or com.shop.')
      .option('--search <text>', 'part of the name, owner, description or a label')
      .option('--owner <owner>', 'subjects of this owner')
      .option('--state <state>', `subjects in this state: ${STATES.join(', ')}`);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice list', 'all subjects'],
      ['sluice list --prefix com.shop. --format json', 'some of them, for a program'],
    ]);
  },

  async run(io, _operands, flags) {
    const { prefix, search, owner } = flags;
    const state = flags.state === undefined ? undefined : oneOf('--state', STATES, flags.state);
    const filter = { ...(prefix && { prefix: startOfNames(prefix) }), ...(search && { search }), ...(owner && { owner }), ...(state && { state }) };
    const client = await connect(io, flags);
    const items = await readAllPages((cursor) => client.listSubjects({ ...filter, limit: 500, ...(cursor && { cursor }) }));
    await deliver(io, flags, { json: { items }, text: () => subjectsText(items) });
    return EXIT.ok;
  },
};
