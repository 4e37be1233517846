import { EventEmitter, once } from 'node:events';
import { onTestFinished } from 'vitest';
import { runHere, sluiceHere } from './in-process.ts';
import { addressesOf, folderWith, type Finished, type RunOptions, type Server } from './process.ts';
import { serversHere } from './servers-here.ts';

/** A `sluice` that serves in this process: it gets no signals, and its log is in what it said on standard error. */
export interface ServerHere extends Pick<Server, 'registry' | 'gateway' | 'ready'> {
  /** Once standard error says this. */
  says(text: string): Promise<void>;
  /** Do what SIGTERM does. */
  stop(): Promise<Finished>;
}

/**
 * `serve`, `gateway` or `up` without their process, until it is stopped: for rows that ask servers, or look at what they say and leave on
 * disk. Throws with what it said if it ends before it is ready.
 */
export async function serveHere(args: readonly string[], options: RunOptions = {}): Promise<ServerHere> {
  const said = { stdout: '', stderr: '' };
  const [stopping, saying] = [new AbortController(), new EventEmitter()];
  const catalogue = await serversHere(once(stopping.signal, 'abort'));
  const ended = await new Promise<{ readonly code: Promise<number> }>((resolve, reject) => {
    const onSay = (name: 'stdout' | 'stderr', text: string): void => {
      said[name] += text;
      saying.emit(name);
      if (name === 'stdout') resolve({ code });
    };
    const code = runHere(args, { ...options, onSay }, catalogue);
    code.then((early) => reject(new Error(`sluice ${args.join(' ')} ended with ${early}: ${said.stderr}`)), reject);
  });
  return {
    ready: said.stdout.trimEnd(),
    ...addressesOf(said.stdout),
    async says(text) {
      while (!said.stderr.includes(text)) await once(saying, 'stderr');
    },
    async stop() {
      stopping.abort();
      return { code: await ended.code, ...said };
    },
  };
}

/** The same, until the end of the test. */
export async function startHere(args: readonly string[], options: RunOptions = {}): Promise<ServerHere> {
  const server = await serveHere(args, options);
  onTestFinished(async () => void (await server.stop()));
  return server;
}

/** A registry that wants keys, and keys for it. */
export async function guardedHere(): Promise<{
  readonly registry: string;
  readonly keyWith: (...scopes: readonly string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}> {
  const cwd = await folderWith();
  const server = await serveHere(['serve', '--port', '0', '--dir', '.', '--auth', 'keys'], { cwd });
  return {
    registry: server.registry,
    keyWith: async (...scopes) => {
      const asked = ['keys', 'create', '--dir', '.', '--name', scopes.join(), ...scopes.flatMap((scope) => ['--scope', scope])];
      return (await sluiceHere(asked, { cwd })).stdout.trim();
    },
    close: async () => void (await server.stop()),
  };
}
