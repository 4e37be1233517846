import type { Client, SnapshotAnswer, SnapshotOptions } from '../../client/index.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ChangeEventResource, HistoryPoint, SnapshotResource } from '../../core/resources.ts';
import { isPrefix } from '../../core/subject.ts';
import type { Format } from '../../formats/format.ts';
import type { Log } from '../../http/kit/log.ts';
import { createCatalogue, ValidatorCache, type Catalogue } from './catalogue.ts';
import { compareHistories, pointOf, type HistoryChange } from './history-change.ts';
import type { SnapshotFile } from './snapshot-file.ts';
import type { Timing } from '../timing.ts';
import { reportRecovery, reportTrouble, troubleOf, type Trouble } from './trouble.ts';

/** Where schemas come from: what a gate needs of the client. */
export type SnapshotSource = Pick<Client, 'snapshot' | 'changes' | 'getFingerprint' | 'getVersion'>;

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
  /** The same by the clock that only goes forward. */
  #heardTick = 0;
  #isFollowing = false;
  /** Ends the pause between two attempts. */
  #hurry = new AbortController();
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

  /** For how long the registry may have changed without our knowledge: since it last said that its history is ours; undefined without a snapshot. An open feed that went silent is noticed after 45 s. */
  get staleMs(): number | undefined {
    if (this.#heardAt === undefined) return undefined;
    const { now, monotonic } = this.#options.timing;
    // By whichever clock it is longer: the one may be set back, the other stands still while the machine sleeps.
    return this.#isFollowing ? 0 : Math.max(0, now() - this.#heardAt, monotonic() - this.#heardTick);
  }

  /** Resolves when the registry has answered or failed to for the first time; a silent one is waited for 2 s. */
  async start(): Promise<void> {
    const saved = await this.#options.file?.load();
    if (saved !== undefined) {
      const { now, monotonic } = this.#options.timing;
      this.#heardAt = saved.heardAt;
      this.#heardTick = monotonic() - Math.max(0, now() - saved.heardAt);
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

  /**
   * Go over to the history that the registry has now, though it is not the one followed so far; a dry run says what that would
   * mean. Undefined where it is the same: there is nothing to accept. Throws what the client throws.
   */
  async acceptHistory({ dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<HistoryChange | undefined> {
    let change: HistoryChange | undefined;
    await this.#update(async () => {
      const known = this.#snapshot;
      if (known === undefined || !(await this.#isOtherHistory(known))) return;
      const answer = await this.#options.source.snapshot();
      if (answer === 'not_modified') throw new RegistryError('registry_unavailable', 'the registry answered 304 to a request without an ETag');
      change = compareHistories(known, answer.snapshot);
      if (dryRun) return;
      this.#take(answer);
      this.#options.log.warn({ before: change.before, after: change.after }, 'another history of the registry was accepted');
    });
    this.#hurry.abort();
    return change;
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
    const { timing } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      const hurry = AbortSignal.any([signal, this.#hurry.signal]);
      try {
        await this.#within(this.#update(() => this.#fetchAll()));
        attempted();
        failures = 0;
        this.#recover();
        await this.#readFeed(signal);
      } catch (thrown) {
        failures += 1;
        this.#note(thrown);
        attempted();
      }
      await timing.pause(Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** Math.min(failures, 10)), hurry);
    }
  }

  async #readFeed(signal: AbortSignal): Promise<void> {
    this.#isFollowing = true;
    try {
      const { position: from, historyId } = this.#snapshot ?? { position: 0 };
      for await (const change of this.#options.source.changes({ from, signal, ...(historyId === undefined ? {} : { historyId }) })) {
        await this.#within(this.#update(() => this.#takeIn(change)));
      }
    } finally {
      this.#isFollowing = false;
      this.#heard(); // As long as it was open, nothing was missed.
    }
  }

  async #takeIn({ id, historyid, subject }: ChangeEventResource): Promise<void> {
    // One answer may have brought many changes at once.
    if (Number(id) <= (this.#snapshot?.position ?? 0)) return;
    if (subject === undefined || isPrefix(subject)) await this.#fetchAll();
    else await this.#fetchSubject(subject, pointOf({ position: Number(id), historyId: historyid }));
  }

  #note(thrown: unknown): void {
    const before = this.#trouble?.kind;
    const trouble = troubleOf(thrown);
    this.#failures += 1;
    this.#trouble = trouble;
    if (trouble.kind !== before) reportTrouble(this.#options.log, trouble, thrown, this.#catalogue?.position);
  }

  #recover(): void {
    if (this.#trouble !== undefined) reportRecovery(this.#options.log, this.#trouble, this.#catalogue?.position);
    this.#trouble = undefined;
  }

  async #fetchAll(): Promise<void> {
    const answer = await this.#ask(this.#etag === undefined ? {} : { etag: this.#etag });
    if (answer === 'not_modified') this.#heard();
    else this.#take(answer);
  }

  /** `point` is the change that is taken in; without one the position stays, for what other subjects did since is still to come. */
  async #fetchSubject(subject: string, point?: HistoryPoint): Promise<void> {
    const answer = await this.#ask({ subject });
    this.#heard();
    if (answer === 'not_modified' || this.#snapshot === undefined) return;
    const { position, historyId } = point ?? this.#snapshot;
    this.#switchTo({ ...replaceSubject(this.#snapshot, subject, answer.snapshot), ...pointOf({ position, ...(historyId && { historyId }) }) });
    this.#save();
  }

  /** Throws `other_history` where the registry was restored from a backup or replaced: by its schemas good events might be refused. */
  async #ask(options: SnapshotOptions): Promise<SnapshotAnswer> {
    const known = this.#snapshot;
    if (known === undefined) return this.#options.source.snapshot(options);
    const answer = await this.#options.source.snapshot({ ...options, since: pointOf(known) });
    // A file that an earlier version wrote says not which history it is of.
    if (answer === 'not_modified' || answer.snapshot.position >= known.position) return answer;
    const { position } = answer.snapshot;
    throw new RegistryError(
      'other_history',
      `the registry is at position ${position}, and was at ${known.position} before: it was restored from a backup since, or is another registry`,
    );
  }

  async #isOtherHistory(known: SnapshotResource): Promise<boolean> {
    try {
      await this.#ask(known.historyId === undefined || this.#etag === undefined ? {} : { etag: this.#etag });
      return false;
    } catch (thrown) {
      if (thrown instanceof RegistryError && thrown.code === 'other_history') return true;
      throw thrown;
    }
  }

  #take({ etag, snapshot }: Exclude<SnapshotAnswer, string>): void {
    this.#heard();
    this.#etag = etag;
    this.#switchTo(snapshot);
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
    this.#heardTick = this.#options.timing.monotonic();
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
}

/** @internal The snapshot with all that `part` says about one subject, and nothing else of it; of which moment it is then, the caller says. */
export function replaceSubject(whole: SnapshotResource, subject: string, part: SnapshotResource): SnapshotResource {
  const merge = <T extends { readonly subject: string }>(all: readonly T[], some: readonly T[]): T[] => [
    ...all.filter((item) => item.subject !== subject),
    ...some.filter((item) => item.subject === subject),
  ];
  return { ...pointOf(whole), subjects: merge(whole.subjects, part.subjects), versions: merge(whole.versions, part.versions) };
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
