import type { Audit } from '../audit/audit-history.ts';
import { auditOutline } from './outline-audit.ts';
import type { OutlineCase } from './outline.ts';

/** What an import says beside its versions: notes, and the history, none of which is why it exits with 1. */
export function outlineNotes(notes: readonly string[], history: Audit | undefined): OutlineCase[] {
  const said = notes.map((message) => ({ rule: 'note', severity: 'note' as const, message, facts: [] }));
  const judged = history === undefined ? [] : auditOutline({ ...history, warnings: [] }, { noun: 'version' }).cases;
  const told = judged.map(({ name, findings }) => ({ name, findings: findings.map((finding) => ({ ...finding, severity: 'note' as const })) }));
  return [...(said.length === 0 ? [] : [{ name: 'settings are taken over', findings: said }]), ...told];
}
