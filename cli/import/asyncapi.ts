import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PointOfView } from '../../src/asyncapi/read-v2.ts';
import { checkNaming } from '../../src/asyncapi/subject-names.ts';
import { applyImport } from '../asyncapi/apply-import.ts';
import { checkExamples } from '../asyncapi/check-examples.ts';
import { checkDocument, type CheckOptions, type ReadDocument } from '../asyncapi/check-document.ts';
import { withOfficialCheck, type OfficialCheck } from '../asyncapi/official-check.ts';
import { mergeContracts, planImport, type ImportOptions } from '../asyncapi/plan-import.ts';
import { findDocuments } from '../asyncapi/find-documents.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';
import { collect, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { consentOptions, readConsent, type ConsentFlags } from '../consent-flags.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-code.ts';
import { deliverFindings, findingsOptions, isReportedAs, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { parseLabel } from '../label-flag.ts';
import { asyncApiJson, asyncApiOutline, asyncApiText, isImported, type AsyncApiReport } from '../report/import-asyncapi.ts';

interface Flags extends FindingsFlags, RegistryFlags, ConsentFlags {
  readonly prefix?: string;
  readonly subjectTemplate?: string;
  readonly schemaTemplate?: string;
  readonly owner?: string;
  readonly label: readonly string[];
  readonly envelope?: true;
  readonly pointOfView?: PointOfView;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file>', 'an AsyncAPI document, 2.0 to 3.1, JSON or YAML, or a folder of them; - is standard input')
      .option('--prefix <text>', 'in front of every name that is no CloudEvents type: com.shop.')
      .option(
        '--subject-template <template>',
        'name messages so: {prefix}, {type}, {name}, {key}, {title}, {channel}, {address}, {action}, {operation}, {app}',
      )
      .option('--schema-template <template>', 'name shared schemas so: {prefix}, {name}, {app} (default: {prefix}schemas.{name})')
      .option('--owner <name>', 'the owner of every subject')
      .option('--label <name=value>', 'a label for every subject; may be repeated', collect, [])
      .option('--envelope', 'of a payload that is a whole CloudEvent take all of it, instead of its data')
      .addOption(
        declared
          .createOption(
            '--point-of-view <whose>',
            'in 2.x, what publish means: others publish and the application receives, or, for client, the reverse',
          )
          .choices(['application', 'client'])
          .default('application'),
      )
      .option('--dry-run', 'print the plan and write nothing');
    consentOptions(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice import asyncapi asyncapi.yaml --dry-run', 'which subjects would come of it?'],
      ['sluice import asyncapi asyncapi.yaml --prefix com.shop. --owner orders', 'register them, all or none'],
      ['sluice import asyncapi asyncapi.yaml --allow-breaking --reason "v1 is gone"', 'release what breaks, each as a new line'],
      ['sluice import asyncapi docs/ --schema-template "{app}.schemas.{name}"', 'every application of a folder'],
    ]);
  },

  hasFindings: true,

  run: (io, operands, flags) => withOfficialCheck((official) => importAsyncApi(io, operands, flags, official)),
};

/** @internal The command, with the official check of whoever asks. */
export async function importAsyncApi(io: Io, [path = '']: readonly string[], flags: Flags, official: OfficialCheck): Promise<ExitCode> {
  const checking = { ...checkOptionsOf(flags), details: isReportedAs(io, flags, 'json') };
  const options: ImportOptions = {
    labels: labelsOf(flags.label),
    consent: readConsent(flags),
    ...(flags.owner === undefined ? {} : { owner: flags.owner }),
  };
  return importDocuments(io, flags, await readDocuments(io, path, official, checking), options);
}

async function readDocuments(io: Io, path: string, official: OfficialCheck, options: CheckOptions): Promise<readonly ReadDocument[]> {
  const documents: ReadDocument[] = [];
  const files = await findDocuments(io, path);
  if (await isLong(io, files)) official.prepare();
  for (const file of files) documents.push(await checkDocument(io, file, official, options));
  return documents;
}

/** Whether reading takes so long that the parser, which takes long to load, is better begun with. What is short may be refused before. */
async function isLong(io: Io, files: readonly string[]): Promise<boolean> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(resolve(io.cwd, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.some((size) => size > LONG_BYTES);
}

const LONG_BYTES = 64 * 1024;

async function importDocuments(io: Io, flags: Flags, read: readonly ReadDocument[], options: ImportOptions): Promise<ExitCode> {
  const { merged, findings: collisions } = mergeContracts(read);
  const isWrong = collisions.length > 0 || read.some(({ findings }) => findings.length > 0);
  const client = await connect(io, flags);
  // Nothing is written by a plan, so the official parser may still be at work.
  const planning = isWrong ? Promise.resolve([]) : withProgress(io, merged.length, 'checked', (say) => planImport(client, merged, options, say));
  const judging = checkExamples(read);
  judging.catch(() => {}); // The same.
  planning.catch(() => {}); // Thrown where it is waited for, unless the document is refused.
  const documents = await Promise.all(read.map(({ judged }) => judged));
  const findings = [...documents.flatMap((document) => document.findings), ...collisions];
  const isPlan = flags.dryRun === true;
  const base = { target: client.url, isPlan, documents, findings, examples: await judging };
  if (findings.length > 0) return finish(io, flags, { ...base, items: [], done: 0 });
  const plan = await planning;
  if (isPlan || plan.some(({ step }) => step.kind === 'refused')) return finish(io, flags, { ...base, items: plan, done: 0 });
  const applied = await withProgress(io, plan.length, 'registered', (say) => applyImport(client, plan, options, say));
  return finish(io, flags, { ...base, ...applied });
}

async function withProgress<Result>(io: Io, total: number, word: string, work: (say: (done: number) => void) => Promise<Result>): Promise<Result> {
  const progress = createProgress(io.err);
  let count = 0;
  const forget = onInterrupt(() => {
    progress.end();
    io.err.write(`interrupted: ${count} of ${total} subjects ${word}; the same command goes on from there\n`);
  });
  try {
    return await work((done) => {
      count = done;
      progress.say(`${done} of ${total} subjects ${word}`);
    });
  } finally {
    forget();
    progress.end();
  }
}

async function finish(io: Io, flags: Flags, report: AsyncApiReport): Promise<ExitCode> {
  await deliverFindings(io, flags, {
    json: asyncApiJson(report),
    text: (style) => asyncApiText(report, style),
    outline: () => asyncApiOutline(report),
  });
  if (report.stopped !== undefined) return exitCodeOf(report.stopped.code);
  return isImported(report) ? EXIT.ok : EXIT.findings;
}

function checkOptionsOf({ prefix, subjectTemplate, schemaTemplate, envelope, pointOfView }: Flags): CheckOptions {
  const options: CheckOptions = {
    ...(prefix === undefined ? {} : { prefix }),
    ...(subjectTemplate === undefined ? {} : { subjectTemplate }),
    ...(schemaTemplate === undefined ? {} : { schemaTemplate }),
    ...(envelope === undefined ? {} : { envelope }),
    ...(pointOfView === undefined ? {} : { pointOfView }),
  };
  checkNaming(options);
  return options;
}

function labelsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => parseLabel(text)));
}
