import type { SubjectDetailResource, SubjectPatch } from '../core/resources.ts';
import type { SubjectRecord } from '../core/version.ts';
import type { AuditDraft, ChangeDraft } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import { requireMode } from './mode.ts';
import { presentSubjectDetail } from './present.ts';
import type { WriteContext } from './registry.ts';
import { updateHistory } from './update-history.ts';

/** Owner, description and labels: free metadata, no part of any contract. */
export async function updateSubject(context: Context, name: string, patch: SubjectPatch, write: WriteContext): Promise<SubjectDetailResource> {
  return updateHistory(context, name, write, async ({ subject, versions }) => {
    const configs = await context.store.readConfigs();
    requireMode(configs, name, 'change');
    const updated = applyPatch(subject, patch);
    return {
      answer: presentSubjectDetail({ subject: { ...updated, epoch: updated.epoch + 1 }, versions }, configs),
      commit: {
        // Whoever froze the subject meanwhile was first.
        expect: [{ kind: 'configs', epoch: configs.epoch }],
        subject: updated,
        audit: () => [auditOfUpdate(context, write, subject, updated)],
        changes: () => [changeOfUpdate(context, write, updated)],
      },
    };
  });
}

/** @internal What the audit log says of it. */
export function auditOfUpdate(context: Context, write: WriteContext, before: SubjectRecord, after: SubjectRecord): AuditDraft {
  return auditEntry(context, write, { action: 'subject.update', name: after.subject, before, after });
}

/** @internal What the feed says of it. */
export function changeOfUpdate(context: Context, write: WriteContext, { subject, owner, description, labels }: SubjectRecord): ChangeDraft {
  return {
    type: 'io.sluice.subject.updated',
    name: subject,
    time: context.timestamp(),
    data: { subject, owner: owner ?? null, description: description ?? null, labels, updatedBy: write.actor },
  };
}

/** @internal */
export function applyPatch({ owner: oldOwner, description: oldDescription, ...rest }: SubjectRecord, patch: SubjectPatch): SubjectRecord {
  const owner = patch.owner === undefined ? oldOwner : patch.owner;
  const description = patch.description === undefined ? oldDescription : patch.description;
  return {
    ...rest,
    ...(owner === undefined || owner === null ? {} : { owner }),
    ...(description === undefined || description === null ? {} : { description }),
    labels: patch.labels ?? rest.labels,
  };
}
