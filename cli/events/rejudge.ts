import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { readCandidateFile, readCandidateVersion, type Candidate } from '../candidate.ts';
import { examples, readWhole, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import { counted, listed } from '../report/counted.ts';
import { rejudgeOutline, rejudgeText, type RejudgeSummary } from '../report/events-rejudge.ts';
import { printable } from '../report/printable.ts';
import { parseSelector } from '../selector.ts';
import { readSelection, selectionOptions, type SelectionFlags } from './selection.ts';

interface Flags extends SelectionFlags, FindingsFlags, GatewayFlags, RegistryFlags {
  readonly under?: string;
  readonly schema?: string;
  readonly dialect?: string;
  readonly limit?: string;
}

type Line = { readonly kind: 'progress'; readonly judged: number } | ({ readonly kind: 'summary' } & RejudgeSummary);

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('[id...]', 'the numbers of events; without them: what the filter lets through');
    selectionOptions(declared, 'held');
    declared
      .option('--under <version>', 'by this live version, N; or SUBJECT@N, any version of the registry (default: as the gate judges now)')
      .option('--schema <file>', 'by a schema file')
      .option('--dialect <dialect>', `of a file without $schema: ${DIALECTS.join(', ')} (default: draft-2020-12)`)
      .option('--limit <n>', 'at most so many events');
    gatewayOption(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice events rejudge', 'how much of what is held would pass now?'],
      ['sluice events rejudge --type com.shop.order.placed --schema order.json', 'and if the contract said this?'],
      ['sluice events rejudge 13 14 --under 3', 'two events, under version 3'],
    ]);
  },

  hasFindings: true,

  async run(io, ids, flags) {
    const gateway = connectGateway(io, flags);
    const limit = flags.limit === undefined ? {} : { limit: readWhole('--limit', flags.limit, { min: 1 }) };
    const { by, ...bench } = await readBench(io, flags);
    const progress = createProgress(io.err);
    let summary: RejudgeSummary | undefined;
    try {
      for await (const line of gateway.stream<Line>('/events/rejudge', { ...readSelection(ids, flags), ...limit, ...bench })) {
        if (line.kind === 'progress') progress.say(counted(line.judged, 'event'));
        else summary = line;
      }
    } finally {
      progress.end();
    }
    if (summary === undefined)
      throw new RegistryError('gateway_unavailable', `the gateway at ${gateway.url} broke off before it was done; ask again`);
    const { judged, wouldPass, wouldFail, types = [], failures } = summary;
    const answer: RejudgeSummary = { judged, wouldPass, wouldFail, types, failures };
    if (bench.schema !== undefined && types.length > 1) warnOfTypes(io, by, types);
    await deliverFindings(io, flags, {
      json: { by, ...answer },
      text: (style) => rejudgeText(answer, by, style),
      outline: () => rejudgeOutline(answer, by),
    });
    return wouldFail === 0 ? EXIT.ok : EXIT.findings;
  },
};

/** A schema is the contract of one type; of the others it says nothing. */
function warnOfTypes(io: Io, by: string, types: readonly string[]): void {
  const told = listed([...types.slice(0, 3), ...(types.length > 3 ? [`${types.length - 3} more`] : [])]);
  io.err.write(`warning: events of ${types.length} types are judged by ${printable(`${by}: ${told}`)}; --type judges those of one\n`);
}

interface Bench {
  /** For people. */
  readonly by: string;
  readonly version?: number;
  readonly schema?: unknown;
  readonly dialect?: string;
}

async function readBench(io: Io, flags: Flags): Promise<Bench> {
  const { under, schema, dialect } = flags;
  if (under !== undefined && schema !== undefined)
    throw new RegistryError('usage_invalid', '--under and --schema contradict each other; give one of them');
  if (dialect !== undefined && schema === undefined) throw new RegistryError('usage_invalid', '--dialect is for --schema FILE');
  if (schema !== undefined) return named(await readCandidateFile(io, schema, dialect));
  if (under === undefined) return { by: 'what is live' };
  if (/^\d+$/.test(under)) return { by: `version ${under}`, version: readWhole('--under', under, { min: 1 }) };
  return named(await readCandidateVersion(io, flags, parseSelector(under)));
}

function named({ label, ...candidate }: Candidate): Bench {
  return { by: label, ...candidate };
}
