import { RegistryError } from '../core/errors.ts';
import { latestVersion, type VersionRecord } from '../core/version.ts';
import type { SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';

/** The history of a subject that has a version left. Throws `subject_not_found`. */
export async function findSubject(context: Context, subject: string): Promise<SubjectHistory> {
  return requireKept(subject, await context.histories.read(subject));
}

/** Throws `subject_not_found` unless a version is left. */
export function requireKept(subject: string, history: SubjectHistory | undefined): SubjectHistory {
  const written = requireWritten(subject, history);
  if (written.versions.some((version) => version.deletedAt === undefined)) return written;
  throw notFound(subject);
}

/** Throws `subject_not_found` unless there are versions, be they all soft-deleted. */
export function requireWritten(subject: string, history: SubjectHistory | undefined): SubjectHistory {
  if (history === undefined || history.versions.length === 0) throw notFound(subject);
  return history;
}

function notFound(subject: string): RegistryError {
  return new RegistryError('subject_not_found', `subject ${JSON.stringify(subject)} not found`, { data: { subject } });
}

/** A version that is not deleted. Throws `version_not_found`, naming those that there are. */
export function findVersion({ subject, versions }: SubjectHistory, selector: number | 'latest'): VersionRecord {
  const kept = versions.filter((version) => version.deletedAt === undefined);
  const found = selector === 'latest' ? latestVersion(kept) : kept.find((version) => version.version === selector);
  if (found === undefined) {
    const name = JSON.stringify(subject.subject);
    if (selector === 'latest') throw new RegistryError('version_not_found', `subject ${name} has no live version; all are retired`);
    throw new RegistryError(
      'version_not_found',
      `subject ${name} has no version ${selector}; it has ${kept.length === 0 ? 'none that is not deleted' : listNumbers(kept)}`,
    );
  }
  return found;
}

function listNumbers(versions: readonly VersionRecord[]): string {
  const numbers = versions.map((version) => version.version);
  return numbers.length <= 10 ? numbers.join(', ') : `${numbers.length} versions from ${numbers[0]} to ${numbers.at(-1)}`;
}
