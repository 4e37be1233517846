import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A real PostgreSQL server of our own, on a free port of loopback, for tests and benches. */
export interface PostgresServer {
  /** Without a database: `postgres://USER@HOST:PORT`. */
  readonly url: string;
  /** SIGKILL, to it and to all its backends. */
  kill(): Promise<void>;
  /** Again, on the same data and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

// Beside this file, or, where it was built, in the project: it is run as it is.
const KEEPER = ['keeper.mjs', '../../../../bench/postgres/keeper.mjs'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);

export interface PostgresOptions {
  /** Whether what it says is on disk is, as where it matters. */
  readonly fsync: boolean;
  /** PEM; without it none. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Start one; about a second. It ends with this process, however that ends. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  if (KEEPER === undefined) throw new Error('keeper.mjs is missing beside the launcher of PostgreSQL');
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: keeper.stdout });
  const { url } = JSON.parse(await nextLine(lines, keeper)) as { readonly url: string };
  const ask = async (what: string): Promise<void> => {
    keeper.stdin.write(`${what}\n`);
    await nextLine(lines, keeper);
  };
  return {
    url,
    kill: () => ask('kill'),
    start: () => ask('start'),
    async stop() {
      keeper.stdin.end();
      if (keeper.exitCode === null) await once(keeper, 'exit');
    },
  };
}

function nextLine(lines: Interface, keeper: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error('the keeper of PostgreSQL has ended; standard error says why'));
    keeper.once('exit', failed);
    lines.once('line', (line) => {
      keeper.off('exit', failed);
      resolve(line);
    });
  });
}
