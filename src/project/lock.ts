import { RegistryError } from '../core/errors.ts';
import { parseJson } from '../core/json/parse.ts';
import { formatUrn, isFingerprint } from '../core/subject.ts';

export const LOCK_FILE = 'sluice.lock';
export const LOCKFILE_VERSION = 1;

/** A version of an event, known by its content: neither the number nor the address of a registry. */
export interface LockedVersion {
  readonly semver: string;
  readonly fingerprint: string;
}

export interface LockedEvent extends LockedVersion {
  /** The ranges that it was chosen by, as the configuration wrote them. */
  readonly produces?: string;
  readonly consumes?: string;
  /** The newest live version of each older major that the consumer reads, for upcasting; newest first. */
  readonly older: readonly LockedVersion[];
  /** The fingerprints of all that these versions refer to, directly or further on; sorted. */
  readonly references: readonly string[];
}

/** What the generated files were made by. */
export interface LockedGenerator {
  readonly version: string;
  readonly optionsDigest: string;
  readonly outputDigest: string;
}

export interface Lock {
  /** By subject. */
  readonly events: Readonly<Record<string, LockedEvent>>;
  /** Absent where nothing is generated. */
  readonly generator?: LockedGenerator;
}

export const EMPTY_LOCK: Lock = { events: {} };

/** What is locked of an event; undefined if nothing is. */
export function lockedEvent(lock: Lock | undefined, subject: string): LockedEvent | undefined {
  return lock !== undefined && Object.hasOwn(lock.events, subject) ? lock.events[subject] : undefined;
}

/** The fingerprints of all that locked events need: their versions, older ones too, and what these refer to. */
export function fingerprintsOf(events: Lock['events']): ReadonlySet<string> {
  return new Set(
    Object.values(events).flatMap(({ fingerprint, older, references }) => [
      fingerprint,
      ...older.map((version) => version.fingerprint),
      ...references,
    ]),
  );
}

/** The text of a lock: names sorted, an event a block, so that changes of different events merge. Equal locks have equal texts. */
export function printLock({ events, generator }: Lock): string {
  const blocks = Object.fromEntries(
    Object.keys(events)
      .toSorted()
      .map((subject) => [subject, block(subject, events[subject] as LockedEvent)]),
  );
  const root = {
    events: blocks,
    ...(generator === undefined
      ? {}
      : { generator: { optionsDigest: generator.optionsDigest, outputDigest: generator.outputDigest, version: generator.version } }),
    lockfileVersion: LOCKFILE_VERSION,
  };
  return `${JSON.stringify(root, null, 2)}\n`;
}

function block(subject: string, { consumes, fingerprint, older, produces, references, semver }: LockedEvent): object {
  return {
    ...(consumes === undefined ? {} : { consumes }),
    dataschema: formatUrn(subject, fingerprint),
    fingerprint,
    older: older.map((version) => ({
      dataschema: formatUrn(subject, version.fingerprint),
      fingerprint: version.fingerprint,
      semver: version.semver,
    })),
    ...(produces === undefined ? {} : { produces }),
    references,
    semver,
  };
}

/** Read a lock. Throws `lock_invalid`: only `sluice pull` writes it, so what is wrong came from a merge or from a newer version. */
export function parseLock({ file, text }: { readonly file: string; readonly text: string }): Lock {
  const fail = (message: string, cause?: unknown): RegistryError =>
    new RegistryError('lock_invalid', `${file}: ${message}`, { data: { file }, cause });
  if (/^(<{7}|>{7}) /m.test(text)) throw fail('it has conflict markers of a merge: take one side of each, then run `sluice pull`');
  const root = readJson(text, fail);
  if (root['lockfileVersion'] !== LOCKFILE_VERSION) {
    throw fail(
      `expected "lockfileVersion": ${LOCKFILE_VERSION}; found ${JSON.stringify(root['lockfileVersion'] ?? null)}: another version of sluice wrote it`,
    );
  }
  const { events, generator } = root;
  if (!isObject(events)) throw fail('expected "events" to be an object');
  if (generator !== undefined && !isGenerator(generator)) throw fail('expected "generator" to hold version, optionsDigest and outputDigest');
  for (const [subject, event] of Object.entries(events)) {
    if (!isEvent(event)) throw fail(`events: expected semver, fingerprint, older and references of ${JSON.stringify(subject)}`);
    const urn = formatUrn(subject, event.fingerprint);
    if (event.dataschema !== urn)
      throw fail(
        `events: expected the dataschema of ${JSON.stringify(subject)} to be ${JSON.stringify(urn)}; found ${JSON.stringify(event.dataschema)}`,
      );
  }
  return { events: events as Readonly<Record<string, LockedEvent>>, ...(generator === undefined ? {} : { generator }) };
}

function readJson(text: string, fail: (message: string, cause?: unknown) => RegistryError): Readonly<Record<string, unknown>> {
  const value = readValue(text, fail);
  if (!isObject(value)) throw fail('expected an object');
  return value;
}

// As every file: what a merge wrote twice is not taken for once.
function readValue(text: string, fail: (message: string, cause?: unknown) => RegistryError): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof RegistryError)) throw cause;
    throw fail(cause.code === 'json_invalid' ? `it is not JSON: ${cause.message}` : cause.message, cause);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isGenerator(value: unknown): value is LockedGenerator {
  return isObject(value) && [value['version'], value['optionsDigest'], value['outputDigest']].every((member) => typeof member === 'string');
}

function isVersion(value: unknown): value is LockedVersion {
  return isObject(value) && typeof value['semver'] === 'string' && typeof value['fingerprint'] === 'string' && isFingerprint(value['fingerprint']);
}

function isEvent(value: unknown): value is LockedEvent & { readonly dataschema?: unknown } {
  if (!isObject(value) || !isVersion(value)) return false;
  const { older, references, produces, consumes } = value as Readonly<Record<string, unknown>>;
  const isRange = (range: unknown): boolean => range === undefined || typeof range === 'string';
  const isReference = (reference: unknown): boolean => typeof reference === 'string' && isFingerprint(reference);
  return (
    Array.isArray(older) &&
    older.every(isVersion) &&
    Array.isArray(references) &&
    references.every(isReference) &&
    isRange(produces) &&
    isRange(consumes)
  );
}
