import { RegistryError } from '../core/errors.ts';
import { latestVersion, type VersionRecord } from '../core/version.ts';
import type { SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';

/** The history of a subject that has a version left. Throws `subject_not_found`. */
export async function findSubject(context: Context, subject: string): Promise<SubjectHistory> {
  const history = await context.store.readSubject(subject);
  if (history === undefined || history.versions.every((version) => version.deletedAt !== undefined)) {
    throw new RegistryError('subject_not_found', `subject ${JSON.stringify(subject)} not found`);
  }
  return history;
}

/** A version that is not deleted. Throws `version_not_found`, naming those that there are. */
export function findVersion({ subject, versions }: SubjectHistory, selector: number | 'latest'): VersionRecord {
  const kept = versions.filter((version) => version.deletedAt === undefined);
  const found = selector === 'latest' ? latestVersion(kept) : kept.find((version) => version.version === selector);
  if (found === undefined) {
    const name = JSON.stringify(subject.subject);
    if (selector === 'latest') throw new RegistryError('version_not_found', `subject ${name} has no live version; all are retired`);
    throw new RegistryError('version_not_found', `subject ${name} has no version ${selector}; it has ${listNumbers(kept)}`);
  }
  return found;
}

function listNumbers(versions: readonly VersionRecord[]): string {
  const numbers = versions.map((version) => version.version);
  return numbers.length <= 10 ? numbers.join(', ') : `${numbers.length} versions from ${numbers[0]} to ${numbers.at(-1)}`;
}
