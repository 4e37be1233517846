import { resolveRange, type VersionRange } from '../core/semver.ts';
import type { SnapshotResource, SnapshotSubject, SnapshotVersion } from '../core/resources.ts';
import type { CompileOptions, Format, Validator } from '../formats/format.ts';

/** What a gate knows at one moment: the live versions of every subject, and a validator for each on demand. */
export interface Catalogue {
  readonly position: number;
  find(subject: string): CatalogueSubject | undefined;
}

export interface CatalogueSubject {
  readonly subject: SnapshotSubject;
  /** Live, newest first. */
  readonly versions: readonly SnapshotVersion[];
  resolve(range: VersionRange): SnapshotVersion | undefined;
  validator(version: SnapshotVersion, options: Omit<CompileOptions, 'formats'>): Validator;
}

/** Validators by what decides them; one cache lives as long as the gate, and is swept at each new snapshot. */
export type ValidatorCache = Map<string, Validator>;

/** Compiles nothing yet: a schema is compiled at its first event and kept while its version is live. */
export function createCatalogue(snapshot: SnapshotResource, format: Format, cache: ValidatorCache): Catalogue {
  const bySubject = new Map<string, CatalogueSubject>();
  const versionsOf = groupBySubject(snapshot.versions);
  const live = new Set(snapshot.versions.map((version) => version.fingerprint));
  for (const key of cache.keys()) if (!live.has(key.slice(0, 64))) cache.delete(key);
  for (const subject of snapshot.subjects) {
    bySubject.set(subject.subject, createSubject(subject, versionsOf.get(subject.subject) ?? [], format, cache));
  }
  return { position: snapshot.position, find: (name) => bySubject.get(name) };
}

function createSubject(subject: SnapshotSubject, unordered: readonly SnapshotVersion[], format: Format, cache: ValidatorCache): CatalogueSubject {
  const versions = unordered.toSorted((a, b) => b.version - a.version);
  return {
    subject,
    versions,
    resolve: (range) => resolveRange(range, versions),
    validator: (version, options) => {
      const key = `${version.fingerprint} ${subject.formats} ${options.undeclared ?? 'allow'} ${options.showValues === true}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const { schema, dialect, documents } = version;
      const validator = format.compile(
        { schema, dialect, ...(documents === undefined ? {} : { documents }) },
        { ...options, formats: subject.formats },
      );
      cache.set(key, validator);
      return validator;
    },
  };
}

function groupBySubject(versions: readonly SnapshotVersion[]): Map<string, SnapshotVersion[]> {
  const groups = new Map<string, SnapshotVersion[]>();
  for (const version of versions) {
    const group = groups.get(version.subject);
    if (group === undefined) groups.set(version.subject, [version]);
    else group.push(version);
  }
  return groups;
}
