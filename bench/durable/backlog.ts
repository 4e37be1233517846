import { loadavg } from 'node:os';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import type { Acceptance, Queue } from '../../src/queue/queue.ts';
import { openQueue } from '../../src/server/gateway/open-queue.ts';
import { messageOf } from '../gateway/message.ts';
import { percentile, type Cell, type Report } from '../report.ts';
import { folderIn, withFolder } from './folder.ts';
import { startFunction } from './function.ts';
import { startGate, type GateProcess } from './gate-process.ts';
import { loadDurably } from './load.ts';
import { orderAndIdempotency } from './message.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000);
const KEYS = 10_000;
const AT_ONCE = 1_000;
const ROUNDS = 15;
const SECONDS = 0.4;
const TAKE_SECONDS = 5;
const CONNECTIONS = 64;

/** A gate before which very many events wait, beside one with an empty queue. */
export function measureBacklog(): Promise<Report> {
  return withFolder(async (folder) => {
    const folders = { empty: folderIn(folder), full: folderIn(folder) };
    const start = performance.now();
    await fill(folders.full);
    const fillSeconds = (performance.now() - start) / 1_000;
    const megabytes = statSync(join(folders.full, 'queue.sqlite')).size / 2 ** 20;
    const accepted = await acceptInTurn(folders);
    return {
      tables: [
        {
          title: `${EVENTS} events of 0.5 KB wait`,
          note: `half of them with one of ${KEYS} order keys, all with an idempotency key; filled in ${fillSeconds.toFixed(0)} s, ${megabytes.toFixed(0)} MB; accept: ${ROUNDS} rounds in turn, order and idempotency on, ${CONNECTIONS} connections, medians; take: a function that answers at once, ${TAKE_SECONDS} s; load average ${loadavg()[0]?.toFixed(1)}`,
          columns: ['queue', 'start ms', 'RSS at start MB', 'RSS later MB', '202/s', 'ratio', 'cpu µs', 'delivered/s', 'first delivery ms'],
          rows: [
            [...(accepted[0] ?? []), '', ''],
            [...(accepted[1] ?? []), ...(await take(folders.full))],
          ],
        },
      ],
    };
  });
}

async function openIn(folder: string): Promise<Queue> {
  const route = { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [{ name: 'function', url: 'http://127.0.0.1:9' }] };
  const config = await parseGatewayConfig({ file: 'bench.json', text: JSON.stringify({ routes: [route] }), env: {}, format: jsonSchemaFormat });
  const durable = await openQueue(config, { folder, isOneOfMany: false });
  if (durable === undefined) throw new Error('a durable route without a queue');
  return durable.queue;
}

async function fill(folder: string): Promise<void> {
  const { body, headers, subject } = messageOf('cloudevent');
  const bytes = Buffer.from(body);
  const rawHeaders = Object.entries(headers).flat();
  const queue = await openIn(folder);
  const receivedAt = Date.now();
  const acceptance = (number: number): Acceptance => ({
    event: {
      route: '/',
      type: subject,
      version: 1,
      source: '/shop/eu',
      eventId: `waits-${number}`,
      ...(number % 2 === 0 ? {} : { orderKey: `key-${(number * 7_919) % KEYS}` }),
      receivedAt,
      request: { method: 'POST', query: '', headers: rawHeaders, bytes, requestId: `waits-${number}` },
    },
    fate: { kind: 'deliver', deliveries: [{ target: 'function', afterDead: 'block' }] },
    idempotency: { key: `waits-${number}`, digest: 'd'.repeat(64), until: receivedAt + 86_400_000 },
  });
  for (let number = 0; number < EVENTS; number += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, EVENTS - number) }, (_, index) => queue.accept(acceptance(number + index))));
  }
  await queue.close();
}

interface Running {
  readonly name: string;
  readonly gate: GateProcess;
  readonly rssMb: number;
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

async function acceptInTurn(folders: { readonly empty: string; readonly full: string }): Promise<Cell[][]> {
  const target = await startFunction('silent');
  const all: Running[] = [];
  for (const [name, folder] of Object.entries(folders)) {
    const gate = await startGate({ kind: 'queue', message: 'cloudevent', target: target.url, folder, route: orderAndIdempotency('cloudevent') });
    all.push({ name, gate, rssMb: (await gate.usage()).rssMb, perSecond: [], cpuUs: [] });
  }
  for (let round = 0; round < ROUNDS; round += 1) for (const one of all) await accept(one);
  const [empty] = all;
  const rows: Cell[][] = [];
  for (const { name, gate, rssMb, perSecond, cpuUs } of all) {
    const ratios = perSecond.map((rate, round) => rate / (empty?.perSecond[round] ?? 1));
    rows.push([name, gate.openMs, rssMb, (await gate.usage()).rssMb, middle(perSecond), middle(ratios), middle(cpuUs)]);
    await gate.stop();
  }
  target.stop();
  return rows;
}

async function accept({ gate, perSecond, cpuUs }: Running): Promise<void> {
  const before = await gate.usage();
  const answers = await loadDurably({ port: gate.port, message: 'cloudevent', connections: CONNECTIONS, seconds: SECONDS });
  perSecond.push(answers.perSecond);
  cpuUs.push(((await gate.usage()).cpuUs - before.cpuUs) / answers.count);
}

/** Deliveries a second, and how long the first took from when the gate listened. */
async function take(folder: string): Promise<Cell[]> {
  const target = await startFunction('fast');
  let firstAt = 0;
  target.onData = () => (firstAt ||= performance.now());
  const gate = await startGate({ kind: 'queue', message: 'cloudevent', target: target.url, folder, route: orderAndIdempotency('cloudevent') });
  const start = performance.now();
  const before = target.received();
  await new Promise((resolve) => setTimeout(resolve, TAKE_SECONDS * 1_000));
  const perSecond = ((target.received() - before) * 1_000) / (performance.now() - start);
  await gate.stop();
  target.stop();
  return [perSecond, Math.max(0, firstAt - start)];
}

function middle(values: readonly number[]): number {
  return percentile(values, 0.5);
}
