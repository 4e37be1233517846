import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { oneOf, readWhole, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { writeResult } from '../io.ts';
import { withinFile } from '../schema-file.ts';
import { parseSideName, readSide } from '../schema-side.ts';

interface Flags extends RegistryFlags {
  readonly count: string;
  readonly seed: string;
  readonly formats: string;
  readonly dialect?: string;
  readonly output?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<schema>', 'a JSON Schema file, SUBJECT[@N], or git:REF:FILE')
      .option('--count <n>', 'how many events', '1')
      .option('--seed <n>', 'the same seed gives the same events', '1')
      .option('--formats <mode>', 'assert, or annotate: texts need not be of their format', 'assert')
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--output <file>', 'write the events to a file instead of standard output');
    registryOption(declared);
    examples(declared, [
      ['sluice mock order.json', 'one valid event'],
      ['sluice mock com.shop.order.placed --count 100 --seed 7 > events.ndjson', 'a hundred, a line each'],
    ]);
  },

  async run(io, [operand = ''], flags) {
    const count = readWhole('--count', flags.count, { min: 1, max: 1_000_000 });
    const seed = readWhole('--seed', flags.seed, { min: 0, max: 2 ** 31 - 1 });
    const formats = oneOf('--formats', FORMAT_MODES, flags.formats);
    const chosen = flags.dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, flags.dialect) };
    const { file, documents, dialect = chosen.dialect } = await readSide(io, await parseSideName(io, operand), { flags, ...chosen });
    const { jsonSchemaFormat } = await import('../../src/formats/json-schema/format.ts');
    const { mockInstances } = await import('../../src/formats/json-schema/mock/mock.ts');
    const parsed = await withinFile(file, () =>
      jsonSchemaFormat.parse({ schema: file.text, documents, ...(dialect === undefined ? {} : { dialect }) }),
    );
    const mock = mockInstances(parsed, { count, seed, formats });
    if (mock.kind !== 'made') {
      const why = mock.kind === 'empty' ? 'no event is valid under it, which is proved' : 'no valid event was found';
      io.err.write(`${file.label}: ${why}\n`);
      return EXIT.findings;
    }
    // One is for a person to read, several are for a program that reads lines.
    const text = count === 1 ? `${JSON.stringify(mock.values[0], null, 2)}\n` : mock.values.map((value) => `${JSON.stringify(value)}\n`).join('');
    if (flags.output === undefined) io.out.write(text);
    else await writeResult(io, flags.output, text);
    return EXIT.ok;
  },
};
