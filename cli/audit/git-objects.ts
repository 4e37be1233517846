import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { RegistryError } from '../../src/core/errors.ts';
import { gitEnvironment } from '../git.ts';
import type { Io } from '../io.ts';

/** The contents of a repository, from one process for all of them. */
export interface GitObjects {
  /** Throws `file_unreadable` when the repository has no such object. */
  read(object: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Start `git cat-file --batch` in a folder of a repository; one question at a time, first come first served. */
export function openGitObjects(io: Pick<Io, 'env'>, folder: string): GitObjects {
  const child = spawn('git', ['-C', folder, 'cat-file', '--batch'], { env: gitEnvironment(io) });
  const closed = once(child, 'close').catch(() => {}); // That it did not start is told to whoever reads.
  child.stderr.resume();
  child.stdin.on('error', () => {}); // The answer that stays away tells it.
  const answers = new Answers(child);
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(object) {
      const turn = last.then(() => {
        child.stdin.write(`${object}\n`);
        return readAnswer(answers, object);
      });
      last = turn.catch(() => {}); // Whoever asked handles it.
      return turn;
    },
    async close() {
      child.stdin.end();
      child.stdout.resume();
      await closed;
    },
  };
}

// gitformat: `<object> SP <type> SP <size> LF <contents> LF`, or `<object> SP missing LF`.
async function readAnswer(answers: Answers, object: string): Promise<Uint8Array> {
  const header = await answers.line();
  const size = /^\S+ blob (\d+)$/.exec(header)?.[1];
  if (size === undefined) throw new RegistryError('file_unreadable', `git has no content ${object}: ${header}`);
  const content = await answers.bytes(Number(size));
  await answers.bytes(1);
  return content;
}

/** What the process writes, cut by lines and lengths. */
class Answers {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffered: Buffer[] = [];
  #length = 0;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#chunks = child.stdout.iterator() as AsyncIterator<Buffer>;
  }

  async line(): Promise<string> {
    for (;;) {
      const at = this.#join().indexOf(0x0a);
      if (at !== -1) return (await this.bytes(at + 1)).toString('utf8').slice(0, -1);
      await this.#more();
    }
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#length < count) await this.#more();
    const all = this.#join();
    this.#buffered = [all.subarray(count)];
    this.#length -= count;
    return all.subarray(0, count);
  }

  #join(): Buffer {
    const all = this.#buffered.length === 1 ? this.#buffered[0] : undefined;
    const joined = all ?? Buffer.concat(this.#buffered);
    this.#buffered = [joined];
    return joined;
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done === true) throw new RegistryError('file_unreadable', 'git ended before it had answered; check the repository with `git fsck`');
    this.#buffered.push(value);
    this.#length += value.length;
  }
}
