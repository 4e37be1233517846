import type { JsonValue } from '../../src/core/json/value.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { readSource } from '../io.ts';
import { validationOutline, validationText } from '../report/validate.ts';
import { withinFile } from '../schema-file.ts';
import { parseSelector } from '../selector.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly subject: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file>', "a JSON file with the event's data; - is standard input")
      .requiredOption('--subject <subject[@n]>', 'the contract: as a gate would judge, or under one version');
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice validate event.json --subject com.shop.order.placed', 'would a gate accept it?'],
      ['curl -s localhost:3000/sample | sluice validate - --subject com.shop.order.placed@2', 'from a pipe, under version 2'],
    ]);
  },

  hasFindings: true,

  async run(io, [path = ''], flags) {
    const selector = parseSelector(flags.subject);
    const file = await readSource(io, path);
    // The client sends exact numbers as they are written, which the type of a request does not say.
    const event = (await withinFile(file, () => parseJson(file.text))) as JsonValue;
    const client = await connect(io, flags);
    const { subject } = selector;
    const version = selector.version === 'latest' ? (await client.getVersion(subject, 'latest')).version : selector.version;
    const answer = await client.validate({ subject, event, ...(version === undefined ? {} : { version }) });
    await deliverFindings(io, flags, {
      json: answer,
      text: (style) => validationText(answer, file, style),
      outline: () => validationOutline(answer, file),
    });
    return answer.valid ? EXIT.ok : EXIT.findings;
  },
};
