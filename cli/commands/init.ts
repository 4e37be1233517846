import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { CONFIG_FILE, LANGUAGES, parseProjectConfig } from '../../src/project/config.ts';
import { canAsk, openQuestions, type Questions } from '../ask.ts';
import { DEFAULT_REGISTRY, deliver, examples, oneOf, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { misfit, proposedOutput } from '../project/compiled-sources.ts';
import { detect, type Detected } from '../project/detect.ts';
import { findEditorSchema } from '../project/editor-schema.ts';
import { initialConfig, type InitChoice } from '../project/initial-config.ts';
import { initText } from '../report/init.ts';

interface Flags extends ReportFlags {
  readonly registry?: string;
  readonly dir?: string;
  readonly language?: string;
  readonly subject?: string;
  readonly yes?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--registry <url>', `the registry to lock contracts from (default: SLUICE_REGISTRY, else ${DEFAULT_REGISTRY})`)
      .option('--dir <dir>', 'the folder for generated files (default: src/events, or events where there is no src, or where tsconfig.json compiles)')
      .option('--language <language>', 'ts or js (default: ts where there is a tsconfig.json)')
      .option(
        '--subject <template>',
        "the subjects of the schema files found: 'com.shop.{name}' (default: {x-subject} where they have it, else {name})",
      )
      .option('--yes', 'ask nothing; without a terminal nothing is asked anyway');
    reportOptions(declared);
    examples(declared, [
      ['sluice init', 'look around, ask, and write sluice.config.json'],
      ["sluice init --yes --registry https://registry.example --subject 'com.shop.{name}'", 'ask nothing'],
    ]);
  },

  async run(io, _operands, flags) {
    refuseExisting(io);
    const detected = detect(io.cwd);
    const choice = await choose(io, flags, detected);
    const editorSchema = findEditorSchema(io.cwd);
    const text = initialConfig({ ...choice, editorSchema: editorSchema.path }, detected);
    parseProjectConfig({ file: CONFIG_FILE, text }); // What was chosen may be no address, or no template.
    await writeNew(io, text);
    const leftOutBy = misfit(choice.output, detected.compiles ?? {});
    await deliver(io, flags, {
      json: { written: CONFIG_FILE, ...detected, editorSchema, output: { dir: choice.output, ...(leftOutBy === undefined ? {} : { leftOutBy }) } },
      text: () => initText(CONFIG_FILE, detected, { output: { dir: choice.output, leftOutBy }, editorSchema }),
    });
    return EXIT.ok;
  },
};

function refuseExisting({ cwd }: Io): void {
  if (!existsSync(join(cwd, CONFIG_FILE))) return;
  const message = `${CONFIG_FILE} is there already, and init overwrites nothing`;
  throw new RegistryError('usage_invalid', message, {
    data: { file: CONFIG_FILE, why: 'The folder is a project already.', next: 'Change the file; `sluice check` says whether it is right.' },
  });
}

type Chosen = Omit<InitChoice, 'editorSchema'>;

/** Each question has a flag, and is asked only where it was not given and somebody is there. */
async function choose(io: Io, flags: Flags, detected: Detected): Promise<Chosen> {
  const known = { ...flags, proposed: io.env['SLUICE_REGISTRY'] || DEFAULT_REGISTRY };
  if (flags.yes === true || !canAsk(io)) return decide(known, detected, SILENT);
  const questions = openQuestions(io);
  try {
    return await decide(known, detected, questions);
  } finally {
    questions.close();
  }
}

/** Takes what is proposed. */
const SILENT: Pick<Questions, 'ask'> = { ask: async (_question, initial) => initial };

async function decide(flags: Flags & { readonly proposed: string }, detected: Detected, { ask }: Pick<Questions, 'ask'>): Promise<Chosen> {
  const registry = flags.registry ?? (await ask('Which registry?', flags.proposed));
  const output = flags.dir ?? (await ask('Which folder for generated files?', proposedOutput(detected.compiles ?? {}, detected.hasSources)));
  const language = flags.language ?? (await ask('ts or js?', detected.tsconfig === undefined ? 'js' : 'ts'));
  const saysSubject = detected.schemaFolders.every((folder) => folder.saysSubject);
  const hasSchemas = detected.schemaFolders.length > 0;
  const subject =
    flags.subject ?? (hasSchemas ? await ask('Which subjects have the schema files?', saysSubject ? '{x-subject}' : '{name}') : undefined);
  return { registry, output, language: oneOf('--language', LANGUAGES, language), ...(subject === undefined ? {} : { subject }) };
}

async function writeNew({ cwd }: Io, text: string): Promise<void> {
  try {
    await writeFile(join(cwd, CONFIG_FILE), text, { flag: 'wx' });
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot write ${CONFIG_FILE}: ${fileReason(cause)}`, { cause, data: { file: CONFIG_FILE } });
  }
}
