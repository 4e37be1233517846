import type { Compatibility } from '../core/compatibility.ts';
import type { RegisterRequest } from '../core/resources.ts';
import { guidOf } from '../core/schema-guid.ts';
import type { SubjectRecord } from '../core/version.ts';
import type { Commit, Expectation, SubjectHistory } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';
import type { VersionDraft } from './draft-version.ts';
import type { WriteContext } from './registry.ts';
import { fieldsOfCandidate } from './search-fields.ts';
import { applyPatch, auditOfUpdate, changeOfUpdate } from './update-subject.ts';

export interface CommitInput {
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

/** What registers a version: what it was proved against, the version with its schema, and what is said about it. */
export function registrationCommit({
  context,
  write,
  draft,
  candidate,
  history,
  configsEpoch,
  compatibility,
  imported,
  describe,
}: CommitInput): Commit {
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
