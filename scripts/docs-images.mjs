// `npm run docs:images`: the pictures of the web pages in docs/images, of a registry that has GitHub's webhooks.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { ROOT, say, setUp } from './setup.mjs';

await setUp();
const built = (path) => import(new URL(`../dist/modules/${path}`, import.meta.url).href);
const { startBoth } = await built('src/server/start-both.js');
const { parseGatewayConfig } = await built('src/gateway/config.js');
const { jsonSchemaFormat } = await built('src/formats/json-schema/format.js');
const { createClient } = await built('src/client/index.js');
const { readContracts, readExamples, RELEASES } = await built('examples/github/releases.js');
const { publish } = await built('examples/github/publish.js');

const OUT = join(ROOT, 'docs', 'images');
/** `landmark` is what it shows when it is ready, `options` how it is looked at. */
const PICTURES = [
  { name: 'catalogue', path: '/ui/?sort=changed', landmark: 'com.github', options: { colorScheme: 'light' } },
  { name: 'subject', path: '/ui/subjects/com.github.issues.opened', landmark: 'repository', options: { colorScheme: 'light' } },
  { name: 'compare', path: '/ui/diff?subject=com.shop.order.placed&from=1&to=2', landmark: 'Side by side', options: { colorScheme: 'dark' } },
  { name: 'try', path: '/ui/try?subject=com.shop.order.placed', landmark: 'Publish', options: { colorScheme: 'light' } },
  { name: 'gateway', path: '/ui/gateways/local', landmark: 'Why events were refused', options: { colorScheme: 'dark' } },
  { name: 'event', path: '/ui/gateways/local/events/1', landmark: 'Would it pass now?', options: { colorScheme: 'light' } },
  { name: 'settings', path: '/ui/settings/compatibility', landmark: 'com.github', options: { colorScheme: 'dark' } },
  {
    name: 'phone',
    path: '/ui/gateways/local?tab=events',
    landmark: 'Tick event',
    options: { colorScheme: 'light', viewport: { width: 390, height: 780 } },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'sluice-images-'));
const fn = createServer((request, response) => request.resume().on('end', () => response.writeHead(204).end())).listen(0, '127.0.0.1');
const address = { host: '127.0.0.1', port: 0, insecure: false };
await once(fn, 'listening');
const both = await startBoth({
  config: await parseGatewayConfig({
    file: 'images.json',
    text: JSON.stringify(routes(`http://127.0.0.1:${fn.address().port}/`)),
    env: {},
    format: jsonSchemaFormat,
  }),
  store: { kind: 'memory' },
  dataDir: folder,
  addresses: { registry: { ...address, flag: '--registry-port' }, gateway: { ...address, flag: '--gateway-port' } },
  log: pino({ level: 'silent' }),
});
try {
  await fill(createClient({ url: both.registry }));
  await draw();
} finally {
  await both.close();
  fn.close();
  rmSync(folder, { recursive: true, force: true });
}

function routes(url) {
  return { routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'billing', url }] }] };
}

async function fill(client) {
  say('registering the webhooks of GitHub in four releases');
  await client.putConfig('com.github.*', { level: 'FULL', profile: 'tolerant' });
  for (const release of RELEASES) for (const contract of readContracts(release)) await publish(client, contract);
  const order = (total) => ({
    title: 'An order was placed',
    type: 'object',
    required: ['orderId', 'total'],
    properties: { orderId: { type: 'string' }, total, note: { type: 'string' } },
  });
  await client.register('com.shop.order.placed', { schema: order({ type: 'number', description: 'In euros.' }) });
  await client.register('com.shop.order.placed', {
    schema: order({ type: 'integer', description: 'In cents.', minimum: 0 }),
    allowBreaking: { reason: 'money is counted in cents' },
  });
  await client.updateSubject('com.shop.order.placed', {
    owner: 'checkout',
    description: 'A customer paid for what is in the basket.',
    labels: { tier: 'gold' },
  });
}

async function send(type, data) {
  const event = { specversion: '1.0', id: crypto.randomUUID(), source: '/images', type, data };
  await fetch(both.gateway, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(event) });
}

async function traffic() {
  for (let at = 0; at < 40; at += 1) await send('com.shop.order.placed', { orderId: `A-${at}`, total: 100 * at });
}

async function draw() {
  mkdirSync(OUT, { recursive: true });
  const cache = join(ROOT, 'node_modules', '.cache', 'sluice-chromium');
  mkdirSync(cache, { recursive: true });
  const env = { ...process.env, TMPDIR: cache };
  const executablePath =
    process.env.SLUICE_TEST_CHROMIUM || execFileSync(process.execPath, [join(ROOT, 'test', 'ui', 'unpack-chromium.mjs')], { env, encoding: 'utf8' });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--headless=shell', '--no-zygote', '--disable-gpu'] });
  for (let at = 0; at < 3; at += 1) await send('com.shop.order.placed', { orderId: `B-${at}`, total: 'three' });
  for (const { event, data } of readExamples()) await send(['com.github', event, data.action].filter(Boolean).join('.'), data);
  for (const { name, path, landmark, options } of PICTURES) {
    const page = await browser.newPage({ baseURL: both.registry, viewport: { width: 1280, height: 800 }, ...options });
    await page.goto(path);
    await page.getByText(landmark).or(page.getByLabel(landmark)).first().waitFor();
    // Some readings of what goes through, so that there is a line.
    if (name === 'gateway') for (let at = 0; at < 12; at += 1) await Promise.all([traffic(), page.waitForTimeout(2_000)]);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
    await page.close();
    say(`drew ${name}`);
  }
  await browser.close();
}
