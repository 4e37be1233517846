import { RegistryError } from '../../core/errors.ts';
import { Implications } from '../../core/implications.ts';
import { resolveRange, type VersionRange } from '../../core/semver.ts';
import type { SnapshotResource, SnapshotSubject, SnapshotVersion } from '../../core/resources.ts';
import type { CompileOptions, Format, Validator } from '../../formats/format.ts';

/** What a gate knows at one moment: the live versions of every subject, and a validator for each on demand. */
export interface Catalogue {
  readonly position: number;
  /** Subjects without a live version are not in it. */
  readonly subjects: readonly CatalogueSubject[];
  find(subject: string): CatalogueSubject | undefined;
}

export interface CatalogueSubject {
  readonly subject: SnapshotSubject;
  /** Live, newest first, at least one. */
  readonly versions: readonly SnapshotVersion[];
  resolve(range: VersionRange): SnapshotVersion | undefined;
  /** Add `version` to `refused`, and all that take nothing that it does not take, as the registry has proved. */
  refuse(version: number, refused: Set<number>, options: Pick<ValidatorOptions, 'undeclared'>): void;
  validator(version: SnapshotVersion, options: ValidatorOptions): Validator;
}

export type ValidatorOptions = Required<Pick<CompileOptions, 'undeclared' | 'showValues'>>;

/** Compiled schemas by all that decides them. It outlives snapshots, and each new one drops what is no longer live. */
export class ValidatorCache {
  readonly #format: Pick<Format, 'name' | 'compile'>;
  readonly #byFingerprint = new Map<string, Map<string, Validator>>();

  constructor(format: Pick<Format, 'name' | 'compile'>) {
    this.#format = format;
  }

  get(version: SnapshotVersion, options: Required<Omit<CompileOptions, 'isChecked'>>): Validator {
    const variants = this.#byFingerprint.get(version.fingerprint) ?? new Map<string, Validator>();
    this.#byFingerprint.set(version.fingerprint, variants);
    const key = `${options.formats} ${options.undeclared} ${options.showValues}`;
    const validator = variants.get(key) ?? this.#compile(version, options);
    variants.set(key, validator);
    return validator;
  }

  keepOnly(versions: readonly SnapshotVersion[]): void {
    const live = new Set(versions.map((version) => version.fingerprint));
    for (const fingerprint of this.#byFingerprint.keys()) if (!live.has(fingerprint)) this.#byFingerprint.delete(fingerprint);
  }

  #compile({ subject, version, format, schema, dialect, documents }: SnapshotVersion, options: CompileOptions): Validator {
    try {
      if (format !== this.#format.name) throw new RegistryError('format_unsupported', `this gate judges ${this.#format.name} only; found ${format}`);
      return this.#format.compile(
        { schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) },
        { ...options, isChecked: true },
      );
    } catch (cause) {
      // The registry took it, so that it cannot be judged is not the fault of whoever sent the event.
      throw new RegistryError('internal', `the schema of ${subject}@${version} cannot be compiled here; it was logged with the request id`, {
        cause,
      });
    }
  }
}

/** Compiles nothing yet: a schema is compiled at its first event and kept while its version is live. */
export function createCatalogue(snapshot: SnapshotResource, cache: ValidatorCache): Catalogue {
  cache.keepOnly(snapshot.versions);
  const settings = new Map(snapshot.subjects.map((subject) => [subject.subject, subject]));
  const subjects = new Map<string, CatalogueSubject>();
  for (const [name, versions] of groupBySubject(snapshot.versions)) {
    const subject = settings.get(name);
    if (subject !== undefined) subjects.set(name, createSubject(subject, versions, cache));
  }
  return { position: snapshot.position, subjects: [...subjects.values()], find: (name) => subjects.get(name) };
}

function groupBySubject(versions: readonly SnapshotVersion[]): ReadonlyMap<string, readonly SnapshotVersion[]> {
  const groups = new Map<string, SnapshotVersion[]>();
  for (const version of versions) {
    const group = groups.get(version.subject);
    if (group === undefined) groups.set(version.subject, [version]);
    else group.push(version);
  }
  return groups;
}

function createSubject(subject: SnapshotSubject, unordered: readonly SnapshotVersion[], cache: ValidatorCache): CatalogueSubject {
  const versions = unordered.toSorted((a, b) => b.version - a.version);
  // By the options that a route may ask for: what every event looks up is no text to be made first.
  const known = new Map<SnapshotVersion, Validator[]>();
  const covered = { allow: coveredBy(subject.profile === 'strict' ? subject.proved : []), reject: coveredBy(subject.narrowed ?? []) };
  return {
    subject,
    versions,
    resolve: (range) => resolveRange(range, versions),
    refuse: (version, refused, { undeclared }) => covered[undeclared].settle(version, refused),
    validator: (version, options) => {
      const own = known.get(version) ?? [];
      const place = (options.undeclared === 'reject' ? 1 : 0) + (options.showValues ? 2 : 0);
      const validator = own[place] ?? cache.get(version, { ...options, formats: subject.formats });
      own[place] = validator;
      known.set(version, own);
      return validator;
    },
  };
}

/** By version those that take no more than it. */
function coveredBy(pairs: readonly (readonly [number, number])[]): Implications<number> {
  const covered = new Implications<number>();
  for (const [version, other] of pairs) covered.add(other, version);
  return covered;
}
