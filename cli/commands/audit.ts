import { FORMAT_MODES, PROFILES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS, type Dialect } from '../../src/core/version.ts';
import { auditHistory, type Audit } from '../audit/audit-history.ts';
import { STEP_LEVELS, type StepQuestion } from '../audit/judge-steps.ts';
import type { EngineLanes } from '../audit/engine-lanes.ts';
import { gitFolder } from '../audit/git-history.ts';
import { readWarnings } from '../audit/read-warnings.ts';
import { withEngines } from '../audit/with-engines.ts';
import { isRegistryUrl, nameOf, openSource, parseSource, type HistorySource } from '../audit/source.ts';
import { examples, oneOf, type CommandModule } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { chosenFormat, deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { auditText, summaryLine, type AuditReport, type ReleaseNoun } from '../report/audit.ts';
import { auditOutline, replayOutline, type HistoryFiles } from '../report/outline-audit.ts';
import { printable } from '../report/printable.ts';
import { replayLine, replayText } from '../report/replay.ts';

interface Flags extends FindingsFlags {
  readonly git?: string;
  readonly replay?: string;
  readonly level: string;
  readonly profile: string;
  readonly formats: string;
  readonly dialect: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[history]', 'a folder with a subfolder for each release, or the URL of a registry')
      .option('--git <path>', 'the git history of a folder of schemas, or of one, along first parents')
      .option('--replay <url>', 'judge again what a registry has stored, and show what this engine would say otherwise')
      .option('--level <level>', STEP_LEVELS.join(', '), 'BACKWARD')
      .option('--profile <profile>', PROFILES.join(', '), 'declared')
      .option('--formats <mode>', 'annotate, or assert: format is judged too', 'annotate')
      .option('--dialect <dialect>', 'for files without $schema', 'draft-2020-12');
    findingsOptions(declared);
    examples(declared, [
      ['sluice audit releases/', 'releases/v1/order.json, releases/v2/order.json, …'],
      ['sluice audit --git schemas/', 'every commit that changed something there'],
      ['sluice audit http://127.0.0.1:8081', 'all subjects of a registry, version by version'],
      ['sluice audit --replay http://127.0.0.1:8081', 'before an upgrade: would the new engine say the same?'],
      ['sluice audit releases/ --level FULL --format json', 'both directions, for a program'],
    ]);
  },

  hasFindings: true,

  run: (io, operands, flags) => audit(io, operands, flags),
};

/** @internal The command, with the threads of whoever asks. */
export async function audit(io: Io, [history]: readonly string[], flags: Flags, lent?: EngineLanes): Promise<ExitCode> {
  if (flags.replay !== undefined) return replay(io, flags.replay, history ?? flags.git, flags, lent);
  const source = parseSource(history, flags.git);
  const question = readQuestion(flags);
  const judged = await runAudit(io, source, { ...question, dialect: oneOf('--dialect', DIALECTS, flags.dialect) }, lent);
  const besides = await readWarnings(io, source);
  if (judged.summary.contracts === 0 && source.kind !== 'registry') throw nothingFound(source, judged, besides);
  if (judged.compared === 0 && source.kind === 'directory') throw nothingCompared(source, judged, besides);
  const warnings = [...besides, ...(judged.compared === 0 && besides.length === 0 ? [NOTHING_COMPARED] : [])];
  // The report for a person has them, too.
  const isTold = flags.output === undefined && chosenFormat(io, flags) === 'text';
  for (const warning of isTold ? [] : warnings) io.err.write(`warning: ${printable(warning)}\n`);
  const noun = NOUNS[source.kind];
  const files = await filesOf(io, source);
  await deliverFindings(io, flags, {
    json: auditJson({ ...judged, warnings }, source, question),
    text: (style) => auditText({ ...judged, warnings }, noun, style),
    outline: () => auditOutline({ ...judged, warnings }, { noun, ...(files === undefined ? {} : { files }) }),
  });
  return judged.summary.broken + judged.summary.undecided > 0 ? EXIT.findings : EXIT.ok;
}

const NOUNS: Readonly<Record<HistorySource['kind'], ReleaseNoun>> = { directory: 'release', git: 'commit', registry: 'version' };

async function filesOf(io: Io, source: HistorySource): Promise<HistoryFiles | undefined> {
  switch (source.kind) {
    case 'directory':
      return source;
    case 'git':
      return { kind: 'git', folder: await gitFolder(io, source.path) };
    case 'registry':
      return undefined;
  }
}

function readQuestion({ level, profile, formats }: Flags): StepQuestion {
  return {
    level: oneOf('--level', STEP_LEVELS, level.toUpperCase()),
    profile: oneOf('--profile', PROFILES, profile),
    formats: oneOf('--formats', FORMAT_MODES, formats),
  };
}

function runAudit(
  io: Io,
  source: HistorySource,
  { dialect, ...question }: StepQuestion & { readonly dialect: Dialect },
  lent?: EngineLanes,
): Promise<Audit> {
  return withEngines(
    io,
    'step',
    ({ format, engines, onProgress }) =>
      auditHistory(openSource(io, source, { format, dialect }), {
        ...question,
        engines,
        onStep: ({ steps, releases }) => onProgress(steps, `${steps} steps judged, ${NOUNS[source.kind]} ${releases}`),
      }),
    lent,
  );
}

/** An audit of nothing would look like an audit without a break. */
function nothingFound(source: HistorySource, judged: Audit, besides: readonly string[]): RegistryError {
  return new RegistryError('usage_invalid', [`found no schema in ${nameOf(source)}`, ...skippedText(judged), ...besides].join('; '));
}

function skippedText({ skipped, summary }: Audit): readonly string[] {
  const [first] = skipped;
  if (first === undefined) return [];
  const count = summary.skipped === 1 ? '1 file was' : `${summary.skipped} files were`;
  return [`${count} skipped, the first of them ${first.file} in ${first.release}: ${first.message}`];
}

const NOTHING_COMPARED = 'nothing was compared: no contract is there in two states, so nothing could break; ask again when the history has more';

/** Nor may one say so that compared nothing: where folders are no releases, or files are called otherwise in each, that is seen nowhere else. */
function nothingCompared(source: HistorySource, judged: Audit, besides: readonly string[]): RegistryError {
  const { summary, disappeared } = judged;
  const folder = nameOf(source);
  const advice = 'a contract is a file that has the same path in two releases or more, such as v1/order.json and v2/order.json';
  const [gone] = disappeared;
  const example = gone === undefined ? '' : `; ${gone.contract}, for one, is not in ${gone.since}`;
  const found =
    summary.releases === 1
      ? `${folder} has one subfolder, and so one release`
      : `no contract is in two of the ${summary.releases} subfolders of ${folder}${example}`;
  return new RegistryError('usage_invalid', [`nothing was compared: ${found}`, ...skippedText(judged), ...besides].join('; '), {
    data: { why: `Each subfolder is a release, and ${advice}.`, next: 'Give a folder whose subfolders are the releases, or --git PATH.' },
  });
}

function auditJson({ steps, skipped, disappeared, warnings, summary }: AuditReport, source: HistorySource, question: StepQuestion): unknown {
  return {
    schemaVersion: 1,
    source,
    ...question,
    steps: steps.map(({ contract, from, to, outcome, checks }) => ({ contract, from, to, outcome, checks })),
    skipped: skipped.map((range) => ({ ...range, faultSince: undefined })), // JSON leaves it out.
    disappeared,
    warnings,
    summary: { ...summary, text: summaryLine(summary, NOUNS[source.kind]) },
  };
}

async function replay(io: Io, url: string, other: string | undefined, flags: Flags, lent?: EngineLanes): Promise<ExitCode> {
  if (other !== undefined) throw new RegistryError('usage_invalid', '--replay names its own history, a registry; leave out the other one');
  if (!isRegistryUrl(url)) {
    throw new RegistryError('usage_invalid', `--replay: expected the http:// or https:// address of a registry; found ${JSON.stringify(url)}`);
  }
  const { replayRegistry } = await import('../audit/replay.ts');
  const client = await connect(io, { registry: url });
  const answer = await withEngines(
    io,
    'version',
    ({ engines, onProgress }) =>
      replayRegistry(client, { engines, onVersion: (versions) => onProgress(versions, `${versions} versions judged again`) }),
    lent,
  );
  const line = replayLine(answer.summary);
  const json = { schemaVersion: 1, source: { kind: 'registry', url: client.url }, ...answer, summary: { ...answer.summary, text: line } };
  await deliverFindings(io, flags, { json, text: (style) => replayText(answer, style), outline: () => replayOutline(answer) });
  return answer.summary.differences > 0 ? EXIT.findings : EXIT.ok;
}
