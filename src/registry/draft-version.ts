import type { Check } from '../core/compatibility.ts';
import type { RegisterRequest, RegisterResource } from '../core/resources.ts';
import { currentLine, type VersionRecord } from '../core/version.ts';
import type { SubjectHistory } from '../storage/store.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';
import type { VersionPlan } from './plan-version.ts';
import type { WriteContext } from './registry.ts';

/** What let a registration through: nothing stood in its way, or whoever asked for it consented. */
export type Consent = 'not_needed' | 'breaking' | 'overridden';

/** A version before it has a schema with an id. */
export type VersionDraft = Omit<VersionRecord, 'schemaId'>;

export interface DraftInput {
  readonly context: Context;
  readonly subject: string;
  readonly request: RegisterRequest;
  readonly write: WriteContext;
  readonly candidate: Candidate;
  readonly history: SubjectHistory | undefined;
  readonly plan: VersionPlan;
  readonly consent: Consent;
}

/** What is about to be stored; at the number that was imported, else at the next one. */
export function draftVersion({ context, subject, request, write, candidate, history, plan, consent }: DraftInput): VersionDraft {
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

/** The answer to a registration, without what only a commit gives. */
export function presentDraft(draft: VersionDraft, checks: readonly Check[]): RegisterResource {
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

/** The answer to the registration of what is there already. */
export function presentExisting({ subject, version, line, schemaId, fingerprint, semver, change, state }: VersionRecord): RegisterResource {
  return { subject, version, line, id: schemaId, fingerprint, semver, changeKind: change?.kind ?? null, state, checks: [], existing: true };
}
