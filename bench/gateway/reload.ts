import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotResource, SnapshotVersion } from '../../src/core/resources.ts';
import { atMost } from '../bar.ts';
import type { Cell, Report } from '../report.ts';
import { load } from './load.ts';
import { messageOf, snapshotOf, type Message } from './message.ts';

const SCHEMAS = 200;
const ROUNDS = [1, 10, 1_000] as const;

/** Reload all schemas under load, again and again: what fails, how long the loop stands still, and whether memory grows. */
export async function measureReload(): Promise<Report> {
  const message = messageOf('webhook');
  const registry = await startRegistry();
  const target = await start('target.js', []);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const gate = await start('serve-reload.js', [registry.url, `http://127.0.0.1:${target.port}`, join(folder, 'snapshot.json')], ['--expose-gc']);
  await load(gate.port, message, { connections: 8, seconds: 2 });
  const idle = await gate.ask();
  const seen = [];
  const rows: (readonly Cell[])[] = [['load alone', 0, 0, 0, idle.blockedMs, idle.p99Ms, idle.heapMb, idle.rssMb]];
  let done = 0;
  for (const reloads of ROUNDS) {
    const over = new AbortController();
    const traffic = keepSending(gate.port, message, over.signal);
    for (let round = 0; round < reloads; round += 1) await registry.change();
    over.abort();
    const { answers, failures } = await traffic;
    done += reloads;
    const { blockedMs, p99Ms, heapMb, rssMb } = await gate.ask();
    seen.push({ failures, blockedMs, heapMb });
    rows.push([`${reloads} reloads of ${SCHEMAS} schemas`, done, answers, failures, blockedMs, p99Ms, heapMb, rssMb]);
  }
  gate.stop();
  target.stop();
  registry.stop();
  return {
    tables: [
      {
        title: 'reload under load',
        note: `${SCHEMAS} schemas of ${Math.round(JSON.stringify(message.schema).length / 1_000)} kB over HTTP, all of them new each time; the next reload begins when the gate has fetched the last`,
        columns: ['what', 'reloads so far', 'answers', 'failed', 'loop blocked ms', 'p99 ms', 'heap MB', 'RSS MB'],
        rows,
      },
    ],
    bars: [
      atMost('answers that failed', Math.max(...seen.map(({ failures }) => failures)), 0),
      atMost('loop blocked at a time, ms', Math.max(...seen.map(({ blockedMs }) => blockedMs)), 10),
      atMost('heap after 1,011 reloads / after 11', (seen.at(-1)?.heapMb ?? Number.NaN) / (seen.at(-2)?.heapMb ?? Number.NaN), 1.1),
    ],
  };
}

async function keepSending(port: number, message: Message, over: AbortSignal): Promise<{ readonly answers: number; readonly failures: number }> {
  const sum = { answers: 0, failures: 0 };
  while (!over.aborted) {
    const { answers, failures } = await load(port, message, { connections: 8, seconds: 1 });
    sum.answers += answers;
    sum.failures += failures;
  }
  return sum;
}

function snapshotAt(position: number): SnapshotResource {
  const base = snapshotOf(messageOf('webhook'));
  const [version] = base.versions as readonly [SnapshotVersion];
  const names = Array.from({ length: SCHEMAS }, (_, index) => (index === 0 ? version.subject : `com.bench.s${index}`));
  return {
    position,
    subjects: names.map((subject) => ({ subject, level: 'FULL_TRANSITIVE', profile: 'declared', formats: 'annotate', proved: [] })),
    versions: names.map((subject, index) => ({
      ...version,
      subject,
      id: index + 1,
      fingerprint: `${position}-${index}`.padStart(64, '0'),
      schema: { ...(version.schema as object), $comment: `${position} ${index}` },
    })),
  };
}

/** The two addresses that a gate asks of a registry, over HTTP. */
async function startRegistry(): Promise<{ readonly url: string; change(): Promise<void>; stop(): void }> {
  let position = 1;
  let lines = linesOf(position);
  let fetched = (): void => {};
  const feeds = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/v1/changes') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      feeds.add(response);
      response.once('close', () => feeds.delete(response));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson', etag: `"${position}"` }).end(lines);
    response.once('close', () => fetched());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async change() {
      position += 1;
      lines = linesOf(position);
      const seen = new Promise<void>((resolve) => (fetched = resolve));
      const event = {
        specversion: '1.0',
        id: String(position),
        source: '/',
        type: 'io.sluice.config.updated',
        time: '2026-01-01T00:00:00Z',
        datacontenttype: 'application/json',
        data: {},
      };
      for (const feed of feeds) feed.write(`id: ${position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      await seen;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function linesOf(position: number): string {
  const { versions, ...header } = snapshotAt(position);
  return [header, ...versions].map((line) => `${JSON.stringify(line)}\n`).join('');
}

interface Standing {
  readonly blockedMs: number;
  readonly p99Ms: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

async function start(
  script: string,
  parameters: readonly string[],
  execArgv: string[] = [],
): Promise<{ readonly port: number; ask(): Promise<Standing>; stop(): void }> {
  const child = fork(join(import.meta.dirname, script), parameters, { execArgv });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    port,
    stop: () => child.kill(),
    async ask() {
      child.send('how');
      const [standing] = (await once(child, 'message')) as [Standing];
      return standing;
    },
  };
}
