import { RegistryError } from '../../core/errors.ts';
import type { NamedVersion } from '../judge/dataschema.ts';
import type { SnapshotSource } from './supply.ts';
import type { Timing } from '../timing.ts';

/** What the registry says about a version that the snapshot does not have; `live`: now it has. */
export type LookUpAnswer = 'live' | 'not_live' | 'other_subject' | 'unknown' | 'no_answer';

export interface LookUpOptions {
  readonly source: SnapshotSource;
  readonly timing: Timing;
  /** Fetches a subject that turns out to have the version. */
  readonly refresh: (subject: string) => Promise<void>;
  /** Whether what the registry says is to be believed. Default: always. */
  readonly isTrusted?: () => boolean;
}

const REMEMBERED_MS = 5_000;
const MAX_REMEMBERED = 1_000;
const MAX_AT_ONCE = 8;
const MAX_WAIT_MS = 2_000;

/**
 * Asks the registry about versions, with little trust in who makes it ask: one question at a time for each version,
 * eight in all, an answer remembered for 5 s. Beyond that, and after 2 s, there is no answer.
 */
export class LookUp {
  readonly #options: LookUpOptions;
  readonly #asked = new Map<string, { readonly at: number; readonly answer: Promise<LookUpAnswer> }>();
  #running = 0;

  constructor(options: LookUpOptions) {
    this.#options = options;
  }

  find(named: NamedVersion): Promise<LookUpAnswer> {
    const key = JSON.stringify(named);
    const now = this.#options.timing.monotonic();
    const known = this.#asked.get(key);
    if (known !== undefined && now - known.at < REMEMBERED_MS) return known.answer;
    if (this.#running >= MAX_AT_ONCE) return Promise.resolve('no_answer');
    const answer = this.#askInTime(named);
    this.#remember(key, { at: now, answer });
    return answer;
  }

  /** The newest version of its subject that has a fingerprint, live or not, as far as the registry says in time; asked anew each time. */
  async numberOf({ subject, fingerprint }: Extract<NamedVersion, { kind: 'fingerprint' }>): Promise<number | undefined> {
    if (this.#options.isTrusted?.() === false || this.#running >= MAX_AT_ONCE) return undefined;
    // It says it later, or never: only the number is missing.
    const found = await this.#inTime(this.#options.source.getFingerprint(fingerprint)).catch(() => undefined);
    const own = found?.uses.filter((use) => use.subject === subject && !use.deleted) ?? [];
    return own.length === 0 ? undefined : Math.max(...own.map(({ version }) => version));
  }

  #remember(key: string, asked: { readonly at: number; readonly answer: Promise<LookUpAnswer> }): void {
    this.#asked.delete(key);
    this.#asked.set(key, asked);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MAX_REMEMBERED && oldest !== undefined) this.#asked.delete(oldest);
  }

  async #askInTime(named: NamedVersion): Promise<LookUpAnswer> {
    return (await this.#inTime(this.#ask(named))) ?? 'no_answer';
  }

  /** Undefined after 2 s. One of the eight until then. */
  async #inTime<T>(asking: Promise<T>): Promise<T | undefined> {
    const done = new AbortController();
    this.#running += 1;
    try {
      return await Promise.race([asking, this.#options.timing.pause(MAX_WAIT_MS, done.signal).then(() => undefined)]);
    } finally {
      this.#running -= 1;
      done.abort();
    }
  }

  async #ask(named: NamedVersion): Promise<LookUpAnswer> {
    if (this.#options.isTrusted?.() === false) return 'no_answer';
    try {
      const answer = await (named.kind === 'number' ? this.#askForNumber(named) : this.#askForFingerprint(named));
      if (answer === 'live') await this.#options.refresh(named.subject);
      return answer;
    } catch (thrown) {
      return answerOf(RegistryError.from(thrown));
    }
  }

  async #askForNumber({ subject, version }: Extract<NamedVersion, { kind: 'number' }>): Promise<LookUpAnswer> {
    const { state } = await this.#options.source.getVersion(subject, version);
    return state === 'retired' ? 'not_live' : 'live';
  }

  async #askForFingerprint({ subject, fingerprint }: Extract<NamedVersion, { kind: 'fingerprint' }>): Promise<LookUpAnswer> {
    const { uses } = await this.#options.source.getFingerprint(fingerprint);
    const own = uses.filter((use) => use.subject === subject);
    if (own.length === 0) return 'other_subject';
    return own.some((use) => use.state !== 'retired' && !use.deleted) ? 'live' : 'not_live';
  }
}

function answerOf({ code }: RegistryError): LookUpAnswer {
  return code === 'schema_not_found' || code === 'subject_not_found' || code === 'version_not_found' ? 'unknown' : 'no_answer';
}
