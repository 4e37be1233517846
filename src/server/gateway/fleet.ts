import cluster, { type Worker } from 'node:cluster';
import { createServer, type AddressInfo } from 'node:net';
import { isErrorCode, RegistryError } from '../../core/errors.ts';
import { ask, type Door } from '../../gateway/fleet/fan-out.ts';
import type { ListenAddress } from '../listen/address.ts';
import type { Logger } from '../log.ts';
import { PORT_VARIABLE, WORKER_VARIABLE, type FromWorker, type ToWorker } from './fleet-protocol.ts';
import { RunTimeChanges } from './run-time-changes.ts';
import type { RunningServer } from '../registry/start-registry.ts';

const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 30_000;
/** Who lives so long starts again at once. */
const GOOD_LIFE_MS = 10_000;
const GRACE_MS = 15_000;

/**
 * Several processes on one port: the same command, run `count` times. One that dies is started again, later each time it dies
 * young; it is told what was changed at run time before it takes events. Throws what keeps them from starting.
 */
export async function startFleet(
  count: number,
  { host, port }: Pick<ListenAddress, 'host' | 'port'>,
  log: Logger,
  drainDelayMs = 0,
): Promise<RunningServer> {
  const fleet = new Fleet(log, GRACE_MS + drainDelayMs, port === 0 ? await freePort(host) : port);
  try {
    // The first by itself: what keeps it from starting would keep all of them.
    const url = await fleet.start(1);
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => fleet.start(index + 2)));
    return { url, close: () => fleet.close() };
  } catch (thrown) {
    await fleet.close();
    throw thrown;
  }
}

// Said to all of them beforehand: those that start after all others died would get another one.
async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

class Fleet {
  readonly #log: Logger;
  readonly #workers = new Map<number, Worker>();
  readonly #doors = new Map<number, Door>();
  readonly #changes = new RunTimeChanges(Date.now);
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #port: number;
  readonly #graceMs: number;
  #isClosing = false;

  constructor(log: Logger, graceMs: number, port: number) {
    this.#log = log;
    this.#graceMs = graceMs;
    this.#port = port;
  }

  /** Resolves with its address when it takes events. */
  start(number: number, young = 0): Promise<string> {
    const startedAt = Date.now();
    const worker = cluster.fork({ [WORKER_VARIABLE]: String(number), [PORT_VARIABLE]: String(this.#port) });
    this.#workers.set(number, worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve(message.url);
        else if (message.kind === 'failed') reject(errorOf(message));
        else void this.#hear(number, worker, message);
      });
      worker.once('exit', (code, signal) => {
        reject(new RegistryError('internal', `worker ${number} ended with ${signal ?? code} before it took events`));
        this.#leave(number);
        if (!this.#isClosing) this.#startAgain(number, Date.now() - startedAt >= GOOD_LIFE_MS ? 0 : young + 1, signal ?? code);
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(
      [...this.#workers.values()].map(
        (worker) =>
          new Promise<void>((resolve) => {
            const kill = setTimeout(() => worker.process.kill('SIGKILL'), this.#graceMs);
            worker.once('exit', () => {
              clearTimeout(kill);
              resolve();
            });
            order(worker, { kind: 'stop' });
          }),
      ),
    );
  }

  async #hear(number: number, worker: Worker, message: Extract<FromWorker, { kind: 'door' | 'changed' }>): Promise<void> {
    if (message.kind === 'changed') {
      this.#changes.note(message.request);
      return;
    }
    const door = { worker: number, port: message.port };
    await this.#changes.tellAll((change) => ask(door, change));
    if (this.#workers.get(number) !== worker) return; // It is gone, and another one has its number.
    this.#doors.set(number, door);
    this.#tellDoors();
    order(worker, { kind: 'go' });
  }

  #leave(number: number): void {
    this.#workers.delete(number);
    this.#doors.delete(number);
    this.#tellDoors();
  }

  #tellDoors(): void {
    const doors = [...this.#doors.values()].toSorted((a, b) => a.worker - b.worker);
    for (const worker of this.#workers.values()) order(worker, { kind: 'doors', doors });
  }

  #startAgain(number: number, young: number, end: string | number): void {
    const pauseMs = young === 0 ? 0 : Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** (young - 1));
    this.#log.error({ worker: number, end, pauseMs }, 'a worker of the gateway ended; starting another one');
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.start(number, young).then(
        () => this.#log.info({ worker: number }, 'the worker takes events again'),
        // One that fails stays until it is told to end, which makes it start again.
        (thrown: unknown) => {
          this.#log.error({ worker: number, err: thrown }, 'a worker of the gateway does not start');
          const worker = this.#workers.get(number);
          if (worker !== undefined) order(worker, { kind: 'stop' });
        },
      );
    }, pauseMs);
    this.#timers.add(timer);
  }
}

function order(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined); // One that is just gone hears nothing.
}

function errorOf({ code, message }: Extract<FromWorker, { kind: 'failed' }>): RegistryError {
  return new RegistryError(isErrorCode(code) ? code : 'internal', message);
}
