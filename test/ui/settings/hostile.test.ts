import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../webhooks/receiver.ts';
import { openPage, type OpenPage } from '../open-page.ts';
import { servePages, type ServedPages } from '../serve-pages.ts';

const MARKUP = '"><img src=x onerror="document.title=1"><script>document.title=1</script>';
const LINK = 'javascript:alert(1)//</script>';
const TURNED = 'pay\u202Elap\u200B.x';

let registry: ServedPages;
let receiver: Receiver;
let webhook: string;
let opened: OpenPage;

// Everything that somebody may write and these pages show.
beforeAll(async () => {
  registry = await servePages({ webhooks: { firstDelayMs: 10, maxDelayMs: 10, maxAttempts: 1 } });
  receiver = await startReceiver();
  const { client } = registry;
  receiver.react(500, 500, 500);
  ({ id: webhook } = await client.createWebhook({ url: `${receiver.url}&q=${encodeURIComponent(MARKUP)}`, description: MARKUP }));
  for (const name of [MARKUP, LINK, TURNED, '__proto__', 'constructor']) {
    await client.putConfig(name, { level: 'FULL' });
    await client.putMode(name, { mode: 'READONLY' });
    await client.createKey({ name: name === TURNED ? 'turned' : name, scopes: [{ access: 'admin', pattern: name }] });
  }
  await receiver.until(3);
  opened = await openPage(registry.url, '/ui/nonsense');
  opened.page.on('dialog', () => expect.unreachable('a script ran'));
});

afterAll(async () => {
  await opened.close();
  await registry.close();
  await receiver.close();
});

const name = (text: string): string => `name/${encodeURIComponent(text)}`;

test.each([
  ['compatibility', [MARKUP, LINK, 'pay[U+202E]lap[U+200B].x', '__proto__', 'constructor']],
  [`compatibility/${name(MARKUP)}`, [MARKUP]],
  [`compatibility/${name(TURNED)}`, ['pay[U+202E]lap[U+200B].x']],
  ['modes', [MARKUP, LINK, 'pay[U+202E]lap[U+200B].x', '__proto__']],
  [`modes/${name(LINK)}`, [LINK]],
  ['keys', [MARKUP, LINK, `admin:${MARKUP}`, 'admin:pay[U+202E]lap[U+200B].x']],
  ['webhooks', [MARKUP]],
  ['audit', [MARKUP, LINK, 'pay[U+202E]lap[U+200B].x', '__proto__']],
  [`audit?actor=${encodeURIComponent(MARKUP)}`, ['No entry is like that']],
  [`audit?action=${encodeURIComponent(MARKUP)}&since=${encodeURIComponent(LINK)}`, [MARKUP]],
])('%s shows it as text, and nothing of it does anything', async (path, texts) => {
  const { page, troubles, walkTo } = opened;
  await walkTo(`/ui/settings/${path}`);
  for (const text of texts) await page.getByText(text).first().waitFor();
  expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
  // Nor in what is read out and what stands beside the pointer.
  expect(await page.content()).not.toContain('\u202E');
  expect(await page.title()).toMatch(/ · Sluice$/);
  expect(troubles).toEqual([]);
});

test('a webhook with all that it gave up is text', async () => {
  const { page, troubles, walkTo } = opened;
  await walkTo(`/ui/settings/webhooks/${webhook}`);
  const dead = page.getByRole('table', { name: 'Deliveries that were given up, oldest first' });
  await dead.getByText(MARKUP).first().waitFor();
  await page.getByText(MARKUP).first().waitFor();
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(troubles).toEqual([]);
});
