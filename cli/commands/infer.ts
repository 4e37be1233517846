import { unreachable } from '../../src/core/errors.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags, readWhole } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inferenceTable } from '../report/infer.ts';
import { readSamples } from '../samples.ts';

interface Flags extends ReportFlags {
  readonly type?: string;
  readonly title?: string;
  readonly enum?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<samples...>', 'files of JSON, JSON arrays or NDJSON, folders of them, or - for standard input')
      .option('--type <type>', 'of structured CloudEvents only those of this type')
      .option('--title <title>', 'the title of the schema')
      .option('--enum <n>', 'make an enum of texts and whole numbers with at most n different values, each seen twice or more');
    reportOptions(declared);
    examples(declared, [
      ['sluice infer samples/ > order.json', 'a schema that every sample satisfies; what is uncertain goes to the terminal'],
      ['sluice infer events.ndjson --type com.shop.order.placed', 'of recorded CloudEvents'],
      ['sluice infer events.ndjson --enum 8 --output order.json', 'with enums where few values come again and again'],
    ]);
  },

  async run(io, paths, flags) {
    const maxEnum = readWhole('--enum', flags.enum ?? '0', { min: 0, max: 100 });
    const { values, types } = await readSamples(io, paths, flags.type === undefined ? {} : { type: flags.type });
    const { inferSchema } = await import('../../src/formats/json-schema/infer/infer.ts');
    const { jsonSchemaFormat } = await import('../../src/formats/json-schema/format.ts');
    const { schema: inferred, places } = inferSchema(values, { maxEnum });
    const { $schema = '', ...rest } = inferred;
    const title = flags.title === undefined ? {} : { title: flags.title };
    const schema = { $schema, ...title, ...rest };
    // What is printed was tried: each sample, formats asserted.
    const validator = jsonSchemaFormat.compile(jsonSchemaFormat.parse({ schema }), { formats: 'assert' });
    const refused = values.findIndex((value) => !validator.validate(value).valid);
    if (refused >= 0) unreachable('the inferred schema refuses a sample', refused);
    io.err.write(`${inferenceTable(places, values.length)}\n`);
    const json = { schemaVersion: 1, samples: values.length, types: Object.fromEntries(types), schema, places };
    await deliver(io, flags, { json, text: () => JSON.stringify(schema, null, 2) });
    return EXIT.ok;
  },
};
