import { join } from 'node:path';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { folderWith, serve, type Server } from '../../cli/process.ts';
import { createRandom } from '../../../src/core/seeded-random.ts';
import { startRegistry } from '../../gateway/registry-server.ts';
import { judge } from './faults.ts';
import { givenUpIn, SAYING_WHAT_IS_GIVEN_UP as env } from './given-up.ts';
import { startMoodyFunction, type EventData } from './moody-function.ts';
import { post } from './post.ts';
import { until } from '../../until.ts';

export interface KillOptions {
  readonly rounds: number;
  /** Decides what the function does, and when the gateway is killed. */
  readonly seed: number;
  /** In a round, before the kill, at most. */
  readonly maxAnswers?: number;
  readonly log?: (line: string) => void;
}

export interface KillReport {
  readonly accepted: number;
  /** Sent again after a kill, since no answer had come. */
  readonly resent: number;
  /** Taken by the function more than once. */
  readonly duplicates: number;
  /** Refused by the function for good, and listed. */
  readonly dead: number;
  /** What went wrong, each as a sentence; nothing else is expected than none. */
  readonly faults: readonly string[];
}

const [KEYS, UNORDERED] = [30, 10];

/**
 * Kill a real `sluice gateway` with SIGKILL at random moments while 40 senders send, each in its own order, to a function that errors,
 * hangs, resets and is slow; start it again on the same folder. At the end every event that was answered with 202 must have been
 * delivered or be listed, in order of its key, twice only where a kill came between.
 */
export async function killGateway({ rounds, seed, maxAnswers = 400, log = () => {} }: KillOptions): Promise<KillReport> {
  const random = createRandom(seed).next;
  const fn = await startMoodyFunction(createRandom(seed + 1).next);
  const cwd = await folderWith({ 'gateway.json': configOf(fn.url) });
  const registry = await startRegistry();
  await registry.client.register('t', { schema: { type: 'object' } });
  const start = (): Promise<Server> => serve(['gateway', '--config', 'gateway.json', '--registry', registry.url, '--port', '0'], { cwd, env });
  const senders = Array.from({ length: KEYS + UNORDERED }, (_, index) => new Sender(index < KEYS ? `k${index}` : undefined, `s${index}`));
  const logs: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const gateway = await start();
    // After so many answers, at whatever moment of a commit or a delivery that is, from the first moments with a file that was just opened on.
    let left = Math.floor(random() * maxAnswers);
    const kill = once(() => gateway.stop('SIGKILL'));
    const onAccepted = (): void => void ((left -= 1) <= 0 && kill());
    await Promise.all(senders.map((sender) => sender.sendUntilGone(gateway.gateway, onAccepted)));
    logs.push((await kill()).stderr);
    log(`round ${round} of ${rounds}: ${senders.reduce((sum, { accepted }) => sum + accepted.length, 0)} accepted, ${fn.visits.length} visits`);
  }
  const last = await start();
  await until(async () => (await waitingAt(last)) === 0);
  logs.push((await last.stop()).stderr);
  await registry.close();
  await fn.close();
  const queue = await openSqliteQueue({ path: join(cwd, '.sluice-data', 'queue.sqlite') });
  const entries = await queue.list({ states: ['waiting', 'taken', 'held', 'parked', 'dead'], limit: 1_000_000 });
  await queue.close();
  const dead = entries.filter(({ state }) => state === 'dead' || state === 'parked');
  const accepted = senders.flatMap((sender) => sender.accepted);
  const judged = judge({
    accepted,
    visits: fn.visits,
    givenUp: new Set(logs.flatMap(givenUpIn)),
    listed: new Set(dead.map(({ cloudEventId = '' }) => cloudEventId)),
    waiting: entries.length - dead.length,
  });
  const resent = senders.reduce((sum, sender) => sum + sender.resent, 0);
  return { accepted: accepted.length, resent, dead: dead.length, ...judged };
}

function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<Value> | undefined;
  return () => (running ??= work());
}

function configOf(url: string): object {
  const target = {
    url,
    timeoutMs: 2_000,
    concurrency: 32,
    retry: { maxAttempts: 1_000, minDelayMs: 5, maxDelayMs: 20 },
    breaker: { failures: 100, openMs: 20 },
  };
  const order = { attribute: 'partitionkey', afterDead: 'skip' };
  return { routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', order, idempotency: {}, targets: [target] }] };
}

/** Sends one event after the other, each until it is answered with 202. */
class Sender {
  readonly accepted: EventData[] = [];
  resent = 0;
  readonly #key: string | undefined;
  readonly #name: string;
  #isUnanswered = false;

  constructor(key: string | undefined, name: string) {
    this.#key = key;
    this.#name = name;
  }

  async sendUntilGone(url: string, onAccepted: () => void): Promise<void> {
    for (;;) {
      const n = this.accepted.length + 1;
      const event: EventData = { id: `${this.#name}-${n}`, n, ...(this.#key === undefined ? {} : { key: this.#key }) };
      if (this.#isUnanswered) this.resent += 1;
      this.#isUnanswered = true;
      const status = await post(url, event);
      if (status === undefined) return;
      if (status !== 202) throw new Error(`${event.id} was answered with ${status}`);
      this.#isUnanswered = false;
      this.accepted.push(event);
      onAccepted();
    }
  }
}

async function waitingAt({ gateway }: Server): Promise<number> {
  const metrics = await (await fetch(`${gateway}/-/metrics`)).text();
  const counts = [...metrics.matchAll(/^sluice_gateway_queue_deliveries\{[^}]*state="(?:waiting|taken)"\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
