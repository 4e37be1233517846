import type { Client } from '../client/index.ts';
import { RegistryError } from '../core/errors.ts';
import type { SnapshotResource } from '../core/resources.ts';
import type { Format } from '../formats/format.ts';
import { createCatalogue, type Catalogue, type ValidatorCache } from './catalogue.ts';
import type { GatewayLog } from './log.ts';
import { loadSnapshot, saveSnapshot } from './snapshot-file.ts';

/** Where schemas come from: what a gate needs of the client. */
export type SnapshotSource = Pick<Client, 'snapshot' | 'changes' | 'getFingerprint'>;

export interface SupplyOptions {
  /** Absent: only what is on disk. */
  readonly source?: SnapshotSource;
  readonly file: string;
  readonly format: Format;
  readonly log: GatewayLog;
  readonly now: () => number;
}

/** Keeps the catalogue current: from disk at the start, then from the registry's snapshot and change feed. */
export interface Supply {
  /** Undefined until there is a snapshot. */
  readonly catalogue: Catalogue | undefined;
  /** How long ago the registry was last heard of; undefined if never. */
  staleMs(): number | undefined;
  /** Whether a schema is known to the registry, which may be ahead of the snapshot; refreshes where it is. */
  lookUp(fingerprint: string): Promise<boolean>;
  close(): Promise<void>;
}

const MAX_BACKOFF_MS = 10_000;

/** Resolves once the file was read and, if the registry answers at once, the first snapshot was taken in. */
export async function startSupply(options: SupplyOptions): Promise<Supply> {
  const supply = new LiveSupply(options);
  await supply.start();
  return supply;
}

class LiveSupply implements Supply {
  catalogue: Catalogue | undefined;
  readonly #options: SupplyOptions;
  readonly #stopping = new AbortController();
  readonly #validators: ValidatorCache = new Map();
  readonly #asked = new Map<string, boolean>();
  #etag: string | undefined;
  #heardAt: number | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(options: SupplyOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { file, log, source } = this.#options;
    const saved = await loadSnapshot(file, (cause) =>
      log.warn({ err: cause, file }, 'the snapshot on disk cannot be read; waiting for the registry'),
    );
    if (saved !== undefined) {
      this.#switchTo(saved.snapshot);
      this.#heardAt = Date.parse(saved.savedAt);
    }
    if (source === undefined) return;
    await this.#refresh(source).catch((thrown: unknown) => this.#logSilence(thrown));
    this.#following = this.#follow(source);
  }

  staleMs(): number | undefined {
    return this.#heardAt === undefined ? undefined : this.#options.now() - this.#heardAt;
  }

  async lookUp(fingerprint: string): Promise<boolean> {
    const { source } = this.#options;
    // Asked once for each snapshot: a sender that makes fingerprints up must not make the gate hammer the registry.
    const known = this.#asked.get(fingerprint);
    if (known !== undefined || source === undefined) return known ?? false;
    try {
      await source.getFingerprint(fingerprint);
      await this.#refresh(source);
      this.#remember(fingerprint, true);
      return true;
    } catch (thrown) {
      if (RegistryError.from(thrown).code === 'schema_not_found') this.#remember(fingerprint, false);
      return false;
    }
  }

  #remember(fingerprint: string, known: boolean): void {
    if (this.#asked.size >= 10_000) this.#asked.clear();
    this.#asked.set(fingerprint, known);
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #refresh(source: SnapshotSource): Promise<void> {
    const answer = await source.snapshot(this.#etag === undefined ? {} : { etag: this.#etag });
    this.#heardAt = this.#options.now();
    if (answer === 'not_modified') return;
    this.#etag = answer.etag;
    this.#switchTo(answer.snapshot);
    await saveSnapshot(this.#options.file, answer.snapshot, new Date(this.#options.now()).toISOString()).catch((cause: unknown) =>
      this.#options.log.error(
        { err: cause, file: this.#options.file },
        'the snapshot cannot be kept on disk; a restart without the registry would have none',
      ),
    );
  }

  #switchTo(snapshot: SnapshotResource): void {
    this.catalogue = createCatalogue(snapshot, this.#options.format, this.#validators);
    this.#asked.clear();
  }

  /** Follow the feed until stopped; whatever breaks, take a new snapshot and go on from there. */
  async #follow(source: SnapshotSource): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (failures > 0) await this.#refresh(source);
        failures = 0;
        await this.#readFeed(source, signal);
      } catch (thrown) {
        failures += 1;
        if (failures === 1) this.#logSilence(thrown);
      }
      if (!signal.aborted) await pause(Math.min(MAX_BACKOFF_MS, 100 * 2 ** Math.min(failures, 10)), signal);
    }
  }

  async #readFeed(source: SnapshotSource, signal: AbortSignal): Promise<void> {
    const from = this.catalogue?.position ?? 0;
    for await (const change of source.changes({ from, signal })) {
      this.#heardAt = this.#options.now();
      // One snapshot may have brought many changes at once.
      if (Number(change.id) > (this.catalogue?.position ?? 0)) await this.#refresh(source);
    }
  }

  #logSilence(thrown: unknown): void {
    this.#options.log.warn({ err: thrown }, 'the registry does not answer; going on with the schemas at hand');
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
