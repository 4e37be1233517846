// `npm run example:github`: real schemas, real events. It claims nothing that it has not checked, and exits 1 if a claim fails.
import { join } from 'node:path';
import { createClient, type Client } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { createLogger } from '../../src/server/log.ts';
import { startBoth } from '../../src/server/start-both.ts';
import { startFunction } from '../start/function.ts';
import { endOnSignals, temporaryFolder } from '../ending.ts';
import { generateAll } from './generate.ts';
import { Narrator } from '../narrator.ts';
import { postExamples } from './post-examples.ts';
import { postMutations } from './post-mutations.ts';
import { publish, type Published } from './publish.ts';
import { readContracts, RELEASES } from './releases.ts';
import { sendWebhook } from './send.ts';

const SECRET = 'it is only an example';
const startedAt = performance.now();
const narrator = new Narrator();
endOnSignals();
const folder = temporaryFolder('sluice-github-');
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

try {
  await publishReleases();
  // Started anew, so that the gateway starts as it would on another day: from what is on disk.
  const both = await startServers();
  try {
    const send = (event: string, body: string, secret = SECRET) => sendWebhook(`${both.gateway}/hooks/github`, secret, event, body);
    await generateAll(narrator, both.registry, join(folder, 'generated'));
    await postExamples(narrator, send, () => received);
    await postMutations(narrator, send);
  } finally {
    await both.close();
  }
} finally {
  target.server.close();
}
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
narrator.say(`\nWhat it took: ${((performance.now() - startedAt) / 1000).toFixed(1)} s, at most ${peak} MB resident`);
process.exitCode = narrator.conclude();

function startServers(): ReturnType<typeof startBoth> {
  return startBoth({
    config,
    store: { kind: 'sqlite' },
    dataDir: folder,
    addresses: { registry: { ...address, flag: '--registry-port' }, gateway: { ...address, flag: '--gateway-port' } },
    log: createLogger(process.env['SLUICE_LOG_LEVEL'] || 'error'),
  });
}

async function publishReleases(): Promise<void> {
  const servers = await startServers();
  try {
    const client = createClient({ url: servers.registry });
    await client.putConfig('com.github.*', { level: 'FULL', profile: 'tolerant' });
    narrator.say(`registry ${servers.registry}, gateway ${servers.gateway}, function ${target.url}`);
    for (const release of RELEASES) await publishRelease(client, release);
  } finally {
    await servers.close();
  }
}

async function publishRelease(client: Client, release: number): Promise<void> {
  const since = performance.now();
  const counts = new Map<Published, number>();
  const shown: string[] = [];
  const contracts = readContracts(release);
  let unshown = 0;
  for (const [index, contract] of contracts.entries()) {
    const { outcome, refusal, checks } = await publish(client, contract);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome === 'breaking' && !checks.some((check) => check.verdict.kind === 'not_contained')) unshown += 1;
    if (refusal !== undefined && shown.length < 2) shown.push(`    ${contract.subject}: ${refusal.slice(0, 300)}`);
    narrator.progress(`release ${release}`, index + 1, contracts.length);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  const elapsed = ((performance.now() - since) / 1000).toFixed(1);
  narrator.say(`\nrelease ${release}: ${contracts.length} contracts in ${elapsed} s: ${parts.join(', ')}`);
  for (const line of shown) narrator.say(line);
  if ((counts.get('breaking') ?? 0) > 0) narrator.claim(unshown === 0, 'every refusal as incompatible showed the event that breaks');
}
