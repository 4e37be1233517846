import { checkShape, majorOf } from '../../src/asyncapi/check-shape.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import { CLOUD_EVENTS_MODES, writeDocument, type CloudEventsMode } from '../../src/asyncapi/write-document.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { readRegistry } from '../asyncapi/read-registry.ts';
import { withExamples } from '../asyncapi/message-examples.ts';
import { collect, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { writeResult } from '../io.ts';
import { printable } from '../report/printable.ts';

const VERSIONS = ['3.0.0', '3.1.0'] as const;

interface Flags extends RegistryFlags {
  readonly subjects: readonly string[];
  readonly prefix?: string;
  readonly asyncapi: (typeof VERSIONS)[number];
  readonly app?: string;
  readonly title: string;
  readonly docVersion: string;
  readonly cloudevents: CloudEventsMode;
  readonly examples: boolean;
  readonly output?: string;
  readonly yaml?: true;
}

export const exportAsyncApi: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--subjects <subject>', 'a subject, or "com.shop.*" for all that begin so; may be repeated (default: every live one)', collect, [])
      .option('--prefix <text>', 'only subjects that begin so')
      .option('--app <name>', 'of several applications that imports kept, the one whose document it is')
      .addOption(declared.createOption('--asyncapi <version>', 'the version of the document').choices(VERSIONS).default('3.0.0'))
      .addOption(
        declared
          .createOption(
            '--cloudevents <mode>',
            'structured: payloads are whole CloudEvents; binary: their attributes are headers; as-imported: what the import said',
          )
          .choices(CLOUD_EVENTS_MODES)
          .default('as-imported'),
      )
      .option('--title <text>', 'of the document, where no import kept one', 'Events')
      .option('--doc-version <text>', 'of the document, where no import kept one', '1.0.0')
      .option('--no-examples', 'without examples')
      .option('--output <file>', 'write to a file, in YAML where it is called .yaml or .yml, instead of standard output')
      .option('--yaml', 'YAML on standard output');
    registryOption(declared);
    examples(declared, [
      ['sluice export asyncapi --output asyncapi.yaml', 'every live subject; of one application its own document'],
      ['sluice export asyncapi --prefix com.shop. --app orders --output orders.json', 'the document of one application'],
      ["sluice export asyncapi --subjects 'com.shop.order.*' --cloudevents structured --yaml", 'messages that are whole CloudEvents'],
    ]);
  },

  async run(io, _operands, flags) {
    const client = await connect(io, flags);
    const { prefix, subjects, app } = flags;
    const found = await readRegistry(client, { subjects, ...(prefix === undefined ? {} : { prefix }) });
    if (found.messages.length === 0) {
      throw new RegistryError('usage_invalid', 'no live subject of the registry is a message that was asked for; see `sluice list`');
    }
    if (app !== undefined && !found.messages.some(({ usages }) => usages.has(app))) throw noSuchApp(app, found.messages);
    const messages = flags.examples ? found.messages.map((message) => withExamples(message, found.shared)) : found.messages;
    const { document, leftOut, notes } = writeDocument(
      app === undefined ? messages : messages.filter(({ usages }) => usages.has(app)),
      found.shared,
      {
        asyncapi: flags.asyncapi,
        title: flags.title,
        version: flags.docVersion,
        cloudEvents: flags.cloudevents,
        ...(app === undefined ? {} : { app }),
      },
    );
    expectValid(document);
    const all = [...found.leftOut, ...leftOut];
    for (const note of notes) io.err.write(`note ${printable(note)}\n`);
    for (const { subject, why } of all) io.err.write(`left out ${printable(`${subject}: ${why}`)}\n`);
    const isYaml = flags.output === undefined ? flags.yaml === true : /\.ya?ml$/i.test(flags.output);
    const text = isYaml ? await yamlOf(document) : `${JSON.stringify(document, null, 2)}\n`;
    if (flags.output === undefined) io.out.write(text);
    else await writeResult(io, flags.output, text);
    return all.length === 0 ? EXIT.ok : EXIT.findings;
  },
};

function noSuchApp(app: string, messages: readonly { readonly usages: ReadonlyMap<string, unknown> }[]): RegistryError {
  const known = [...new Set(messages.flatMap(({ usages }) => [...usages.keys()]))].toSorted();
  const there = known.length === 0 ? 'no import kept any' : `there are ${known.join(', ')}`;
  return new RegistryError('usage_invalid', `--app: found ${JSON.stringify(app)}; ${there}`);
}

/** What is written is read again as an import would read it. */
function expectValid(document: JsonObject): void {
  const major = majorOf(document);
  const findings = typeof major === 'number' ? checkShape(createResolver(document), major) : [major];
  const [first] = findings;
  if (first === undefined) return;
  throw new RegistryError('asyncapi_invalid', `the document would not be valid at ${first.pointer}: ${first.message}`, { data: { findings } });
}

async function yamlOf(document: JsonObject): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(document, { version: '1.2', aliasDuplicateObjects: false, lineWidth: 0 });
}
