import { loadavg } from 'node:os';
import type { JsonObject } from '../../src/core/json/value.ts';
import { MESSAGE_NAMES, type MessageName } from '../gateway/message.ts';
import { atLeast, atMost, type Bar } from '../bar.ts';
import { percentile, type Cell, type Report, type Table } from '../report.ts';
import { folderIn, withFolder } from './folder.ts';
import { startFunction, type BenchFunction } from './function.ts';
import { startGate, type GateOptions, type GateProcess } from './gate-process.ts';
import { loadDurably } from './load.ts';
import { orderAndIdempotency } from './message.ts';

// Many short ones: what else the machine does then falls on all alike.
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 25);
const SECONDS = 0.3;
const CALM_SECONDS = 6;
const CONNECTIONS = Number(process.env['BENCH_CONNECTIONS'] ?? 64);
const BARS: Readonly<Record<MessageName, number>> = { cloudevent: 0.65, webhook: 0.75 };
const P99_BAR_MS = 20;

interface Variant {
  readonly name: string;
  readonly kind: GateOptions['kind'];
  readonly isKeyed?: boolean;
  /** Its function answers meanwhile; else everything waits. */
  readonly isDelivering?: boolean;
}

const [NO_STORE, DURABLE] = ['no store', 'durable'];
const VARIANTS: readonly Variant[] = [
  { name: 'judged, nothing else', kind: 'judge' },
  { name: NO_STORE, kind: 'no_store' },
  { name: 'raw log, fdatasync a turn', kind: 'raw_log' },
  { name: DURABLE, kind: 'queue' },
  { name: 'durable, order + idempotency', kind: 'queue', isKeyed: true },
  { name: 'durable, delivering', kind: 'queue', isDelivering: true },
];

interface Sample {
  readonly perSecond: number;
  readonly cpuUs: number;
}

interface Running {
  readonly variant: Variant;
  readonly gate: GateProcess;
  readonly target: BenchFunction;
  readonly samples: Sample[];
  accepted: number;
}

/** The address of a new queue. */
export type Store = () => Promise<string>;

/** How fast events are accepted, by what keeps them; `store` makes the queues of the durable gates, by default a file for each. */
export async function measureAccept({ store, question }: { readonly store?: Store; readonly question?: RegExp } = {}): Promise<Report> {
  const tables: Table[] = [];
  const bars: Bar[] = [];
  for (const message of MESSAGE_NAMES.filter((one) => question?.test(one) !== false)) {
    const table = await withFolder((folder) => compare(message, store, folder));
    tables.push(table);
    // They were set for accepting, with the whole queue and nothing delivered meanwhile.
    const [, , ratio, , , , , , p99] = table.rows.find(([name]) => name === DURABLE) ?? [];
    const size = message === 'cloudevent' ? '0.5 kB' : '10 kB';
    bars.push(atLeast(`${size}: durable / no store, 202 a second`, Number(ratio), BARS[message]));
    bars.push(atMost(`${size}: p99 at half of that rate, ms`, Number(p99), P99_BAR_MS));
  }
  return { tables, ...(store === undefined ? { bars } : {}) };
}

async function compare(message: MessageName, store: Store | undefined, folder: string): Promise<Table> {
  const all: Running[] = [];
  for (const variant of VARIANTS) {
    const target = await startFunction(variant.isDelivering === true ? 'fast' : 'silent');
    const route: JsonObject = variant.isKeyed === true ? orderAndIdempotency(message) : {};
    const url = variant.kind === 'queue' ? await store?.() : undefined;
    const options = { kind: variant.kind, message, target: target.url, folder: folderIn(folder), route };
    all.push({ variant, gate: await startGate({ ...options, ...(url === undefined ? {} : { store: url }) }), target, samples: [], accepted: 0 });
  }
  for (const one of all) await run(one, message, SECONDS);
  for (const one of all) one.samples.length = 0;
  for (let round = 0; round < ROUNDS; round += 1) for (const one of all) await run(one, message, SECONDS);
  const rows: Cell[][] = [];
  const base = [...(all.find(({ variant }) => variant.name === NO_STORE)?.samples ?? [])];
  for (const one of all) rows.push(await rowOf(one, message, base));
  for (const { gate, target } of all) {
    await gate.stop();
    target.stop();
  }
  return {
    title: `${message}, ${message === 'cloudevent' ? '0.5' : '10'} KB`,
    note: `${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s in turn, medians, ratio to "${NO_STORE}" of the same round; p50 and p99 at half of the rate; gates on one core, load and functions on the other; load average ${loadavg()[0]?.toFixed(1)}`,
    columns: ['202 by', '202/s', 'ratio', 'from', 'to', 'cpu µs', 'cpu ratio', 'p50 ms', 'p99 ms'],
    rows,
  };
}

async function run(one: Running, message: MessageName, seconds: number, rate?: number): Promise<readonly number[]> {
  const before = await one.gate.usage();
  const load = { port: one.gate.port, message, connections: CONNECTIONS, seconds, ...(rate === undefined ? {} : { rate }) };
  const { count, perSecond, latencies } = await loadDurably(load);
  one.accepted += count;
  one.samples.push({ perSecond, cpuUs: ((await one.gate.usage()).cpuUs - before.cpuUs) / count });
  // What waits would be delivered while the next one is measured.
  if (one.variant.isDelivering === true) while (one.target.received() < one.accepted) await new Promise((resolve) => setTimeout(resolve, 20));
  return latencies;
}

async function rowOf(one: Running, message: MessageName, base: readonly Sample[]): Promise<Cell[]> {
  const samples = [...one.samples];
  const perSecond = middle(samples.map((sample) => sample.perSecond));
  const ratios = samples.map((sample, round) => sample.perSecond / (base[round]?.perSecond ?? 1));
  const latencies = await run(one, message, CALM_SECONDS, perSecond / 2);
  return [
    one.variant.name,
    perSecond,
    middle(ratios),
    Math.min(...ratios),
    Math.max(...ratios),
    middle(samples.map(({ cpuUs }) => cpuUs)),
    middle(base.map(({ cpuUs }) => cpuUs)) / middle(samples.map(({ cpuUs }) => cpuUs)),
    percentile(latencies, 0.5),
    percentile(latencies, 0.99),
  ];
}

function middle(values: readonly number[]): number {
  return percentile(values, 0.5);
}
