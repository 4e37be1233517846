// `npm run example:github`: real schemas, real events. It claims nothing that it has not checked, and exits 1 if a claim fails.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '../../src/client/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { createLogger } from '../../src/server/log.ts';
import { startBoth } from '../../src/server/start-both.ts';
import { startFunction } from '../start/function.ts';
import { publish, type Published } from './publish.ts';
import { readContracts, readExamples, RELEASES } from './releases.ts';
import { sendWebhook } from './send.ts';

const SECRET = 'it is only an example';
const startedAt = performance.now();
const failures: string[] = [];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function claim(holds: boolean, what: string): void {
  say(`  ${holds ? 'holds ' : 'FAILS '} ${what}`);
  if (!holds) failures.push(what);
}

const folder = await mkdtemp(join(tmpdir(), 'sluice-github-'));
let received = 0;
const target = await startFunction(() => {
  received += 1;
});
const config = await parseGatewayConfig({
  file: 'example.json',
  text: JSON.stringify({
    routes: [
      {
        path: '/hooks/github',
        source: {
          kind: 'webhook',
          type: { header: 'x-github-event', pointer: '/action', prefix: 'com.github.' },
          signature: { scheme: 'github', secretEnv: 'GITHUB_SECRET' },
        },
        targets: [{ name: 'fn', url: target.url }],
      },
    ],
  }),
  env: { GITHUB_SECRET: SECRET },
  format: jsonSchemaFormat,
});
const address = { host: '127.0.0.1', port: 0, insecure: false };

const subjects = await publishReleases();
const both = await startServers();
try {
  await postExamples(`${both.gateway}/hooks/github`);
  await postMutations(`${both.gateway}/hooks/github`);
  say(`\nWhat it took: ${seconds(startedAt)}, ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB resident`);
} finally {
  await both.close();
  target.server.close();
  await rm(folder, { recursive: true, force: true });
}
say(failures.length === 0 ? 'Everything that was claimed held.' : `${failures.length} claims failed.`);
process.exitCode = failures.length === 0 ? 0 : 1;

function startServers(): ReturnType<typeof startBoth> {
  return startBoth({
    config,
    store: { kind: 'sqlite' },
    dataDir: folder,
    addresses: { registry: { ...address, flag: '--registry-port' }, gateway: { ...address, flag: '--gateway-port' } },
    log: createLogger(process.env['SLUICE_LOG_LEVEL'] || 'error'),
  });
}

/** Its own servers, so that the gateway afterwards starts as it would on another day: from what is on disk. */
async function publishReleases(): Promise<number> {
  const servers = await startServers();
  try {
    const client = createClient({ url: servers.registry });
    await client.putConfig('com.github.*', { level: 'FULL', profile: 'tolerant' });
    say(`registry ${servers.registry}, gateway ${servers.gateway}, function ${target.url}`);
    for (const release of RELEASES) await publishRelease(client, release);
    return await countSubjects(client);
  } finally {
    await servers.close();
  }
}

async function countSubjects(client: Client): Promise<number> {
  const { items } = await client.listSubjects({ limit: 1000 });
  return items.length;
}

async function publishRelease(client: Client, release: number): Promise<void> {
  const since = performance.now();
  const counts = new Map<Published, number>();
  const shown: string[] = [];
  const contracts = readContracts(release);
  let witnessed = true;
  for (const [index, contract] of contracts.entries()) {
    const { outcome, refusal, checks } = await publish(client, contract);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome === 'breaking') witnessed &&= checks.some((check) => check.verdict.kind === 'not_contained');
    if (refusal !== undefined && shown.length < 2) shown.push(`    ${contract.subject}: ${refusal.slice(0, 300)}`);
    if (process.stderr.isTTY) process.stderr.write(`\r  release ${release}: ${index + 1}/${contracts.length} `);
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  say(`\nrelease ${release}: ${contracts.length} contracts in ${seconds(since)}: ${parts.join(', ')}`);
  for (const line of shown) say(line);
  claim(witnessed, 'every refusal as incompatible showed an event');
}

async function postExamples(url: string): Promise<void> {
  const since = performance.now();
  const examples = readExamples();
  const before = received;
  const rejected: string[] = [];
  let accepted = 0;
  for (const { event, data } of examples) {
    const { status, body } = await sendWebhook(url, SECRET, event, JSON.stringify(data));
    if (status === 200) accepted += 1;
    else
      rejected.push(
        `    ${event}.${typeof data['action'] === 'string' ? data['action'] : ''}: ${status} ${body.code} ${body.findings?.[0]?.instancePointer ?? ''} ${body.findings?.[0]?.message ?? body.detail ?? ''}`.slice(
          0,
          220,
        ),
      );
  }
  say(`\n${subjects} subjects; ${examples.length} published examples in ${seconds(since)}`);
  say(`  accepted ${accepted}   rejected ${rejected.length}   dispatched ${received - before}`);
  for (const line of rejected) say(line);
  claim(accepted + rejected.length === examples.length && accepted > 0, 'every example was answered, and some were accepted');
  claim(received - before === accepted, 'the function received what was accepted, and nothing else');
}

async function postMutations(url: string): Promise<void> {
  const example = readExamples().find(({ event, data }) => event === 'issues' && data['action'] === 'opened');
  const data = example?.data ?? {};
  const { repository: _repository, ...withoutRepository } = data;
  const mutations: readonly { readonly what: string; readonly body: string; readonly status: number }[] = [
    { what: 'as published', body: JSON.stringify(data), status: 200 },
    { what: 'a required member dropped', body: JSON.stringify(withoutRepository), status: 422 },
    {
      what: 'a number where a string belongs',
      body: JSON.stringify({ ...data, issue: { ...(data['issue'] as JsonObject), title: 42 } }),
      status: 422,
    },
    { what: 'an unknown action', body: JSON.stringify({ ...data, action: 'exploded' }), status: 404 },
    { what: 'the JSON broken off', body: JSON.stringify(data).slice(0, -20), status: 400 },
  ];
  say('\nevents that were tampered with');
  for (const { what, body, status } of mutations) {
    const answer = await sendWebhook(url, SECRET, 'issues', body);
    claim(
      answer.status === status,
      `${what}: ${answer.status} ${answer.body.code ?? ''} ${answer.body.findings?.[0]?.message ?? answer.body.detail ?? ''}`.slice(0, 200),
    );
  }
  const forged = await sendWebhook(url, 'another secret', 'issues', JSON.stringify(data));
  claim(forged.status === 401, `a forged signature: ${forged.status} ${forged.body.code ?? ''}`);
}
