import { RegistryError } from '../../src/core/errors.ts';
import { readAllPages } from '../all-pages.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { parseLabel } from '../label-flag.ts';
import { startOfNames } from '../prefix-flag.ts';
import { EXIT } from '../exit-code.ts';
import { subjectsText } from '../report/subjects.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly field?: string;
  readonly owner?: string;
  readonly label?: string;
  readonly prefix?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[text]', 'part of the name, owner, description or a label, upper and lower case alike')
      .option('--field <field>', 'a field that the latest version declares: its name, or the end of its path such as lines.quantity')
      .option('--owner <owner>', 'subjects of exactly this owner')
      .option('--label <name=value>', 'subjects with exactly this label')
      .option('--prefix <text>', 'subjects that it covers: com.shop.* or com.shop.');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice search payment', 'whatever has it in its name, owner, description or labels'],
      ['sluice search --field customer.email', 'who sends the e-mail address of a customer?'],
      ['sluice search --owner checkout --label tier=gold --format json', 'for a program'],
    ]);
  },

  async run(io, [text], flags) {
    const { field, owner, prefix } = flags;
    const label = flags.label === undefined ? undefined : parseLabel(flags.label).join('=');
    const query = {
      ...(text && { search: text }),
      ...(field && { field }),
      ...(owner && { owner }),
      ...(label && { label }),
      ...(prefix && { prefix: startOfNames(prefix) }),
    };
    if (Object.keys(query).length === 0) {
      throw new RegistryError('usage_invalid', 'expected a text, --field, --owner, --label or --prefix; found none of them. `sluice list` lists all');
    }
    const client = await connect(io, flags);
    const items = await readAllPages((cursor) => client.listSubjects({ ...query, limit: 500, ...(cursor && { cursor }) }));
    await deliver(io, flags, { json: { items }, text: () => subjectsText(items) });
    return EXIT.ok;
  },
};
