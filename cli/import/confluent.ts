import { RegistryError } from '../../src/core/errors.ts';
import type { EngineLanes } from '../audit/engine-lanes.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';
import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { counted, grouped } from '../report/counted.ts';
import { importJson, importOutline, importText, isComplete, type ImportedLine, type ImportReport } from '../report/import.ts';
import { applyImport } from './apply-confluent.ts';
import { goneNotes, leftOpenNotes, sourceNotes, surplusNotes, takenNotes } from './confluent-notes.ts';
import { foreseeRefusals } from './foresee.ts';
import { judgeHistory } from './history-verdict.ts';
import { closeLeftOpen, findLeftOpen, givenUpText, readLeftOpen } from './left-open.ts';
import { isLeftOut, planImport, type ImportItem } from './plan-confluent.ts';
import { nameOfVersion, readConfluent, type WireVersion } from './read-confluent.ts';
import { connectSource, connectTarget, type ImportTarget } from './sides.ts';
import { dialectLosses } from './dialect-losses.ts';
import { describeLosses, readNativeSubjects, type NativeSubject } from './sluice-source.ts';
import type { Wire } from './wire.ts';

interface Flags extends FindingsFlags {
  readonly to?: string;
  readonly dryRun?: true;
  readonly giveUp?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument(
        '<url>',
        "a registry that speaks Confluent's wire; who is asking is in SLUICE_FROM_TOKEN, or SLUICE_FROM_USER and SLUICE_FROM_PASSWORD",
      )
      .option('--to <url>', 'the registry to import into, its key in SLUICE_TO_TOKEN or stored (default: SLUICE_REGISTRY)')
      .option('--dry-run', 'print the plan and write nothing')
      .option('--give-up', 'import nothing: set back the modes of subjects that an import which did not end left in IMPORT');
    findingsOptions(declared);
    examples(declared, [
      ['sluice import confluent https://registry.example.com --dry-run', 'what would come, and what would not'],
      ['sluice import confluent https://registry.example.com --to http://127.0.0.1:8081', 'ids, versions, references, levels, modes, contexts'],
      ['sluice import confluent https://registry.example.com/contexts/.emea', 'the subjects of one context, and nothing else'],
      ['sluice import confluent https://registry.example.com --give-up', 'an import was cut and shall not go on: let publishers in again'],
    ]);
  },

  hasFindings: true,

  run: (io, operands, flags) => importConfluent(io, operands, flags),
};

/** @internal The command, with engines of whoever asks. */
export async function importConfluent(io: Io, [address = '']: readonly string[], flags: Flags, engines?: EngineLanes): Promise<0 | 1> {
  const source = await connectSource(io, address);
  const target = await connectTarget(io, flags.to);
  if (source.url === target.client.url) {
    throw new RegistryError('usage_invalid', `the registry to import and the target are the same, ${source.url}; say another one with --to`);
  }
  const progress = createProgress(io.err);
  if (flags.giveUp === true) return giveUp(io, flags, source, target);
  const report = async (items: readonly ImportItem[], more: Pick<ImportReport, 'isPlan' | 'isStopped' | 'notes' | 'history'>): Promise<0 | 1> =>
    answer(io, flags, { command: 'import confluent', source: nameOfSource(source), target: target.client.url, ...describe(items, more), ...more });
  let forget = onInterrupt(() => {
    progress.end();
    io.err.write(UNTOUCHED);
  });
  try {
    const found = await readConfluent(source, (versions) => progress.say(`${counted(versions, 'version')} read`));
    const { items: plan, surplus } = await planImport(found, target);
    const native = await readNativeSubjects(source, subjectsIn(found.versions));
    const losses = async (items: readonly ImportItem[], isPlan: boolean): Promise<readonly string[]> =>
      native === undefined
        ? []
        : [
            ...(await describeLosses(arriving(native, items), { client: target.client, settings: found.settings, isPlan })),
            ...(await dialectLosses(source, items)),
          ];
    progress.end();
    // What differs is found before anything is written.
    const differs = plan.some(({ step }) => step.kind === 'differs');
    if (flags.dryRun === true || differs) {
      const inTheWay = [...takenNotes(plan, source), ...leftOpenNotes(differs ? await findLeftOpen(target.client, subjectsIn(found.versions)) : [])];
      if (flags.dryRun === true) {
        const foreseen = await foreseeRefusals(plan, target);
        return await report(foreseen, {
          isPlan: true,
          notes: [...inTheWay, ...goneNotes(foreseen), ...surplusNotes(surplus), ...sourceNotes(found), ...(await losses(foreseen, true))],
        });
      }
      return await report(plan, { isPlan: false, isStopped: true, notes: ['something is in the way: nothing was imported', ...inTheWay] });
    }
    forget();
    forget = onInterrupt(() => {
      progress.end();
      io.err.write(`interrupted; ${UNFINISHED}`);
    });
    const done = await applyImport(target, { items: plan, settings: found.settings }, (count) =>
      progress.say(`${grouped(count)} of ${counted(plan.length, 'version')}`),
    ).catch((thrown: unknown) => {
      progress.end();
      io.err.write(`the import stopped; ${UNFINISHED}`);
      throw thrown;
    });
    forget();
    progress.end();
    const history = await judgeHistory(io, target.client, liveSubjects(done.items), engines);
    return await report(done.items, {
      isPlan: false,
      notes: [
        ...takenNotes(done.items, source),
        ...surplusNotes(surplus),
        ...done.notes,
        ...sourceNotes(found),
        ...(await losses(done.items, false)),
      ],
      history,
    });
  } finally {
    forget();
    progress.end();
  }
}

function nameOfSource({ url, context }: Wire): string {
  return context === undefined ? url : `${url}/contexts/${context}`;
}

const UNTOUCHED = 'interrupted; nothing was written\n';
const UNFINISHED =
  'the same command goes on. Until then the subjects that it began stay in mode IMPORT, and take nothing from publishers; --give-up sets their modes back\n';

async function giveUp(io: Io, flags: Flags, source: Wire, { client }: ImportTarget): Promise<0> {
  const isPlan = flags.dryRun === true;
  const subjects = await readLeftOpen(client, await source.subjects());
  if (!isPlan) await closeLeftOpen(client, subjects);
  const text = givenUpText(client.url, subjects, isPlan);
  await deliverFindings(io, flags, {
    json: { source: nameOfSource(source), target: client.url, dryRun: isPlan, givenUp: subjects.map(({ subject }) => subject) },
    text: () => text,
    outline: () => ({ command: 'import confluent', passed: true, summary: text, cases: [] }),
  });
  return EXIT.ok;
}

/** What of each subject comes, or came; without those of which nothing does. */
function arriving(subjects: readonly NativeSubject[], items: readonly ImportItem[]): readonly NativeSubject[] {
  const names = new Set(items.filter((item) => !isLeftOut(item)).map(({ source }) => nameOfVersion(source)));
  return subjects
    .map((subject) => ({ ...subject, versions: subject.versions.filter((version) => names.has(nameOfVersion(version))) }))
    .filter(({ versions }) => versions.length > 0);
}

async function answer(io: Io, flags: Flags, report: ImportReport): Promise<0 | 1> {
  await deliverFindings(io, flags, { json: importJson(report), text: (style) => importText(report, style), outline: () => importOutline(report) });
  return isComplete(report) ? EXIT.ok : EXIT.findings;
}

function subjectsIn(versions: readonly WireVersion[]): readonly string[] {
  return [...new Set(versions.map(({ subject }) => subject))].toSorted();
}

function liveSubjects(items: readonly ImportItem[]): readonly string[] {
  const live = items.filter((item) => !isLeftOut(item) && !item.source.deleted);
  return [...new Set(live.map(({ source }) => source.subject))].toSorted();
}

function describe(
  items: readonly ImportItem[],
  { isPlan, isStopped = false }: Pick<ImportReport, 'isPlan' | 'isStopped'>,
): Pick<ImportReport, 'items' | 'lines'> {
  return {
    lines: items.map((item) => lineOf(item, isPlan || isStopped)),
    items: items.map(({ source: { subject, version, id, deleted }, step }) => {
      const { kind, ...rest } = step;
      return { subject, version, id, deleted, outcome: kind === 'import' && !isPlan && !isStopped ? 'imported' : kind, ...rest };
    }),
  };
}

function lineOf({ source, step }: ImportItem, isPlan: boolean): ImportedLine {
  const name = nameOfVersion(source);
  const leftOut = (rule: string, why: string): ImportedLine => ({ name, outcome: 'left_out', rule, why });
  switch (step.kind) {
    case 'there':
      return { name, outcome: 'there' };
    case 'import':
    case 'delete':
      return { name, outcome: isPlan ? 'planned' : 'imported' };
    case 'unsupported':
      return leftOut('format_unsupported', `${step.schemaType} is not supported here; JSON is`);
    case 'blocked':
      return leftOut('reference_not_found', `it refers to ${step.by}, which is left out`);
    case 'differs':
      return leftOut('schema_id_taken', step.why);
    case 'refused':
      return leftOut('refused', step.why);
  }
}
