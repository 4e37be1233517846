import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient, type Client } from '../../src/client/index.ts';

import { percentile, type Report } from '../report.ts';
import { MAIN, timeOfProcess } from '../run-cli.ts';

const ROUNDS = 40;

const NARROW = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
// The bad publish: it takes numbers as well, which the functions behind the gate cannot read.
const BAD = { type: 'object', properties: { a: { type: ['string', 'number'] } }, required: ['a'] };

/**
 * How long a bad publish that is undone still lets events through: from the start of `sluice retire` as a process, and of
 * the PATCH alone, to the gate's first 422 for an event that only the retired version takes. `sluice up` runs as
 * another process, on a SQLite file; the gate is asked over one kept-alive connection, again as soon as it has answered.
 */
export async function measureRetire(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const target = await startTarget();
  const up = await startUp(folder, `http://127.0.0.1:${(target.address() as AddressInfo).port}/`);
  const gate = createGatePost(up.gateway);
  try {
    const client = createClient({ url: up.registry });
    const byProcess: number[] = [];
    const byPatch: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      byProcess.push(await measureOne(client, gate, `p.${round}`, (subject) => runRetire(up.registry, subject)));
      byPatch.push(await measureOne(client, gate, `c.${round}`, (subject) => client.setState(subject, 2, { state: 'retired' })));
    }
    return {
      tables: [
        {
          title: "to the gate's first refusal",
          note: `${ROUNDS} rounds each, in turn; a subject of its own for each`,
          columns: ['from the start of', 'p50 ms', 'p95 ms', 'max ms'],
          rows: [row('sluice retire S@2', byProcess), row('PATCH state: retired', byPatch)],
        },
      ],
    };
  } finally {
    gate.close();
    up.child.kill('SIGTERM');
    await once(up.child, 'close');
    target.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function row(what: string, times: readonly number[]): (string | number)[] {
  return [what, percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1)];
}

async function measureOne(client: Client, gate: GatePost, subject: string, retire: (subject: string) => Promise<unknown>): Promise<number> {
  await client.putConfig(subject, { level: 'BACKWARD' });
  await client.register(subject, { schema: NARROW });
  await client.register(subject, { schema: BAD });
  while ((await gate.post(subject)) !== 204) continue;
  const started = performance.now();
  const done = retire(subject);
  while ((await gate.post(subject)) !== 422) continue;
  const time = performance.now() - started;
  await done;
  return time;
}

async function runRetire(registry: string, subject: string): Promise<void> {
  await timeOfProcess('.', [MAIN, 'retire', `${subject}@2`, '--reason', 'bad publish', '--registry', registry]);
}

interface GatePost {
  /** Send an event that only the bad version takes; gives the status. */
  post(type: string): Promise<number>;
  close(): void;
}

function createGatePost(url: string): GatePost {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    post: (type) =>
      new Promise((resolve, reject) => {
        const sent = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/cloudevents+json' } }, (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
        });
        sent.once('error', reject);
        sent.end(JSON.stringify({ specversion: '1.0', id: '1', source: '/bench', type, data: { a: 1 } }));
      }),
    close: () => agent.destroy(),
  };
}

async function startTarget(): Promise<Server> {
  const server = createServer((incoming, answer) => incoming.resume().once('end', () => answer.writeHead(204).end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function startUp(
  folder: string,
  target: string,
): Promise<{ readonly child: ChildProcess; readonly registry: string; readonly gateway: string }> {
  const args = [MAIN, 'up', '--registry-port', '0', '--gateway-port', '0', '--dir', folder, '--target', target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, SLUICE_LOG_LEVEL: 'error' } });
  const [ready] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'close').then(([code]) => {
      throw new Error(`sluice up ended with ${String(code)}`);
    }),
  ])) as [string];
  return { child, registry: /registry=(\S+)/.exec(ready)?.[1] ?? '', gateway: /gateway=(\S+)/.exec(ready)?.[1] ?? '' };
}
