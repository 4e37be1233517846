import { pairsToCheck, type ChangeKind, type Check, type Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import { currentLine, isLive, newest, type VersionRecord } from '../core/version.ts';
import { inSameGroup, type GroupInput } from './compatibility-group.ts';
import type { Context } from './context.ts';
import { versionParty, type CompatibilityJudge, type Party } from './judge.ts';
import { outcomeOf, type Outcome } from './refusal.ts';
import type { WriteContext } from './registry.ts';

/** A registration where a level compares nothing, since no version of the subject is live any more. */
export interface Unopposed {
  /** What was compared last: the newest version of the line that the candidate joins. */
  readonly predecessor: VersionRecord;
  /** What the level would have asked for, were it live. */
  readonly checks: readonly Check[];
  readonly outcome: Outcome;
}

export interface UnopposedInput {
  readonly judge: CompatibilityJudge;
  readonly candidate: Party;
  readonly versions: readonly VersionRecord[];
  readonly compatibility: Compatibility;
  readonly group: GroupInput;
}

/** Undefined where something is live, where there is no version that was, or where the level compares nothing anyway. */
export async function findUnopposed(context: Context, input: UnopposedInput): Promise<Unopposed | undefined> {
  const { judge, candidate, versions, compatibility, group } = input;
  if (compatibility.level === 'NONE' || versions.some(isLive)) return undefined;
  const line = currentLine(versions);
  const former = versions.filter((version) => version.line === line);
  const predecessor = newest(await inSameGroup(context, group, former));
  if (predecessor === undefined) return undefined;
  const checks: Check[] = [];
  for (const pair of pairsToCheck(compatibility.level, candidate, [versionParty(context, predecessor)])) {
    checks.push({ writer: pair.writer.side, reader: pair.reader.side, verdict: await judge.verdict(pair) });
  }
  return { predecessor, checks, outcome: outcomeOf(checks, compatibility.onUndecided) };
}

/**
 * Retiring or deleting what is there, which a key does that may only register, is no way around a level. Throws `forbidden`
 * with `data.checks`.
 */
export function requireBreak({ predecessor, checks, outcome }: Unopposed, { actor, mayBreak = true }: WriteContext): void {
  if (outcome === 'compatible' || mayBreak) return;
  const { subject } = predecessor;
  throw new RegistryError(
    'forbidden',
    `${JSON.stringify(actor)} lacks the scope break on ${JSON.stringify(subject)}: no version of it is live, and against the last one, ${nameOf(predecessor)}, this is not proved compatible${evidenceOf(checks)}. Ask for a key with that scope, or bring that version back and register one that goes with it`,
    { data: { subject, checks } },
  );
}

/** @internal The code of the warning. */
export const NOTHING_LIVE = 'nothing_live';

/** What everybody is told: that nothing was compared, and what a comparison would have said. */
export function warnOfUnopposed({ predecessor, checks, outcome }: Unopposed, kind: ChangeKind | null): SchemaWarning {
  const change = kind === null ? '' : `; against the last one, ${nameOf(predecessor)}, the change is ${kind}`;
  const evidence = outcome === 'compatible' ? '' : evidenceOf(checks);
  const message = `no version of ${JSON.stringify(predecessor.subject)} is live, so the level compared it with nothing${change}${evidence}`;
  return { code: NOTHING_LIVE, message, pointer: '' };
}

function nameOf({ subject, version, state, deletedAt }: VersionRecord): string {
  return `${subject}@${version} (${deletedAt === undefined ? state : 'deleted'})`;
}

const MAX_EVENT = 200;

/** The first check that stands in the way, in words, with an event where there is one. */
function evidenceOf(checks: readonly Check[]): string {
  const broken = checks.find(({ verdict }) => verdict.kind === 'not_contained') ?? checks.find(({ verdict }) => verdict.kind === 'undecided');
  if (broken === undefined || broken.verdict.kind === 'contained') return '';
  const { writer, reader, verdict } = broken;
  if (verdict.kind === 'undecided') {
    return `: it could not be decided whether every event of ${writer.label} is valid under ${reader.label}`;
  }
  const event = JSON.stringify(verdict.witness);
  const shown = event.length > MAX_EVENT ? `${event.slice(0, MAX_EVENT)}…` : event;
  const [finding] = verdict.findings;
  return `: ${reader.label} refuses the event ${shown} of ${writer.label}${finding === undefined ? '' : ` (${finding.message})`}`;
}
