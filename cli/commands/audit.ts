import { FORMAT_MODES, PROFILES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { auditHistory, type Audit } from '../audit/audit-history.ts';
import { STEP_LEVELS, type StepQuestion } from '../audit/judge-steps.ts';
import { createProgress } from '../audit/progress.ts';
import { nameOf, openSource, parseSource, type HistorySource } from '../audit/source.ts';
import { deliver, examples, oneOf, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { auditText, summaryLine, type ReleaseNoun } from '../report/audit.ts';

interface Flags extends ReportFlags {
  readonly git?: string;
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
      .option('--level <level>', STEP_LEVELS.join(', '), 'BACKWARD')
      .option('--profile <profile>', PROFILES.join(', '), 'declared')
      .option('--formats <mode>', 'annotate, or assert: format is judged too', 'annotate')
      .option('--dialect <dialect>', 'for files without $schema', 'draft-2020-12');
    reportOptions(declared);
    examples(declared, [
      ['sluice audit releases/', 'releases/v1/order.json, releases/v2/order.json, …'],
      ['sluice audit --git schemas/', 'every commit that changed something there'],
      ['sluice audit http://127.0.0.1:8081', 'all subjects of a registry, version by version'],
      ['sluice audit releases/ --level FULL --format json', 'both directions, for a program'],
    ]);
  },

  async run(io, operands, flags) {
    const source = parseSource(operands[0], flags.git);
    const question = readQuestion(flags);
    const dialect = oneOf('--dialect', DIALECTS, flags.dialect);
    const audit = await runAudit(io, source, { ...question, dialect });
    if (audit.summary.contracts === 0) throw nothingFound(source, audit);
    const noun = NOUNS[source.kind];
    await deliver(io, flags, { json: auditJson(audit, source, question), text: (style) => auditText(audit, noun, style) });
    return audit.summary.broken + audit.summary.undecided > 0 ? EXIT.findings : EXIT.ok;
  },
};

const NOUNS: Readonly<Record<HistorySource['kind'], ReleaseNoun>> = { directory: 'release', git: 'commit', registry: 'version' };

function readQuestion({ level, profile, formats }: Flags): StepQuestion {
  return {
    level: oneOf('--level', STEP_LEVELS, level.toUpperCase()),
    profile: oneOf('--profile', PROFILES, profile),
    formats: oneOf('--formats', FORMAT_MODES, formats),
  };
}

async function runAudit(
  io: Io,
  source: HistorySource,
  { dialect, ...question }: StepQuestion & { readonly dialect: (typeof DIALECTS)[number] },
): Promise<Audit> {
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  const { createEngineLanes } = await import('../audit/engine-lanes.ts');
  const progress = createProgress(io.err);
  const engine = createEngineLanes(format);
  const onStep = ({ steps, releases }: { readonly steps: number; readonly releases: number }): void =>
    progress.say(`${steps} steps judged, ${NOUNS[source.kind]} ${releases}`);
  try {
    return await auditHistory(openSource(io, source, { format, dialect }), { ...question, engine, width: engine.width, onStep });
  } finally {
    progress.end();
    await engine.close();
  }
}

/** An audit of nothing would look like an audit without a break. */
function nothingFound(source: HistorySource, { skipped }: Audit): RegistryError {
  const [first] = skipped;
  const why =
    first === undefined
      ? ''
      : `; ${skipped.length} ${skipped.length === 1 ? 'file was' : 'files were'} skipped, the first of them ${first.file} in ${first.release}: ${first.message}`;
  return new RegistryError('usage_invalid', `found no schema in ${nameOf(source)}${why}`);
}

function auditJson({ steps, skipped, disappeared, summary }: Audit, source: HistorySource, question: StepQuestion): unknown {
  return {
    schemaVersion: 1,
    source,
    ...question,
    steps: steps.map(({ contract, from, to, outcome, checks }) => ({ contract, from, to, outcome, checks })),
    skipped,
    disappeared,
    summary: { ...summary, text: summaryLine(summary, NOUNS[source.kind]) },
  };
}
