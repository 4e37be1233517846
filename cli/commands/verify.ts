import { randomInt } from 'node:crypto';
import type { Comparison, SchemaInput } from '../../src/codegen/index.ts';
import { FORMAT_MODES, type FormatMode } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { collect, deliver, examples, oneOf, reportOptions, type CommandModule, type ReportFlags, readWhole } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { projectOption, type ProjectFlags } from '../project-flags.ts';
import { findProjects } from '../project/find-projects.ts';
import { verifyText, type VerifiedSchema } from '../report/verify.ts';
import { readSchemaInput } from '../schema-input.ts';

interface Flags extends ProjectFlags, ReportFlags {
  readonly schema: readonly string[];
  readonly dialect?: string;
  readonly formats?: string;
  readonly runs: string;
  readonly seed?: string;
}

const MAX_SEED = 2 ** 32 - 1;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option(
        '--schema <file>',
        'a JSON Schema file; files that it refers to are read beside it; may be repeated (default: all that the project has locked)',
        collect,
        [],
      )
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--formats <mode>', 'annotate, or assert: format is judged too (default: as the project generates; annotate for files)')
      .option('--runs <n>', 'random instances for each schema', '1000')
      .option('--seed <n>', 'draw the same instances again (default: another one each time; it is told)');
    projectOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice verify', 'in a project: all that is locked, from its store; nothing is asked of a registry'],
      ['sluice verify --schema order-placed.json', 'do the generated validator, ajv and the evaluator agree?'],
      ['sluice verify --schema order-placed.json --runs 100000 --seed 7', 'more instances, and the same ones each time'],
    ]);
  },

  async run(io, _operands, flags) {
    const runs = readWhole('--runs', flags.runs, { min: 1, max: 10_000_000 });
    const seed = flags.seed === undefined ? randomInt(MAX_SEED) : readWhole('--seed', flags.seed, { min: 0, max: MAX_SEED });
    const schemas: VerifiedSchema[] = [];
    for await (const question of flags.schema.length > 0 ? filesOf(io, flags) : lockedOf(io, flags)) {
      schemas.push({ schema: question.label, formats: question.formats, ...(await compare(question, { runs, seed })) });
    }
    await deliver(io, flags, { json: { seed, schemas }, text: () => verifyText(schemas, { seed }) });
    return schemas.some(({ difference }) => difference !== undefined) ? EXIT.findings : EXIT.ok;
  },
};

interface Question {
  readonly label: string;
  readonly input: SchemaInput;
  readonly formats: FormatMode;
}

async function* filesOf(io: Io, { schema, dialect, formats }: Flags): AsyncGenerator<Question> {
  const mode = readMode(formats) ?? 'annotate';
  for (const label of schema) yield { label, input: await readSchemaInput(io, label, dialect), formats: mode };
}

async function* lockedOf(io: Io, { config, dialect, formats }: Flags): AsyncGenerator<Question> {
  if (dialect !== undefined) throw new RegistryError('usage_invalid', '--dialect is for --schema FILE: what is locked says its own');
  const folders = findProjects(io.cwd, config);
  if (folders.length === 0)
    throw new RegistryError('usage_invalid', 'expected --schema FILE, or a project whose locked events are verified; found neither');
  const { openProject } = await import('../project/project.ts');
  const { lockedInputs } = await import('../project/locked-inputs.ts');
  for (const folder of folders) {
    const project = await openProject(folder, io.cwd);
    const mode = readMode(formats) ?? project.config.output?.formats ?? 'annotate';
    for (const locked of await lockedInputs(project)) yield { ...locked, formats: mode };
  }
}

function readMode(flag: string | undefined): FormatMode | undefined {
  return flag === undefined ? undefined : oneOf('--formats', FORMAT_MODES, flag);
}

async function compare({ input, formats }: Question, draw: { readonly runs: number; readonly seed: number }): Promise<Comparison> {
  const { compareJudges } = await import('../../src/codegen/index.ts');
  const { loadValidator } = await import('../verify/load-validator.ts');
  const { schema, dialect = 'draft-2020-12', documents } = input;
  const validate = await loadValidator(input, { formats });
  return compareJudges({ schema, dialect, ...(documents === undefined ? {} : { documents }) }, validate, { formats, ...draw });
}
