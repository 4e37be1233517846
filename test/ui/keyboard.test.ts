import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { LOOKS } from './looks.ts';
import { openPage, shareTab } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
  await registry.client.putConfig('com.shop.*', { level: 'FULL' });
  await registry.client.putMode('com.shop.*', { mode: 'READONLY' });
  await registry.client.createKey({ name: 'ci', scopes: [{ access: 'read', pattern: '*' }] });
  await registry.client.createWebhook({ url: 'http://127.0.0.1:9/' });
});

afterAll(() => registry.close());

const show = shareTab(() => registry.url);

/** Marks every element that can be reached, in the page itself. */
const CONTROLS = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((element) => !element.disabled && element.checkVisibility() && !(element.type === 'radio' && !element.checked))
  .map((element, at) => (element.dataset.stop = String(at)))`;

interface Stop {
  readonly stop: string | undefined;
  readonly isMarked: boolean;
}

const FOCUSED = `(() => {
  const style = getComputedStyle(document.activeElement);
  return { stop: document.activeElement.dataset.stop, isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
})()`;

/** Where Tab leads, once around the page. */
async function tour(page: Page, most: number): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let at = 0; at < most; at += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop>(FOCUSED);
    if (stop.stop === stops.at(-1)?.stop) continue; // A date has stops of its own within.
    if (stop.stop === undefined || stops.some((before) => before.stop === stop.stop)) break;
    stops.push(stop);
  }
  return stops;
}

test.each([
  '/ui/settings/compatibility',
  '/ui/settings/compatibility/name/com.shop.*',
  '/ui/settings/modes/name/com.shop.*',
  '/ui/settings/keys',
  '/ui/settings/keys/new',
  '/ui/settings/webhooks',
  '/ui/settings/webhooks/new',
  '/ui/settings/audit',
  '/ui/nonsense',
])('%s: Tab leads to everything, in the order of the page, and shows where it is', async (path) => {
  const { page, troubles, close } = await openPage(registry.url, path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  const expected = await page.evaluate<string[]>(CONTROLS);
  const stops = await tour(page, expected.length + 20);
  expect(stops.map(({ stop }) => stop)).toEqual(expected);
  expect(stops.filter(({ isMarked }) => !isMarked)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

test('the first stop skips to the content, and a link leads there as well', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings');
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content');
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
  await page.getByRole('link', { name: 'Modes' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Modes' }).waitFor();
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
  await close();
});

test('a key is made and revoked without a mouse; the focus goes back to where it was', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/keys/new');
  await page.getByLabel('Name').focus();
  await page.keyboard.type('by-hand');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The key is made' }).waitFor();
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('The key is made');
  await page.getByRole('button', { name: 'I have it' }).focus();
  await page.keyboard.press('Enter');
  const revoke = page.getByRole('button', { name: 'Revoke by-hand' });
  await revoke.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate<string>('document.activeElement.getAttribute("aria-label")')).toBe('Revoke by-hand');
  await close();
});

test('the colours are a choice that stays', async () => {
  const { page, close } = await openPage(registry.url, '/ui/nonsense', { colorScheme: 'light' });
  const ground = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  await page.getByLabel('Colours').selectOption('dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  expect(await ground()).toBe(dark);
  await page.getByLabel('Colours').selectOption('system');
  expect(await ground()).toBe(light);
  await close();
});

test.each([
  ['/ui/settings', 'Compatibility · Sluice'],
  ['/ui/settings/audit', 'Audit log · Sluice'],
  ['/ui/sign-in', 'Sign in · Sluice'],
  ['/ui/nonsense', 'There is no such page · Sluice'],
])('%s is called %s in the window', async (path, title) => {
  const { page, troubles, close } = await show(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.title()).toBe(title);
  const icon = await page.locator('link[rel=icon]').getAttribute('href');
  expect((await fetch(new URL(icon ?? '', page.url()))).headers.get('content-type')).toBe('image/svg+xml');
  expect(troubles).toEqual([]);
  await close();
});

const SHOWN: readonly (readonly [path: string, landmark: string])[] = [
  ['settings/compatibility', 'com.shop.*'],
  ['settings/compatibility/registry', 'Try against the live versions'],
  ['settings/modes', 'READONLY'],
  ['settings/keys', 'New key'],
  ['settings/keys/new', 'Make the key'],
  ['settings/webhooks', '127.0.0.1:9'],
  ['settings/webhooks/new', 'Make the webhook'],
  ['settings/audit', 'webhook.create'],
  ['sign-in', 'you are in already'],
  ['nonsense', 'There is no such page'],
];

test.each(LOOKS)('at $width px, $colorScheme, nobody is kept out and nothing is wider than the page', async ({ width, height, colorScheme }) => {
  const { page, troubles, walkTo, close } = await show('/ui/nonsense', { viewport: { width, height }, colorScheme });
  for (const [path, landmark] of SHOWN) {
    await walkTo(`/ui/${path}`);
    await page.getByRole('main').getByText(landmark).filter({ visible: true }).first().waitFor();
    const wider = await page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');
    expect({ path, wider, barriers: await findBarriers(page) }).toEqual({ path, wider: 0, barriers: [] });
  }
  expect(troubles).toEqual([]);
  await close();
});
