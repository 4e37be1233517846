import { randomInt } from 'node:crypto';
import type { Comparison } from '../../src/codegen/index.ts';
import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { deliver, examples, oneOf, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { verifyText, type VerifiedSchema } from '../report/verify.ts';
import { readSchemaInput } from '../schema-input.ts';

interface Flags extends ReportFlags {
  readonly schema: readonly string[];
  readonly dialect?: string;
  readonly formats: string;
  readonly runs: string;
  readonly seed?: string;
}

const MAX_SEED = 2 ** 32 - 1;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .requiredOption('--schema <file>', 'a JSON Schema file; files that it refers to are read beside it; may be repeated', collect)
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--formats <mode>', 'annotate, or assert: format is judged too', 'annotate')
      .option('--runs <n>', 'random instances for each schema', '1000')
      .option('--seed <n>', 'draw the same instances again (default: another one each time; it is told)');
    reportOptions(declared);
    examples(declared, [
      ['sluice verify --schema order-placed.json', 'do the generated validator, ajv and the evaluator agree?'],
      ['sluice verify --schema order-placed.json --runs 100000 --seed 7', 'more instances, and the same ones each time'],
    ]);
  },

  async run(io, _operands, flags) {
    const formats = oneOf('--formats', FORMAT_MODES, flags.formats);
    const runs = readNumber('--runs', flags.runs, 1, 10_000_000);
    const seed = flags.seed === undefined ? randomInt(MAX_SEED) : readNumber('--seed', flags.seed, 0, MAX_SEED);
    const schemas: VerifiedSchema[] = [];
    for (const schema of flags.schema) schemas.push({ schema, ...(await compare(io, schema, { dialect: flags.dialect, formats, runs, seed })) });
    await deliver(io, flags, { json: { seed, formats, schemas }, text: () => verifyText(schemas, { seed }) });
    return schemas.some(({ difference }) => difference !== undefined) ? EXIT.findings : EXIT.ok;
  },
};

interface How {
  readonly dialect: string | undefined;
  readonly formats: (typeof FORMAT_MODES)[number];
  readonly runs: number;
  readonly seed: number;
}

async function compare(io: Io, path: string, { dialect: flag, ...options }: How): Promise<Comparison> {
  const input = await readSchemaInput(io, path, flag);
  const { compareJudges } = await import('../../src/codegen/index.ts');
  const { loadValidator } = await import('../verify/load-validator.ts');
  const { schema, dialect = 'draft-2020-12', documents } = input;
  const validate = await loadValidator(input, options);
  return compareJudges({ schema, dialect, ...(documents === undefined ? {} : { documents }) }, validate, options);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function readNumber(flag: string, text: string, min: number, max: number): number {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new RegistryError('usage_invalid', `${flag}: expected a whole number from ${min} to ${max}; found ${JSON.stringify(text)}`);
}
