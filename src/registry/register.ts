import type { RegisterRequest, RegisterResource } from '../core/resources.ts';
import { predecessorOf, type VersionRecord } from '../core/version.ts';
import { candidateParty, presentWarnings } from './candidate.ts';
import { readContent } from './content.ts';
import type { Context } from './context.ts';
import { warnOfDialect } from './dialect-warning.ts';
import { draftVersion, presentDraft, presentExisting, type Consent } from './draft-version.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { expectEpoch } from './expect-epoch.ts';
import { warnOfFormats } from './format-warning.ts';
import { createFrontier } from './frontier.ts';
import { createCompatibilityJudge, versionParty, type Party } from './judge.ts';
import { requireMode } from './mode.ts';
import { warnOfName } from './name-warning.ts';
import { checkCandidate, extendFrontier, planVersion, type PlanInput } from './plan-version.ts';
import type { WriteContext } from './registry.ts';
import { registrationCommit } from './registration-commit.ts';
import { refuseCycle } from './reference-cycle.ts';
import { describeRefusal, outcomeOf, type Outcome } from './refusal.ts';
import { requireFree, requireNumber } from './require-free.ts';
import { addStrength, isBroken } from './strength.ts';
import { requireFormat } from './subject-format.ts';
import { findUnopposed, requireBreak, warnOfUnopposed } from './unopposed.ts';
import { untilCommitted } from './until-committed.ts';

/**
 * Register a version: read the candidate, prove what the level asks for against the live versions of the current
 * line, and commit on the condition that nothing it was proved against has changed; else once more from the start.
 */
export async function register(context: Context, subject: string, request: RegisterRequest, write: WriteContext): Promise<RegisterResource> {
  return context.turns.take(subject, () => untilCommitted(`subject ${JSON.stringify(subject)}`, () => attempt(context, subject, request, write)));
}

async function attempt(context: Context, subject: string, request: RegisterRequest, write: WriteContext): Promise<RegisterResource | 'conflict'> {
  const configs = await context.store.readConfigs();
  const history = await context.histories.read(subject);
  expectEpoch(write, history?.subject.epoch ?? 0);
  const { candidate, existing } = await readContent(context, { configs, subject, history }, request, write);
  const { inspection } = candidate;
  if (existing !== undefined) return { ...presentExisting(existing), ...presentWarnings(inspection.warnings()) };
  await requireFormat(context, history?.versions ?? [], candidate.format);
  await refuseCycle(context, subject, candidate, write);
  requireMode(configs, subject, request.imported === undefined ? 'register' : 'import');
  if (request.imported !== undefined) await requireFree(context, history, candidate, request.imported);
  else requireNumber(history?.subject.nextVersion ?? 1);

  const versions = history?.versions ?? [];
  const compatibility = effectiveCompatibility(configs, subject, history?.subject.face);
  const judge = createCompatibilityJudge(context, candidate.format, compatibility);
  const party = candidateParty(candidate, `${subject}@${history?.subject.nextVersion ?? 1} (new)`);
  const frontier = createFrontier(context, { judge, candidate: party, versions });
  const level = request.imported === undefined ? compatibility.level : 'NONE';
  const group = { configs, subject, metadata: candidate.attachments.metadata };
  // While the engine's thread works on the first question.
  const [answers, schemaWarnings] = await Promise.all([
    checkCandidate(context, frontier, { candidate: party, versions, level, group }),
    new Promise<void>((resolve) => void setImmediate(resolve)).then(() => inspection.warnings()),
  ]);
  const outcome = outcomeOf(
    answers.map(({ check }) => check),
    compatibility.onUndecided,
  );
  const consent = consentTo(outcome, request);
  if (consent === 'refused') {
    const explained = await addStrength(judge, answers, isBroken);
    await judge.save();
    throw describeRefusal(subject, outcome, explained);
  }
  const unopposed = await findUnopposed(context, { judge, candidate: party, versions, compatibility: { ...compatibility, level }, group });
  if (unopposed !== undefined) requireBreak(unopposed, write);
  const breakingRelease = consent === 'breaking';
  const { engine } = candidate.format;
  const input = {
    judge,
    frontier,
    candidate: party,
    ...placeAmong(versions, request.imported),
    compatibility,
    breakingRelease,
    engine,
    wanted: request.semver,
  };
  const plan = await planVersion(context, input);
  const checks = await addStrength(judge, answers);
  const warned = presentWarnings([
    ...(versions.length === 0 ? warnOfName(subject) : []),
    ...(unopposed === undefined ? [] : [warnOfUnopposed(unopposed, plan.change?.kind ?? null)]),
    ...(await warnOfDialect(context, candidate, { versions, said: request.dialect })),
    ...(await warnOfFormats(candidate, partyOf(context, predecessorOf(input.versions)), compatibility.formats)),
    ...schemaWarnings,
  ]);
  const draft = draftVersion({ context, subject, request, write, candidate, history, plan, consent });
  if (request.dryRun === true || write.dryRun === true) {
    await judge.save();
    return { ...presentDraft(draft, checks), ...warned };
  }
  const verdicts = judge.take();
  const commit = registrationCommit({
    context,
    write,
    draft,
    candidate,
    history,
    configsEpoch: configs.epoch,
    compatibility,
    imported: request.imported,
    describe: request.describe,
  });
  const committed = await context.store.commit({ ...commit, verdicts });
  if (committed.kind === 'conflict') {
    // The next round asks the same of what did not change.
    await context.store.writeVerdicts(verdicts);
    return 'conflict';
  }
  const { version } = draft;
  // Nobody waits for what only later registrations are quicker by; the next one of this subject does.
  if (!breakingRelease) void context.turns.take(subject, () => extendFrontier(context, input)).catch(() => {});
  return { ...presentDraft(draft, checks), version, ...(committed.schemaId === undefined ? {} : { id: committed.schemaId }), ...warned };
}

function partyOf(context: Context, version: VersionRecord | undefined): Party | undefined {
  return version === undefined ? undefined : versionParty(context, version);
}

/** The versions before a new one: all, but for one that is imported. */
function placeAmong(versions: readonly VersionRecord[], imported: RegisterRequest['imported']): Pick<PlanInput, 'versions' | 'imported'> {
  if (imported === undefined) return { versions };
  const number = imported.version;
  const later = versions.filter(({ version }) => version > number);
  return { versions: versions.filter(({ version }) => version < number), imported: { number, later } };
}

// An override keeps the version in its line, so it is preferred where only a doubt stands in the way.
function consentTo(outcome: Outcome, request: RegisterRequest): Consent | 'refused' {
  if (outcome === 'compatible') return 'not_needed';
  if (outcome === 'undecided' && request.overrideUndecided !== undefined) return 'overridden';
  return request.allowBreaking === undefined ? 'refused' : 'breaking';
}
