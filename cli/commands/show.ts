import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { subjectText, versionText } from '../report/show.ts';
import { parseSelector } from '../selector.ts';

export const command: CommandModule<ReportFlags & RegistryFlags> = {
  declare(declared) {
    declared.argument('<subject[@n]>', 'a subject, or one version of it: a number or latest');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice show com.shop.order.placed', 'the subject and its versions'],
      ['sluice show com.shop.order.placed@latest', 'one version with its schema'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseSelector(text);
    const client = await connect(io, flags);
    if (version === undefined) {
      const resource = await client.getSubject(subject);
      const { mode } = await client.getMode(resource.subject);
      await deliver(io, flags, { json: { ...resource, mode }, text: () => subjectText(resource, mode) });
    } else {
      const resource = await client.getVersion(subject, version);
      await deliver(io, flags, { json: resource, text: () => versionText(resource) });
    }
    return EXIT.ok;
  },
};
