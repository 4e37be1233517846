import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres, type PostgresServer } from '../../../bench/postgres/server.ts';
import { parsePostgresAddress } from '../../../src/postgres/address.ts';
import { QUEUE } from '../../../src/postgres/purpose.ts';
import { createRandom } from '../../../src/core/seeded-random.ts';
import { openPostgresQueue } from '../../../src/queue/postgres/open.ts';
import type { Entry, Queue } from '../../../src/queue/queue.ts';
import { folderWith, serve, type Server } from '../../cli/process.ts';
import { serveHere } from '../../cli/serve-here.ts';
import { startRegistry } from '../../gateway/registry-server.ts';
import { judge } from './faults.ts';
import { givenUpIn, SAYING_WHAT_IS_GIVEN_UP as env } from './given-up.ts';
import { startMoodyFunction, type EventData } from './moody-function.ts';
import { post } from './post.ts';

export interface TwoOptions {
  /** What is killed in each round. */
  readonly kills: readonly Victim[];
  /** Decides what the function does, and when something is killed. */
  readonly seed: number;
  /** Answers before a kill, and after the last one, at most. */
  readonly maxAnswers?: number;
  /** A database on a server that lives on; without it one is started, which may be killed. */
  readonly url?: string;
  readonly log?: (line: string) => void;
}

export type Victim = 'first' | 'second' | 'database';

export interface TwoReport {
  readonly accepted: number;
  /** Sent again, since no answer had come, or 503. */
  readonly resent: number;
  /** Taken by the function more than once. */
  readonly duplicates: number;
  readonly dead: number;
  /** How many deliveries each gateway that was there at the end has made. */
  readonly delivered: readonly number[];
  readonly faults: readonly string[];
}

const [KEYS, UNORDERED, CONCURRENCY] = [30, 10, 32];

/**
 * Two `sluice gateway` on one PostgreSQL, 40 senders that turn from one to the other, each in its own order, a function that errors, hangs,
 * resets and is slow; now and then one of the gateways or the database is killed with SIGKILL, and started again. At the end every event that
 * was answered with 202 must have been delivered or be listed, in order of its key, and twice only what was under way at a kill.
 */
export async function twoGateways({ kills, seed, maxAnswers = 400, url, log = () => {} }: TwoOptions): Promise<TwoReport> {
  const random = createRandom(seed).next;
  const database = url === undefined ? await startPostgres({ fsync: false }) : undefined;
  const fn = await startMoodyFunction(createRandom(seed + 1).next);
  // Each connection is a process of the server.
  const store = `${url ?? `${database?.url}/postgres`}?pool=4`;
  // Short where somebody dies, and the others wait for what was his; else as by default, for on a busy machine a gateway may stand still for seconds.
  const leaseMs = kills.length === 0 ? 60_000 : 8_000;
  const cwd = await folderWith({ 'gateway.json': configOf(fn.url, { store, leaseMs }) });
  const registry = await startRegistry();
  await registry.client.register('t', { schema: { type: 'object' } });
  // What nobody kills needs no process of its own.
  const run: (...args: Parameters<typeof serve>) => Promise<Pick<Server, 'gateway' | 'stop'>> = kills.length === 0 ? serveHere : serve;
  const start = (name: string): ReturnType<typeof run> =>
    run(['gateway', '--config', 'gateway.json', '--registry', registry.url, '--port', '0', '--dir', join(cwd, name)], { cwd, env });
  const gateways = await Promise.all([start('first'), start('second')]);
  const logs: string[] = [];
  const crowd = new Crowd(() => gateways.map(({ gateway }) => gateway));
  for (const [round, victim] of kills.entries()) {
    await crowd.answers(1 + Math.floor(random() * maxAnswers));
    await kill(victim);
    log(`round ${round + 1} of ${kills.length}, ${victim} killed: ${crowd.accepted.length} accepted, ${fn.visits.length} visits`);
  }
  await crowd.answers(maxAnswers);
  await crowd.end();
  const queue = await openPostgresQueue({ address: parsePostgresAddress(store, QUEUE) });
  const dead = await drained(queue);
  const delivered = await Promise.all(gateways.map(({ gateway }) => deliveredBy(gateway)));
  await queue.close();
  for (const gateway of gateways) logs.push((await gateway.stop()).stderr);
  await registry.close();
  await fn.close();
  await database?.stop();
  const listed = new Set(dead.map(({ cloudEventId = '' }) => cloudEventId));
  const judged = judge({ accepted: crowd.accepted, visits: fn.visits, givenUp: new Set(logs.flatMap(givenUpIn)), listed, waiting: 0 });
  const allowed = kills.reduce((sum, victim) => sum + (victim === 'database' ? 2 * CONCURRENCY : CONCURRENCY), 0);
  const tooMany = judged.duplicates > allowed ? [`${judged.duplicates} were taken twice, and at most ${allowed} were under way at a kill`] : [];
  const faults = [...judged.faults, ...tooMany].map((fault) => `${fault}${visitsOf(fault)}`);
  return { accepted: crowd.accepted.length, resent: crowd.resent, dead: dead.length, delivered, ...judged, faults };

  /** What the function saw of the sender that a fault names, to tell one cause from another. */
  function visitsOf(fault: string): string {
    const [sender] = /^s\d+-/.exec(fault) ?? [];
    if (sender === undefined) return '';
    const own = fn.visits.filter(({ event }) => event.id.startsWith(sender));
    return ` (${own.map(({ event, delivery, attempt, outcome }) => `${event.n}: ${delivery}/${attempt} ${outcome}`).join(', ')})`;
  }

  async function kill(victim: Victim): Promise<void> {
    if (victim === 'database') return killDatabase(database ?? missing());
    const index = victim === 'first' ? 0 : 1;
    logs.push((await gateways[index]?.stop('SIGKILL'))?.stderr ?? '');
    gateways[index] = await start(victim);
  }
}

function missing(): never {
  throw new Error('a database that was given is not killed');
}

async function killDatabase(database: PostgresServer): Promise<void> {
  await database.kill();
  await database.start();
}

function configOf(url: string, queue: { readonly store: string; readonly leaseMs: number }): object {
  const target = {
    url,
    timeoutMs: 4_000,
    concurrency: CONCURRENCY,
    retry: { maxAttempts: 1_000, minDelayMs: 5, maxDelayMs: 20 },
    breaker: { failures: 100, openMs: 20 },
  };
  const order = { attribute: 'partitionkey', afterDead: 'skip' };
  const route = { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', order, idempotency: {}, targets: [target] };
  return { queue, routes: [route] };
}

/** Senders that each send one event after the other, each until it is answered with 202. */
class Crowd {
  readonly accepted: EventData[] = [];
  resent = 0;
  #isOver = false;
  #onAnswer: () => void = () => {};
  readonly #urls: () => readonly string[];
  readonly #senders: Promise<unknown>;

  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
    this.#senders = Promise.all(Array.from({ length: KEYS + UNORDERED }, (_, index) => this.#send(index)));
    this.#senders.catch(() => {}); // Shows in `end`.
  }

  /** Wait for so many more. */
  async answers(count: number): Promise<void> {
    const goal = this.accepted.length + count;
    const reached = new Promise<void>((resolve) => {
      this.#onAnswer = () => void (this.accepted.length >= goal && resolve());
    });
    await Promise.race([reached, this.#senders]);
  }

  /** Each sends what it has begun to its end. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#senders;
  }

  async #send(index: number): Promise<void> {
    for (let n = 1; !this.#isOver; n += 1) {
      const event: EventData = { id: `s${index}-${n}`, n, ...(index < KEYS ? { key: `k${index}` } : {}) };
      for (let tries = 0; ; tries += 1) {
        const urls = this.#urls();
        const status = await post(urls[(index + n + tries) % urls.length] ?? '', event);
        if (status === 202) break;
        if (status !== undefined && status !== 503) throw new Error(`${event.id} was answered with ${status}`);
        this.resent += 1;
        await pause(100);
      }
      this.accepted.push(event);
      this.#onAnswer();
    }
  }
}

const ALL = ['waiting', 'taken', 'held', 'parked', 'dead'] as const;

/** What is listed when nothing waits any more. */
async function drained(queue: Queue): Promise<readonly Entry[]> {
  const isOver = ({ state }: Pick<Entry, 'state'>): boolean => state === 'dead' || state === 'parked';
  for (;;) {
    // Counted first: to list all of them again and again takes from those who work at it.
    if ((await queue.count()).every((entry) => entry.count === 0 || isOver(entry))) {
      const entries = await queue.list({ states: ALL, limit: 1_000_000 });
      if (entries.every(isOver)) return entries;
    }
    await pause(50);
  }
}

async function deliveredBy(gateway: string): Promise<number> {
  const metrics = await (await fetch(`${gateway}/-/metrics`)).text();
  return Number(/^sluice_gateway_deliveries_total\{[^}]*result="delivered"[^}]*\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}
