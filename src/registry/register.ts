import type { Check, Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import { guidOf } from '../core/schema-guid.ts';
import type { RegisterRequest, RegisterResource } from '../core/resources.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import { currentLine, type SubjectRecord, type VersionRecord } from '../core/version.ts';
import type { Commit, Expectation, SubjectHistory } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import { candidateParty, type Candidate } from './candidate.ts';
import { readContent } from './content.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { createFrontier } from './frontier.ts';
import { createCompatibilityJudge } from './judge.ts';
import { requireMode } from './mode.ts';
import { warnOfName } from './name-warning.ts';
import { checkCandidate, extendFrontier, planVersion, type VersionPlan } from './plan-version.ts';
import type { WriteContext } from './registry.ts';
import { refuseCycle } from './reference-cycle.ts';
import { describeRefusal, outcomeOf, type Outcome } from './refusal.ts';
import { requireFree, requireNumber } from './require-free.ts';
import { fieldsOfCandidate } from './search-fields.ts';
import { addStrength, isBroken } from './strength.ts';
import { requireFormat } from './subject-format.ts';
import { findUnopposed, requireBreak, warnOfUnopposed } from './unopposed.ts';
import { expectEpoch } from './update-history.ts';
import { applyPatch, auditOfUpdate, changeOfUpdate } from './update-subject.ts';

// Each round lost means that somebody else's commit went through, so a writer that loses them all met a storm.
const MAX_ROUNDS = 50;

/**
 * Register a version: read the candidate, prove what the level asks for against the live versions of the current
 * line, and commit on the condition that nothing it was proved against has changed; else once more from the start.
 */
export async function register(context: Context, subject: string, request: RegisterRequest, write: WriteContext): Promise<RegisterResource> {
  return context.turns.take(subject, async () => {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const answer = await attempt(context, subject, request, write);
      if (answer !== 'conflict') return answer;
    }
    throw new RegistryError(
      'write_conflict',
      `subject ${JSON.stringify(subject)} changed ${MAX_ROUNDS} times while this version was being checked; try again`,
    );
  });
}

async function attempt(context: Context, subject: string, request: RegisterRequest, write: WriteContext): Promise<RegisterResource | 'conflict'> {
  const configs = await context.store.readConfigs();
  const history = await context.histories.read(subject);
  expectEpoch(write, history?.subject.epoch ?? 0);
  const { candidate, existing } = await readContent(context, { configs, subject, history }, request, write);
  const schemaWarnings = candidate.inspection.warnings();
  if (existing !== undefined && isAskedFor(existing, request)) return { ...presentExisting(existing), ...presentWarnings(schemaWarnings) };
  await requireFormat(context, history?.versions ?? [], candidate.format);
  await refuseCycle(context, subject, candidate, write);
  requireMode(configs, subject, request.imported === undefined ? 'register' : 'import');
  if (request.describe !== undefined) requireMode(configs, subject, 'change');
  if (request.imported !== undefined) await requireFree(context, history, candidate, request.imported);
  else requireNumber(history?.subject.nextVersion ?? 1);

  const versions = history?.versions ?? [];
  const compatibility = effectiveCompatibility(configs, subject, history?.subject.face);
  const judge = createCompatibilityJudge(context, candidate.format, compatibility);
  const party = candidateParty(candidate, `${subject}@${history?.subject.nextVersion ?? 1} (new)`);
  const frontier = createFrontier(context, { judge, candidate: party, versions });
  const level = request.imported === undefined ? compatibility.level : 'NONE';
  const group = { configs, subject, metadata: candidate.attachments.metadata };
  const answers = await checkCandidate(context, frontier, { candidate: party, versions, level, group });
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
  const { version: number = Infinity } = request.imported ?? {};
  const earlier = versions.filter((version) => version.version < number);
  const input = { judge, frontier, candidate: party, versions: earlier, compatibility, breakingRelease, engine };
  const plan = await planVersion(context, input);
  const checks = await addStrength(judge, answers);
  const warned = presentWarnings([
    ...(versions.length === 0 ? warnOfName(subject) : []),
    ...(unopposed === undefined ? [] : [warnOfUnopposed(unopposed, plan.change?.kind ?? null)]),
    ...schemaWarnings,
  ]);
  const draft = draftVersion({ context, subject, request, write, candidate, history, plan, consent });
  if (request.dryRun === true || write.dryRun === true) {
    await judge.save();
    return { ...presentDraft(draft, checks), ...warned };
  }
  const verdicts = judge.take();
  const { imported, describe } = request;
  const commit = buildCommit({ context, write, draft, candidate, history, configsEpoch: configs.epoch, compatibility, imported, describe });
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

// An import asks for one place; the same content elsewhere in the subject is another version.
function isAskedFor(existing: VersionRecord, { imported }: RegisterRequest): boolean {
  return imported === undefined || (imported.version === existing.version && imported.id === existing.schemaId);
}

function presentWarnings(warnings: readonly SchemaWarning[]): Pick<RegisterResource, 'warnings'> {
  return warnings.length === 0 ? {} : { warnings };
}

type Consent = 'not_needed' | 'breaking' | 'overridden' | 'refused';

// An override keeps the version in its line, so it is preferred where only a doubt stands in the way.
function consentTo(outcome: Outcome, request: RegisterRequest): Consent {
  if (outcome === 'compatible') return 'not_needed';
  if (outcome === 'undecided' && request.overrideUndecided !== undefined) return 'overridden';
  return request.allowBreaking === undefined ? 'refused' : 'breaking';
}

type VersionDraft = Omit<VersionRecord, 'schemaId'>;

interface DraftInput {
  readonly context: Context;
  readonly subject: string;
  readonly request: RegisterRequest;
  readonly write: WriteContext;
  readonly candidate: Candidate;
  readonly history: SubjectHistory | undefined;
  readonly plan: VersionPlan;
  readonly consent: Consent;
}

function draftVersion({ context, subject, request, write, candidate, history, plan, consent }: DraftInput): VersionDraft {
  const version = request.imported?.version ?? history?.subject.nextVersion ?? 1;
  const { dialect } = candidate.parsed;
  const line = consent === 'breaking' ? version : (currentLine(history?.versions ?? []) ?? version);
  return {
    subject,
    version,
    line,
    identity: candidate.identity,
    fingerprint: candidate.fingerprint,
    ...(dialect === undefined ? {} : { dialect }),
    references: candidate.references,
    semver: plan.semver,
    change: plan.change,
    state: 'active',
    labels: request.labels ?? {},
    ...(consent === 'breaking' && request.allowBreaking !== undefined ? { allowedBreaking: request.allowBreaking } : {}),
    ...(consent === 'overridden' && request.overrideUndecided !== undefined ? { overriddenUndecided: request.overrideUndecided } : {}),
    createdAt: context.timestamp(),
    createdBy: write.actor,
  };
}

interface CommitInput {
  readonly context: Context;
  readonly write: WriteContext;
  readonly imported: RegisterRequest['imported'];
  readonly describe: RegisterRequest['describe'];
  readonly draft: VersionDraft;
  readonly candidate: Candidate;
  readonly history: SubjectHistory | undefined;
  readonly configsEpoch: number;
  readonly compatibility: Compatibility;
}

function buildCommit({ context, write, draft, candidate, history, configsEpoch, compatibility, imported, describe }: CommitInput): Commit {
  const { identity, fingerprint, dialect, subject } = draft;
  const raised = raiseSubject(context, write, draft, history?.subject);
  const described = describe === undefined ? undefined : applyPatch(raised, describe);
  return {
    expect: [
      { kind: 'subject', subject, epoch: history?.subject.epoch ?? 0 },
      { kind: 'configs', epoch: configsEpoch },
      ...candidate.targets.map(({ version }): Expectation => ({
        kind: 'version',
        subject: version.subject,
        version: version.version,
        schemaId: version.schemaId,
      })),
      ...(imported === undefined ? [] : [{ kind: 'schema_id', id: imported.id, identity } as const]),
    ],
    subject: described ?? raised,
    schema: {
      ...(imported === undefined ? {} : { id: imported.id }),
      identity,
      guid: guidOf(identity),
      fingerprint,
      format: candidate.format.name,
      ...(dialect === undefined ? {} : { dialect }),
      text: candidate.parsed.text,
      ...candidate.attachments,
    },
    versions: [draft],
    ...fieldsOfCandidate(candidate, draft, [...(history?.versions ?? []), { ...draft, schemaId: 0 }]),
    audit: ({ schemaId }) => [
      auditEntry(context, write, {
        action: imported === undefined ? 'version.register' : 'version.import',
        name: subject,
        after: { ...draft, schemaId },
      }),
      ...(described === undefined ? [] : [auditOfUpdate(context, write, raised, described)]),
    ],
    changes: ({ schemaId }) => [
      {
        type: 'io.sluice.version.registered',
        name: subject,
        time: draft.createdAt,
        data: {
          subject,
          version: draft.version,
          line: draft.line,
          id: schemaId ?? null,
          fingerprint,
          semver: draft.semver,
          changeKind: draft.change?.kind ?? null,
          level: compatibility.level,
          profile: compatibility.profile,
          createdBy: draft.createdBy,
        },
      },
      ...(described === undefined ? [] : [changeOfUpdate(context, write, described)]),
    ],
  };
}

function raiseSubject(context: Context, { face = 'native' }: WriteContext, draft: VersionDraft, subject: SubjectRecord | undefined): SubjectRecord {
  const nextVersion = Math.max(draft.version + 1, subject?.nextVersion ?? 1);
  if (subject !== undefined) return { ...subject, epoch: subject.epoch + 1, nextVersion };
  return { subject: draft.subject, epoch: 1, nextVersion, face, labels: {}, createdAt: context.timestamp() };
}

function presentDraft(draft: VersionDraft, checks: readonly Check[]): RegisterResource {
  const { subject, line, fingerprint, semver, allowedBreaking, overriddenUndecided } = draft;
  return {
    subject,
    line,
    fingerprint,
    semver,
    changeKind: draft.change?.kind ?? null,
    state: draft.state,
    checks,
    ...(allowedBreaking === undefined ? {} : { allowedBreaking }),
    ...(overriddenUndecided === undefined ? {} : { overriddenUndecided }),
  };
}

function presentExisting({ subject, version, line, schemaId, fingerprint, semver, change, state }: VersionRecord): RegisterResource {
  return { subject, version, line, id: schemaId, fingerprint, semver, changeKind: change?.kind ?? null, state, checks: [], existing: true };
}
