import { loadavg } from 'node:os';
import { MESSAGE_NAMES, type MessageName } from '../gateway/message.ts';
import { percentile, type Cell, type Report } from '../report.ts';
import { folderIn, withFolder } from './folder.ts';
import { startFunction, type BenchFunction } from './function.ts';
import { startGate } from './gate-process.ts';
import { loadDurably } from './load.ts';
import { NUMBER_DIGITS, orderAndIdempotency } from './message.ts';

const CONNECTIONS = 64;
const FLOOD_SECONDS = 4;
const CALM_SECONDS = 6;

/** From the request to the function: how many events get there in a second, and how long one takes. */
export function measureDelivery(): Promise<Report> {
  return withFolder(async (folder) => {
    const rows: Cell[][] = [];
    for (const message of MESSAGE_NAMES) for (const isKeyed of [false, true]) rows.push(await measure(message, isKeyed, folderIn(folder)));
    return {
      tables: [
        {
          title: 'from the sender to a function that answers at once',
          note: `${CONNECTIONS} connections and as many order keys, 16 deliveries under way; events/s from the first request to the last delivery, the sender as fast as it is answered; latencies at a quarter of that rate; load average ${loadavg()[0]?.toFixed(1)}`,
          columns: [
            'message',
            'order + idempotency',
            '202/s',
            'events/s',
            'to 202 p50 ms',
            'p99',
            'to function p50 ms',
            'p99 ms',
            '202 to function p99 ms',
          ],
          rows,
        },
      ],
    };
  });
}

async function measure(message: MessageName, isKeyed: boolean, folder: string): Promise<Cell[]> {
  const target = await startFunction('fast');
  const gate = await startGate({ kind: 'queue', message, target: target.url, folder, route: isKeyed ? orderAndIdempotency(message) : {} });
  const load = { port: gate.port, message, connections: CONNECTIONS };
  const warm = await loadDurably({ ...load, seconds: 1 });
  await allReceived(target, warm.count);
  const start = performance.now();
  const flood = await loadDurably({ ...load, seconds: FLOOD_SECONDS });
  await allReceived(target, warm.count + flood.count);
  const perSecond = (flood.count * 1_000) / (performance.now() - start);
  const times = new Times(target);
  const calm = await loadDurably({ ...load, seconds: CALM_SECONDS, rate: perSecond / 4, onAnswer: times.onAnswer });
  await allReceived(target, warm.count + flood.count + calm.count);
  await gate.stop();
  target.stop();
  const { fromSender, fromAnswer } = times.latencies();
  const both = (values: readonly number[]): Cell[] => [percentile(values, 0.5), percentile(values, 0.99)];
  return [message, isKeyed ? 'yes' : 'no', flood.perSecond, perSecond, ...both(calm.latencies), ...both(fromSender), percentile(fromAnswer, 0.99)];
}

async function allReceived(target: BenchFunction, count: number): Promise<void> {
  while (target.received() < count) await new Promise((resolve) => setTimeout(resolve, 2));
}

const NUMBER = new RegExp(`(?:"id":"|x-github-delivery: )(\\d{${NUMBER_DIGITS}})`);

/** Load and function are in one process, and so have one clock. */
class Times {
  readonly #received = new Map<number, number>();
  readonly #answered: { readonly number: number; readonly sentAt: number; readonly at: number }[] = [];
  readonly onAnswer = (number: number, sentAt: number): void => void this.#answered.push({ number, sentAt, at: performance.now() });

  constructor(target: BenchFunction) {
    target.onData = (chunk) => {
      const number = NUMBER.exec(chunk.toString('latin1'))?.[1];
      if (number !== undefined) this.#received.set(Number(number), performance.now());
    };
  }

  latencies(): { readonly fromSender: number[]; readonly fromAnswer: number[] } {
    const known = this.#answered.flatMap(({ number, sentAt, at }) => {
      const received = this.#received.get(number);
      return received === undefined ? [] : [{ fromSender: received - sentAt, fromAnswer: Math.max(0, received - at) }];
    });
    return { fromSender: known.map(({ fromSender }) => fromSender), fromAnswer: known.map(({ fromAnswer }) => fromAnswer) };
  }
}
