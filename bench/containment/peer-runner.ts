import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { PeerAnswer, PeerName } from './peer.ts';
import type { BenchQuestion } from './question.ts';

export type PeerOutcome =
  | { readonly kind: 'answer'; readonly contained: boolean | undefined; readonly durationMs: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'time-out' }
  | { readonly kind: 'crash'; readonly message: string };

/** Asks one peer, question by question; a process that does not answer in time is killed and replaced. */
export class PeerRunner {
  readonly name: PeerName;
  readonly #timeoutMs: number;
  #child: ChildProcess | undefined;

  constructor(name: PeerName, { timeoutMs }: { readonly timeoutMs: number }) {
    this.name = name;
    this.#timeoutMs = timeoutMs;
  }

  async ask({ writer, reader }: BenchQuestion): Promise<PeerOutcome> {
    const child = (this.#child ??= await this.#start());
    const outcome = await this.#answer(child, { writer, reader });
    if (outcome.kind === 'time-out' || outcome.kind === 'crash') this.close();
    return outcome;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #start(): Promise<ChildProcess> {
    // What a peer prints when it dies is told by its exit code already.
    const child = fork(join(import.meta.dirname, 'peer-process.js'), [this.name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await new Promise((resolve, reject) => child.once('message', resolve).once('error', reject).once('exit', reject));
    child.removeAllListeners();
    return child;
  }

  #answer(child: ChildProcess, request: { readonly writer: unknown; readonly reader: unknown }): Promise<PeerOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({ kind: 'time-out' }), this.#timeoutMs);
      const settle = (outcome: PeerOutcome): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(outcome);
      };
      child.once('message', (answer) => settle(answer as Extract<PeerAnswer, { readonly kind: 'answer' | 'error' }>));
      child.once('exit', (code, signal) => settle({ kind: 'crash', message: `ended with ${signal ?? `code ${code}`}` }));
      child.send(request);
    });
  }
}
