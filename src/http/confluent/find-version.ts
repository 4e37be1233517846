import { RegistryError } from '../../core/errors.ts';
import { isLive, latestVersion, newest, type VersionRecord } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';

/** Which versions an address is about: those that are live, also the others, or only those. */
export type Shown = 'live' | 'all' | 'deleted';

/** A retired version is as if soft-deleted here. */
export function isShown(version: VersionRecord, shown: Shown): boolean {
  return shown === 'all' || isLive(version) === (shown === 'live');
}

/** The versions of a subject that are shown, oldest first. Throws `subject_not_found` for none. */
export async function findVersions(registry: Registry, subject: string, shown: Shown): Promise<readonly VersionRecord[]> {
  const stored = await registry.stored.subject(subject);
  const versions = stored?.versions.filter((version) => isShown(version, shown)) ?? [];
  if (versions.length === 0) throw subjectNotFound(subject);
  return versions;
}

export type Selector = number | 'latest';

const MAX_VERSION = 2 ** 31 - 1;

/** Read a version: a number, `latest`, or -1, which means the same. Throws `version_invalid`. */
export function readSelector(text: string): Selector {
  if (text === 'latest' || text === '-1') return 'latest';
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;
  if (version <= MAX_VERSION) return version;
  throw new RegistryError(
    'version_invalid',
    `The specified version '${text}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
  );
}

/** One of the versions of a subject. Throws `version_not_found`. */
export function pickVersion(versions: readonly VersionRecord[], selector: Selector): VersionRecord {
  const found = selector === 'latest' ? (latestVersion(versions) ?? newest(versions)) : versions.find((version) => version.version === selector);
  if (found !== undefined) return found;
  throw new RegistryError('version_not_found', `Version ${selector} not found.`);
}

export function subjectNotFound(subject: string): RegistryError {
  return new RegistryError('subject_not_found', `Subject '${subject}' not found.`);
}

export function schemaNotFound(name?: string | number): RegistryError {
  return new RegistryError('schema_not_found', name === undefined ? 'Schema not found' : `Schema ${name} not found`);
}
