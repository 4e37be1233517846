import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
/** A process of its own cannot run TypeScript, so it takes the built driver; `npm test` builds first. */
const BUILT = new URL('../../../dist/modules/src/queue/sqlite/open.js', import.meta.url).href;

/** Why there is no disk that forgets here; undefined where there is one. */
export function missingTool(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux, for LD_PRELOAD';
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs a C compiler, cc';
  }
}

let made: string | undefined;

/** What stands between a process and its disk, made once. */
function shim(): string {
  if (made !== undefined) return made;
  const path = join(mkdtempSync(join(tmpdir(), 'sluice-power-')), 'powercut.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', path, join(FIXTURES, 'powercut.c'), '-ldl']);
  return (made = path);
}

/** What a process said before it was killed. */
export interface Said {
  readonly accepted: ReadonlySet<number>;
  /** Given to the target: may be there or not. */
  readonly settling: ReadonlySet<number>;
  readonly settled: ReadonlySet<number>;
  readonly refused: readonly string[];
}

/** A folder on a disk that can be made to fail and to forget. */
export class Disk {
  private readonly root = mkdtempSync(join(tmpdir(), 'sluice-power-'));
  readonly files: string = join(this.root, 'files');
  private readonly images = join(this.root, 'images');
  private readonly control = join(this.root, 'control');
  readonly path: string = join(this.files, 'queue.sqlite');
  private said = { accepted: new Set<number>(), settling: new Set<number>(), settled: new Set<number>(), refused: [] as string[] };
  private next = 1;

  constructor() {
    for (const folder of [this.files, this.images, this.control]) mkdirSync(folder);
  }

  /** Every fsync fails, or every write does for want of space, until it is mended. */
  fail(how: 'eio' | 'full'): void {
    writeFileSync(join(this.control, how), '');
  }

  mend(): void {
    for (const name of readdirSync(this.control)) rmSync(join(this.control, name));
  }

  /** Start a process that accepts and settles; `until` is asked with all that was said so far, and ends it with kill -9. */
  async run(until: (said: Said) => boolean, { driver = BUILT, seed = 1 }: { driver?: string; seed?: number } = {}): Promise<Said> {
    const env = { LD_PRELOAD: shim(), POWERCUT_FILES: this.files, POWERCUT_IMAGES: this.images, POWERCUT_CONTROL: this.control };
    const args = [join(FIXTURES, 'accepter.mjs'), driver, this.path, String(this.next), String(seed)];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    await this.listen(child, until);
    if (child.signalCode !== 'SIGKILL') throw new Error(`ended by itself: ${errors.join('')}`);
    this.next = Math.max(0, ...this.said.accepted) + 1_000_000;
    return this.said;
  }

  private async listen(child: ChildProcess, until: (said: Said) => boolean): Promise<void> {
    const closed = once(child, 'close');
    for await (const line of createInterface({ input: child.stdout! })) {
      const [word = '', value = ''] = line.split(' ');
      if (word === 'refused') this.said.refused.push(value);
      else if (word !== 'ready') this.said[word as 'accepted' | 'settling' | 'settled'].add(Number(value));
      // What it had said by its end is read all the same.
      if (until(this.said)) child.kill('SIGKILL');
    }
    await closed;
  }

  /** All that was not brought to the disk is gone; with `torn`, pages of it are left at random, as a disk may have written some. */
  cutPower(torn?: (limit: number) => number): void {
    for (const name of readdirSync(this.files)) {
      const [file, image] = [join(this.files, name), join(this.images, `${name}.durable`)];
      if (!existsSync(image)) rmSync(file);
      else if (torn === undefined) copyFileSync(image, file);
      else writeFileSync(file, mix(readFileSync(image), readFileSync(file), torn));
    }
    // What is left is on the disk.
    for (const name of readdirSync(this.images)) rmSync(join(this.images, name));
    for (const name of readdirSync(this.files)) copyFileSync(join(this.files, name), join(this.images, `${name}.durable`));
  }

  /** What is wrong with what is left, each as a sentence. */
  async faults(): Promise<string[]> {
    const { accepted, settling, settled } = this.said;
    // A copy: what this process writes goes past the disk that forgets.
    const copy = mkdtempSync(join(this.root, 'copy-'));
    cpSync(this.files, copy, { recursive: true });
    const queue = await openSqliteQueue({ path: join(copy, 'queue.sqlite') });
    const left = new Set<number>();
    for (let after: number | undefined; ;) {
      const page = await queue.list({ states: ['waiting'], limit: 1_000, ...(after === undefined ? {} : { after }) });
      for (const { eventId } of page) left.add(Number((await queue.read(eventId))?.event.request.requestId));
      after = page.at(-1)?.id;
      if (page.length < 1_000) break;
    }
    await queue.close();
    const lost = [...accepted].filter((number) => !settling.has(number) && !left.has(number));
    const back = [...settled].filter((number) => left.has(number));
    return [...lost.map((number) => `${number} was accepted and is lost`), ...back.map((number) => `${number} was settled and is back`)];
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const SECTOR = 512;

function mix(durable: Buffer, written: Buffer, random: (limit: number) => number): Buffer {
  const mixed = Buffer.alloc(Math.max(durable.length, written.length));
  durable.copy(mixed);
  for (let at = 0; at < written.length; at += SECTOR) if (random(2) === 0) written.copy(mixed, at, at, at + SECTOR);
  return mixed;
}
