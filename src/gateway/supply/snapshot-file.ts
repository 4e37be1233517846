import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import { readRegular } from '../../files/read-file.ts';
import { createPacer } from '../../core/pacing.ts';
import type { SnapshotResource, SnapshotVersion } from '../../core/resources.ts';
import type { Log } from '../../http/kit/log.ts';
import type { Timing } from '../timing.ts';

export interface SavedSnapshot {
  /** When the registry was last heard of, in milliseconds. */
  readonly heardAt: number;
  readonly snapshot: SnapshotResource;
}

export interface SourcedSnapshot extends SavedSnapshot {
  /** The address of the registry that it comes from. */
  readonly registry: string;
}

/** Read a file that a gateway wrote, whatever its registry. Throws `config_invalid` where there is none, or it is damaged. */
export async function readSnapshotFile(path: string): Promise<SourcedSnapshot> {
  try {
    return parse(await readText(path));
  } catch (cause) {
    throw new RegistryError('config_invalid', unusable(path, cause), { cause });
  }
}

// More is no text that Node can hold.
const MAX_BYTES = 512 * 1024 * 1024;

async function readText(path: string): Promise<string> {
  return (await readRegular(path, MAX_BYTES)).toString('utf8');
}

function unusable(path: string, thrown: unknown): string {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return `snapshotFile: expected a snapshot that a gateway wrote; ${path}: ${reason}`;
}

const FORMAT = 'sluice-snapshot-2';

/** The first line of the file; then come what is not a version, and the versions, a line each. */
interface Header {
  readonly format: string;
  /** Of the registry that it comes from: another one's schemas are not ours. */
  readonly registry: string;
  readonly heardAt: number;
  readonly sha256: string;
}

export interface SnapshotFileOptions {
  readonly path: string;
  readonly registry: string;
  readonly log: Log;
  readonly timing: Timing;
}

// A burst of changes is not worth a write each.
const MIN_PAUSE_MS = 1_000;

/** The snapshot of a registry in a file, which is always whole. */
export class SnapshotFile {
  readonly #path: string;
  readonly #registry: string;
  readonly #log: Log;
  readonly #timing: Timing;
  readonly #closing = new AbortController();
  #next: SavedSnapshot | undefined;
  #writing: Promise<void> | undefined;

  constructor({ path, registry, log, timing }: SnapshotFileOptions) {
    this.#path = path;
    this.#registry = registry;
    this.#log = log;
    this.#timing = timing;
  }

  /** Undefined where there is none, or none that can be used, which the log says. */
  async load(): Promise<SavedSnapshot | undefined> {
    try {
      const { registry, ...saved } = parse(await readText(this.#path));
      if (registry !== this.#registry) throw new Error(`it comes from ${registry}, not from ${this.#registry}`);
      return saved;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      // A damaged file is a fact, which no stack explains.
      const err = new RegistryError('config_invalid', unusable(this.#path, thrown));
      this.#log.warn({ err, file: this.#path }, 'the snapshot on disk is ignored; waiting for the registry');
      return undefined;
    }
  }

  /** Keep the newest; what comes while one is being written is written after it. A failure is logged: the gate goes on from memory. */
  save(saved: SavedSnapshot): void {
    this.#next = saved;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when nothing is left to write; from now on nothing waits for company. */
  async flush(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let saved = this.#next; saved !== undefined; saved = this.#next) {
      this.#next = undefined;
      try {
        await writeWhole(this.#path, await format(saved, this.#registry));
      } catch (thrown) {
        this.#log.error({ err: thrown, file: this.#path }, 'the snapshot cannot be kept on disk; after a restart the registry is needed');
      }
      await this.#timing.pause(MIN_PAUSE_MS, this.#closing.signal);
    }
  }
}

// A line a version, with a breath between them: events go on while megabytes are written down.
async function format({ heardAt, snapshot }: SavedSnapshot, registry: string): Promise<string[]> {
  const { versions, ...rest } = snapshot;
  const hash = createHash('sha256');
  const lines: string[] = [];
  const pacer = createPacer();
  for (const part of [rest, ...versions]) {
    const line = `${JSON.stringify(part)}\n`;
    hash.update(line);
    lines.push(line);
    await pacer.breathe();
  }
  const header: Header = { format: FORMAT, registry, heardAt, sha256: hash.digest('hex') };
  return [`${JSON.stringify(header)}\n`, ...lines];
}

function parse(file: string): SourcedSnapshot {
  const end = file.indexOf('\n') + 1;
  const header = JSON.parse(file.slice(0, end)) as Header;
  if (header.format !== FORMAT) throw new Error(`expected the format ${FORMAT}`);
  const text = file.slice(end);
  if (header.sha256 !== createHash('sha256').update(text).digest('hex')) throw new Error('it is damaged: its digest does not fit');
  const [rest = '', ...versions] = text.split('\n').filter((line) => line !== '');
  const snapshot = {
    ...(JSON.parse(rest) as Omit<SnapshotResource, 'versions'>),
    versions: versions.map((line) => JSON.parse(line) as SnapshotVersion),
  };
  return { registry: header.registry, heardAt: header.heardAt, snapshot };
}

const LINES_AT_ONCE = 16;

/** Whole or not at all, also after a power cut: written beside, flushed, renamed over, and the folder flushed. */
async function writeWhole(path: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await withFile(beside, 'w', async (file) => {
      for (let at = 0; at < lines.length; at += LINES_AT_ONCE) await file.write(lines.slice(at, at + LINES_AT_ONCE).join(''));
      await file.sync();
    });
    await rename(beside, path);
  } catch (thrown) {
    // Half a snapshot on a disk that is full would keep it full, and the queue is on it as well.
    await rm(beside, { force: true }).catch(() => undefined);
    throw thrown;
  }
  await withFile(dirname(path), 'r', (folder) => folder.sync());
}

async function withFile(path: string, flags: string, work: (file: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
