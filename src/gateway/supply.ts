import type { Client } from '../client/index.ts';
import { RegistryError, type ErrorCode } from '../core/errors.ts';
import type { ChangeEventResource, SnapshotResource } from '../core/resources.ts';
import { isPrefix } from '../core/subject.ts';
import type { Format } from '../formats/format.ts';
import type { Log } from '../http/kit/log.ts';
import { createCatalogue, ValidatorCache, type Catalogue } from './catalogue.ts';
import type { SnapshotFile } from './snapshot-file.ts';
import type { Timing } from './timing.ts';

/** Where schemas come from: what a gate needs of the client. */
export type SnapshotSource = Pick<Client, 'snapshot' | 'changes' | 'getFingerprint' | 'getVersion'>;

/** What is the matter with the registry. */
export interface Trouble {
  /** It answers, but not as it should. */
  readonly isWrong: boolean;
  readonly message: string;
}

export interface SupplyOptions {
  /** Told of each new catalogue; `isCurrent` says whether it still is the newest. */
  readonly onSwitch?: (catalogue: Catalogue, isCurrent: () => boolean) => void;
  readonly source: SnapshotSource;
  readonly format: Pick<Format, 'name' | 'compile'>;
  readonly log: Log;
  readonly timing: Timing;
  /** Absent: the snapshot is kept in memory only. */
  readonly file?: SnapshotFile;
}

const KEY_REFUSED = 'the registry does not take the key of this gateway (SLUICE_TOKEN or registryTokenFile)';
const SILENCE: { readonly [Code in ErrorCode]?: string } = { unauthenticated: KEY_REFUSED, forbidden: KEY_REFUSED };

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
const FIRST_ANSWER_MS = 2_000;

/** Keeps the catalogue current: from disk at the start, then from the registry's snapshot and change feed. */
export class Supply {
  readonly #options: SupplyOptions;
  readonly #validators: ValidatorCache;
  readonly #stopping = new AbortController();
  #snapshot: SnapshotResource | undefined;
  #catalogue: Catalogue | undefined;
  #etag: string | undefined;
  #heardAt: number | undefined;
  #isFollowing = false;
  #trouble: Trouble | undefined;
  #failures = 0;
  #lastUpdate: Promise<unknown> = Promise.resolve();
  #following: Promise<void> = Promise.resolve();

  constructor(options: SupplyOptions) {
    this.#options = options;
    this.#validators = new ValidatorCache(options.format);
  }

  /** Undefined until there is a snapshot. */
  get catalogue(): Catalogue | undefined {
    return this.#catalogue;
  }

  /** Whether the change feed is open. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Why the registry is not followed just now; undefined while it is, or before the first attempt. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Attempts at the registry that failed since the start. */
  get failures(): number {
    return this.#failures;
  }

  /** For how long the registry may have changed without our knowledge; undefined without a snapshot. An open feed that went silent is noticed after 45 s. */
  get staleMs(): number | undefined {
    if (this.#heardAt === undefined) return undefined;
    return this.#isFollowing ? 0 : Math.max(0, this.#options.timing.now() - this.#heardAt);
  }

  /** Resolves when the registry has answered or failed to for the first time; a silent one is waited for 2 s. */
  async start(): Promise<void> {
    const saved = await this.#options.file?.load();
    if (saved !== undefined) {
      this.#heardAt = saved.heardAt;
      this.#switchTo(saved.snapshot);
    }
    const { promise: attempted, resolve } = withResolvers();
    this.#following = this.#follow(resolve);
    await this.#within(attempted, FIRST_ANSWER_MS);
  }

  /** Fetch one subject anew, because an event names a version that the snapshot does not have. Throws what the client throws. */
  async refresh(subject: string): Promise<void> {
    await this.#update(() => this.#fetchSubject(subject));
  }

  /** Stops following and writes down what is not written yet. */
  async close(): Promise<void> {
    if (this.#isFollowing) this.#heard();
    this.#stopping.abort();
    await this.#following;
    this.#save();
    await this.#options.file?.flush();
  }

  /** Whatever breaks: take a new snapshot after a pause, and follow the feed from there. */
  async #follow(attempted: () => void): Promise<void> {
    const { signal } = this.#stopping;
    const { timing, log } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#within(this.#update(() => this.#fetchAll()));
        attempted();
        if (failures > 0) log.info({ position: this.#catalogue?.position }, 'the registry answers again');
        failures = 0;
        this.#trouble = undefined;
        await this.#readFeed(signal);
      } catch (thrown) {
        failures += 1;
        this.#note(thrown);
        if (failures === 1) this.#reportSilence(thrown);
        attempted();
      }
      await timing.pause(Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** Math.min(failures, 10)), signal);
    }
  }

  async #readFeed(signal: AbortSignal): Promise<void> {
    this.#isFollowing = true;
    try {
      for await (const change of this.#options.source.changes({ from: this.#catalogue?.position ?? 0, signal })) {
        await this.#within(this.#update(() => this.#takeIn(change)));
      }
    } finally {
      this.#isFollowing = false;
    }
  }

  async #takeIn({ id, subject }: ChangeEventResource): Promise<void> {
    // One answer may have brought many changes at once.
    if (Number(id) <= (this.#snapshot?.position ?? 0)) return;
    if (subject === undefined || isPrefix(subject)) await this.#fetchAll();
    else await this.#fetchSubject(subject, Number(id));
  }

  /** A registry that has gone back was restored from a backup, or is another one: by its schemas good events might be refused. */
  #requireForward({ position }: SnapshotResource): void {
    const known = this.#snapshot?.position ?? 0;
    if (position >= known) return;
    throw new RegistryError(
      'registry_wrong',
      `the registry is at position ${position}, and was at ${known} before: it was restored from a backup, or is another one. Going on with the schemas at hand; to take those of the registry, stop the gateway, delete its snapshot.json and start again`,
    );
  }

  #note(thrown: unknown): void {
    const { code, message } = RegistryError.from(thrown);
    this.#failures += 1;
    this.#trouble = { isWrong: code === 'registry_wrong' || code === 'internal', message };
  }

  async #fetchAll(): Promise<void> {
    const answer = await this.#options.source.snapshot(this.#etag === undefined ? {} : { etag: this.#etag });
    this.#heard();
    if (answer === 'not_modified') return;
    this.#requireForward(answer.snapshot);
    this.#etag = answer.etag;
    this.#switchTo(answer.snapshot);
    this.#save();
  }

  /** `position` is the change that is taken in; without one the position stays, for what other subjects did since is still to come. */
  async #fetchSubject(subject: string, position = this.#snapshot?.position ?? 0): Promise<void> {
    const answer = await this.#options.source.snapshot({ subject });
    this.#heard();
    if (answer === 'not_modified' || this.#snapshot === undefined) return;
    this.#switchTo({ ...replaceSubject(this.#snapshot, subject, answer.snapshot), position });
    this.#save();
  }

  /** One update after the other, so that an older answer never replaces a newer one. */
  #update(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastUpdate.then(work);
    this.#lastUpdate = turn.catch(() => {}); // Whoever asked handles the failure; the next one goes ahead.
    return turn;
  }

  #switchTo(snapshot: SnapshotResource): void {
    this.#snapshot = snapshot;
    const catalogue = createCatalogue(snapshot, this.#validators);
    this.#catalogue = catalogue;
    this.#options.onSwitch?.(catalogue, () => this.#catalogue === catalogue && !this.#stopping.signal.aborted);
  }

  #heard(): void {
    this.#heardAt = this.#options.timing.now();
  }

  #save(): void {
    if (this.#snapshot !== undefined && this.#heardAt !== undefined) this.#options.file?.save({ heardAt: this.#heardAt, snapshot: this.#snapshot });
  }

  /** Wait for `work`, but not when stopped, nor longer than `ms`: the client has no time limit of its own. */
  async #within(work: Promise<void>, ms?: number): Promise<void> {
    const done = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, done.signal]);
    try {
      await Promise.race([work, ms === undefined ? aborted(signal) : this.#options.timing.pause(ms, signal)]);
    } finally {
      done.abort();
    }
  }

  #reportSilence(thrown: unknown): void {
    const error = RegistryError.from(thrown);
    const report = { err: error.cause ?? error, position: this.#catalogue?.position };
    if (error.code === 'internal') this.#options.log.error(report, 'a bug while following the registry');
    else this.#options.log.warn(report, `${SILENCE[error.code] ?? 'the registry does not answer'}; going on with the schemas at hand`);
  }
}

/** @internal The snapshot with all that `part` says about one subject, and nothing else of it. */
export function replaceSubject(whole: SnapshotResource, subject: string, part: SnapshotResource): SnapshotResource {
  const merge = <T extends { readonly subject: string }>(all: readonly T[], some: readonly T[]): T[] => [
    ...all.filter((item) => item.subject !== subject),
    ...some.filter((item) => item.subject === subject),
  ];
  return { position: whole.position, subjects: merge(whole.subjects, part.subjects), versions: merge(whole.versions, part.versions) };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = withResolvers();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', resolve, { once: true });
  return promise;
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const controls: { resolve: () => void } = { resolve: () => {} };
  const promise = new Promise<void>((settle) => {
    controls.resolve = settle;
  });
  return { promise, resolve: () => controls.resolve() };
}
