import { RegistryError } from '../../src/core/errors.ts';
import type { SubjectPatch } from '../../src/core/resources.ts';
import { parseSubject } from '../../src/core/subject.ts';
import { collect, deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { parseLabel } from '../label-flag.ts';
import { describedText } from '../report/show.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly owner?: string;
  readonly description?: string;
  readonly label: readonly string[];
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<subject>', 'the subject')
      .option('--owner <name>', 'whose it is; "" removes it')
      .option('--description <text>', 'what it is; "" removes it')
      .option('--label <name=value>', 'a label; NAME= removes it; may be repeated', collect, []);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice describe com.shop.order.placed --owner checkout --description "an order was paid"', 'for search and show'],
      ['sluice describe com.shop.order.placed --label tier=gold --label team=', 'set one label, remove another; the rest stay'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const subject = parseSubject(text);
    const labels = flags.label.map((label) => parseLabel(label, ', or NAME= to remove it'));
    if (flags.owner === undefined && flags.description === undefined && labels.length === 0) {
      throw new RegistryError('usage_invalid', 'nothing to say: give --owner, --description or --label; `sluice show SUBJECT` says what is there');
    }
    const client = await connect(io, flags);
    const before = await client.getSubject(subject);
    const answer = await client.updateSubject(subject, patchOf(flags, before.labels, labels), { ifMatch: before.epoch });
    await deliver(io, flags, { json: answer, text: () => describedText(answer) });
    return EXIT.ok;
  },
};

/** The API replaces all labels; whoever names one of them does not mean the others. */
function patchOf(
  { owner, description }: Flags,
  before: Readonly<Record<string, string>>,
  labels: readonly ReturnType<typeof parseLabel>[],
): SubjectPatch {
  const merged = new Map([...Object.entries(before), ...labels]);
  return {
    ...(owner === undefined ? {} : { owner: owner === '' ? null : owner }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
    ...(labels.length === 0 ? {} : { labels: Object.fromEntries([...merged].filter(([, value]) => value !== '')) }),
  };
}
