import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Commit } from '../../../src/storage/store.ts';

// A process of its own cannot run TypeScript, so it takes the built driver; `npm test` builds first.
const BUILT = new URL('../../../dist/modules/src/storage/sqlite/store.js', import.meta.url).href;
const FIXTURE = fileURLToPath(new URL('./fixtures/committer.mjs', import.meta.url));

export interface Message {
  readonly kind: 'ready' | 'begun' | 'committed' | 'conflict';
  readonly version?: number;
}

export interface AskOptions {
  readonly dieInside: boolean;
}

/** A process that commits what it is told. */
export interface Committer {
  /** Ask for commits, without waiting. `dieInside`: it kills itself in the middle of each. */
  readonly ask: (commits: readonly Commit[], options?: AskOptions) => void;
  /** The next thing that it says; undefined at its end. Throws with its standard error if it failed. */
  readonly next: () => Promise<Message | undefined>;
  /** `kill -9`, and everything that it still had said. */
  readonly kill: () => Promise<Message[]>;
  /** Let it finish what it was asked. */
  readonly end: () => Promise<void>;
}

export function startCommitter(path: string): Committer {
  const child = spawn(process.execPath, [FIXTURE, BUILT, path], { stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => {}); // What it did not read before it was killed.
  const next = async (): Promise<Message | undefined> => {
    const line = await lines.next();
    if (line.done !== true) return JSON.parse(line.value) as Message;
    await closed;
    if (errors !== '') throw new Error(errors);
    return undefined;
  };
  return {
    ask: (commits, options) => void child.stdin.write(commits.map((commit) => `${encode(commit, options)}\n`).join('')),
    next,
    async kill() {
      child.kill('SIGKILL');
      const rest: Message[] = [];
      for (let message = await next(); message !== undefined; message = await next()) rest.push(message);
      return rest;
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}

function encode({ changes, ...commit }: Commit, options?: AskOptions): string {
  return JSON.stringify({ ...commit, ...options, drafts: changes({ schemaId: undefined }) });
}
