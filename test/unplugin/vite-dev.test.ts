import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'undici';
import { createServer, type ViteDevServer } from 'vite';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { SluiceOptions } from '../../src/unplugin/index.ts';
import { edit, run } from '../cli/project/seeded.ts';
import { seededApps } from './app.ts';
import { viteConfig } from './bundlers.ts';
import { outcomes, type Outcomes } from './outcomes.ts';

const apps = seededApps();

beforeEach(() => vi.stubEnv('CI', ''));
afterEach(() => vi.unstubAllEnvs());

test('what a pull has locked is generated, and the page reloaded', async () => {
  const folder = await apps.app();
  const { url, page } = await open(folder);
  expect(await (await fetch(new URL('/src/main.js', url))).text()).toContain('/src/events/index.js');
  expect(await (await fetch(new URL('/src/events/index.js', url))).text()).toContain('Moved');
  edit(folder, 'sluice.config.json', (text) => text.replace(/,\s*"p.moved":[^,]*"\n/, '\n'));
  expect(await run(folder, ['pull'])).toMatchObject({ code: 0, stderr: '' });
  await page.until((said) => said.includes('"full-reload"') && !readdirSync(join(folder, 'src/events')).includes('moved.js'));
  expect(await (await fetch(new URL('/src/events/index.js', url))).text()).not.toContain('Moved');
});

test('an error is shown over the page, also to one that comes later, and the page is reloaded when it is mended', async () => {
  const folder = await apps.app();
  const lock = readFileSync(join(folder, 'sluice.lock'), 'utf8');
  const { url, page, connect } = await open(folder);
  const isShown = (said: string): boolean => said.includes('"type":"error"') && said.includes('lock_invalid: sluice.lock');
  await page.write(join(folder, 'sluice.lock'), '{', isShown);
  await (await connect()).until(isShown);
  expect((await fetch(new URL('/src/main.js', url))).status).toBe(200);
  await page.write(join(folder, 'sluice.lock'), lock, (said) => said.includes('"full-reload"'));
});

test('a server that starts on an error serves, and shows it', async () => {
  const folder = await apps.app();
  const lock = readFileSync(join(folder, 'sluice.lock'), 'utf8');
  writeFileSync(join(folder, 'sluice.lock'), '{');
  const { page } = await open(folder);
  await page.until((said) => said.includes('"type":"error"') && said.includes('lock_invalid'));
  await page.write(join(folder, 'sluice.lock'), lock, (said) => said.includes('"full-reload"'));
  expect(readdirSync(join(folder, 'src/events'))).toContain('index.js');
});

test('frozen, it does not start on an error', async () => {
  const folder = await apps.app();
  writeFileSync(join(folder, 'sluice.lock'), '{');
  await expect(open(folder, { frozen: true })).rejects.toThrow('lock_invalid: sluice.lock');
});

interface Opened {
  readonly url: URL;
  /** What the server sends to a page. */
  readonly page: Outcomes;
  readonly connect: () => Promise<Outcomes>;
}

async function open(folder: string, options?: SluiceOptions): Promise<Opened> {
  const server = await createServer({ ...viteConfig(folder, options), server: { port: 0, host: '127.0.0.1' } });
  onTestFinished(() => server.close());
  await server.listen();
  const url = new URL(server.resolvedUrls?.local[0] ?? '');
  const connect = (): Promise<Outcomes> => openPage(server, url);
  return { url, page: await connect(), connect };
}

async function openPage(server: ViteDevServer, { host }: URL): Promise<Outcomes> {
  const socket = new WebSocket(`ws://${host}/?token=${server.config.webSocketToken}`, 'vite-hmr');
  const page = outcomes(async () => socket.close());
  socket.addEventListener('message', ({ data }) => page.add(String(data)));
  await page.until((said) => said.includes('"connected"'));
  return page;
}
