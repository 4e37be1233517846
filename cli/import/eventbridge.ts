import { createProgress } from '../progress.ts';
import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { counted, grouped } from '../report/counted.ts';
import { importJson, importOutline, importText, isComplete, type ImportedLine, type ImportReport } from '../report/import.ts';
import { judgeHistory } from './history-verdict.ts';
import { readExportFolder, type UnreadFile } from './read-eventbridge.ts';
import { applyEventBridge, planEventBridge, type EventBridgeItem } from './register-eventbridge.ts';
import { connectTarget } from './sides.ts';

interface Flags extends FindingsFlags {
  readonly to?: string;
  readonly envelope?: true;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<dir>', 'a folder of files of `aws schemas describe-schema` or `export-schema`, or of their bare contents')
      .option('--to <url>', 'the registry to import into, its key in SLUICE_TO_TOKEN or stored (default: SLUICE_REGISTRY)')
      .option('--envelope', 'take the whole event that EventBridge delivers, instead of its detail')
      .option('--dry-run', 'print the plan and write nothing');
    findingsOptions(declared);
    examples(declared, [
      [
        'aws schemas describe-schema --registry-name shop --schema-name shop@OrderPlaced --schema-version 2 > export/order.2.json',
        'a version, one file',
      ],
      ['sluice import eventbridge export/ --dry-run', 'which subjects would come of it?'],
      ['sluice import eventbridge export/ --to http://127.0.0.1:8081', 'all of them, oldest first'],
    ]);
  },

  hasFindings: true,

  async run(io, [folder = ''], flags) {
    const { schemas, unread } = await readExportFolder(io, folder);
    const { client } = await connectTarget(io, flags.to);
    const plan = await planEventBridge(client, schemas, flags.envelope === true ? 'envelope' : 'detail');
    const isPlan = flags.dryRun === true;
    const progress = createProgress(io.err);
    const items = isPlan
      ? plan
      : await applyEventBridge(client, plan, (count) => progress.say(`${grouped(count)} of ${counted(plan.length, 'version')}`)).finally(() =>
          progress.end(),
        );
    const history = isPlan ? undefined : await judgeHistory(io, client, subjectsOf(items));
    const report: ImportReport = {
      ...{ command: 'import eventbridge', source: folder, target: client.url, isPlan },
      ...describe(items, unread),
      ...(history === undefined ? {} : { history }),
    };
    await deliverFindings(io, flags, { json: importJson(report), text: (style) => importText(report, style), outline: () => importOutline(report) });
    return isComplete(report) ? EXIT.ok : EXIT.findings;
  },
};

function subjectsOf(items: readonly EventBridgeItem[]): readonly string[] {
  const present = items.filter(({ step }) => step.kind === 'imported' || step.kind === 'there');
  return [...new Set(present.flatMap(({ contract }) => (contract === undefined ? [] : [contract.subject])))].toSorted();
}

function describe(items: readonly EventBridgeItem[], unread: readonly UnreadFile[]): Pick<ImportReport, 'items' | 'lines' | 'notes'> {
  const breaking = items.filter(({ step }) => step.kind === 'imported' && step.isBreaking);
  return {
    lines: [
      ...items.map(lineOf),
      ...unread.map(({ file, why }): ImportedLine => ({ name: file, outcome: 'left_out', rule: 'file_unreadable', why })),
    ],
    notes: [
      ...items.flatMap(({ source, contract }) => (contract?.notes ?? []).map((note) => `${source.file}: ${note}`)),
      ...breaking.map(
        ({ source: { name, version }, contract, step }) =>
          `${contract?.subject ?? ''}@${step.kind === 'imported' ? step.version : ''} (version ${version} of ${name}) broke the ones before it, and begins a line of its own`,
      ),
    ],
    items: items.map(({ source: { file, name, version }, contract, step }) => {
      const { kind, ...rest } = step;
      return { file, schemaName: name, schemaVersion: version, subject: contract?.subject ?? null, outcome: kind, ...rest };
    }),
  };
}

function lineOf({ source, contract, step }: EventBridgeItem): ImportedLine {
  const name = `${source.name}, version ${source.version}${contract === undefined ? '' : `, as ${contract.subject}`}`;
  switch (step.kind) {
    case 'import':
      return { name, outcome: 'planned' };
    case 'there':
      return { name, outcome: 'there' };
    case 'imported':
      return { name, outcome: 'imported' };
    case 'refused':
      return { name, outcome: 'left_out', rule: step.code, why: step.why };
  }
}
