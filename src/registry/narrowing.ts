import type { Check } from '../core/compatibility.ts';
import { Effort, MAX_EFFORT } from '../core/effort.ts';
import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { NarrowingResource } from '../core/resources.ts';
import { isLive, type VersionRecord, type VersionState } from '../core/version.ts';
import type { Validator } from '../formats/format.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { createCompatibilityJudge, NARROWED, PLAIN, versionParty } from './judge.ts';

/** Of the versions that stay live the newest; nobody reads more, and each may cost a question. */
const MAX_ASKED = 20;

/**
 * What gates would no longer accept with `version` in another state. A gate accepts what any live version of the subject
 * takes, so the question is whether one that stays takes all that this one does: asked newest first, until one does.
 * Where none does, an event that all of them refuse shows that some are lost; without one it is unknown, since
 * several versions together may take what none takes alone.
 */
export async function narrowingOf(
  context: Context,
  { subject, versions }: SubjectHistory,
  { version, state, configs }: { readonly version: VersionRecord; readonly state: VersionState; readonly configs: Configs },
): Promise<NarrowingResource> {
  const stays = versions.filter((other) => isLive(other.version === version.version ? { ...version, state } : other)).toReversed();
  const live = stays.map((other) => other.version).toReversed();
  const lastLive = live.length === 0;
  if (state !== 'retired' || !isLive(version)) return { live, lastLive, stillAccepted: [], loses: 'nothing' };
  const compatibility = effectiveCompatibility(configs, subject.subject, subject.face);
  const stillAccepted = await checkStays(context, version, stays.slice(0, MAX_ASKED), compatibility);
  if (stillAccepted.some(({ verdict }) => verdict.kind === 'contained')) return { live, lastLive, stillAccepted, loses: 'nothing' };
  if (lastLive) return { live, lastLive, stillAccepted, loses: 'events' };
  const event = await findRefused(context, stays, stillAccepted, compatibility);
  return event === undefined ? { live, lastLive, stillAccepted, loses: 'unknown' } : { live, lastLive, stillAccepted, loses: 'events', ...event };
}

type InForce = ReturnType<typeof effectiveCompatibility>;

async function checkStays(context: Context, version: VersionRecord, stays: readonly VersionRecord[], compatibility: InForce): Promise<Check[]> {
  const { record } = await context.schemas.load(version);
  const judge = createCompatibilityJudge(context, context.format(record.format), compatibility);
  // What a gate takes under a version: all that it accepts under `strict`, else only what it declares of it.
  const question = compatibility.profile === 'strict' ? PLAIN : NARROWED;
  const writer = versionParty(context, version);
  const checks: Check[] = [];
  for (const other of stays) {
    const reader = versionParty(context, other);
    const verdict = await judge.verdict({ writer, reader }, question);
    checks.push({ writer: writer.side, reader: reader.side, verdict });
    if (verdict.kind === 'contained') break;
  }
  await judge.save();
  return checks;
}

/** The first witness that every version that stays refuses, as a gate's `cloudevents` route with defaults would. */
async function findRefused(
  context: Context,
  stays: readonly VersionRecord[],
  checks: readonly Check[],
  { profile, formats }: InForce,
): Promise<{ readonly event: JsonValue } | undefined> {
  const undeclared = profile === 'strict' ? 'allow' : 'reject';
  const validators = [];
  for (const other of stays) {
    const { record, document } = await context.schemas.load(other);
    validators.push(context.format(record.format).compile(document, { formats, undeclared }));
  }
  for (const { verdict } of checks) {
    if (verdict.kind !== 'not_contained') continue;
    const { witness } = verdict;
    if (validators.every((validator) => refuses(validator, witness))) return { event: witness };
  }
  return undefined;
}

/** What cannot be told within an event's share of the loop is not shown as refused. */
function refuses(validator: Validator, witness: JsonValue): boolean {
  if (validator.mayBacktrack === true) return false;
  try {
    return !validator.validate(witness, { maxFindings: 0, effort: new Effort(MAX_EFFORT) }).valid;
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'event_too_costly') return false;
    throw thrown;
  }
}
