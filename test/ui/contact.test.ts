import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { findBarriers } from './find-barriers.ts';
import { openPage } from './open-page.ts';
import { serveLasting, type LastingPages } from './serve-lasting.ts';

let registry: LastingPages;

beforeEach(async () => {
  registry = await serveLasting();
});

afterEach(() => registry.close());

const AWAY = 'The registry does not answer.';

test('a registry that stops while the page is open is told, with what was typed left as it is; the line goes when it is back', async () => {
  await createClient({ url: registry.url }).putConfig('com.shop.*', { level: 'NONE' });
  const { page, close } = await openPage(registry.url, '/ui/settings/compatibility/name/com.shop.*');
  await page.getByLabel('Profile').selectOption('strict');
  await registry.stop();
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByRole('status').getByText(AWAY).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await registry.start();
  await page.getByText(AWAY).waitFor({ state: 'detached' });
  expect(await page.getByLabel('Profile').inputValue()).toBe('strict');
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByText('No live version is concerned').waitFor();
  await close();
});

test('whoever only looks is told as well, within half a minute', async () => {
  const { page, goTo, close } = await openPage(registry.url, 'about:blank', { isFirstVisit: true });
  await page.clock.install();
  await goTo('/ui/settings');
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  await registry.stop();
  await page.clock.runFor(30_000);
  await page.getByText(AWAY).waitFor();
  await registry.start();
  await page.clock.runFor(4_000);
  await page.getByText(AWAY).waitFor({ state: 'detached' });
  await close();
});

test('what could not be read is read when the registry is back, without being asked', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings');
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  await registry.stop();
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText(AWAY).waitFor();
  await page.getByRole('alert').waitFor();
  await registry.start();
  await page.getByText(AWAY).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Nobody is told of changes' }).waitFor();
  await close();
});

test('a page whose files cannot be fetched comes by itself when the registry is back', async () => {
  const { page, close } = await openPage(registry.url, '/ui/');
  await page.getByRole('banner').getByText('Open registry').waitFor();
  await registry.stop();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('This page did not load').waitFor();
  await registry.start();
  await page.getByText(AWAY).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Compatibility', exact: true }).waitFor();
  await close();
});

test('another release that took the place of this one is told, and loaded on demand', async () => {
  const { page, close } = await openPage(registry.url, '/ui/');
  await page.getByRole('banner').getByText('Open registry').waitFor();
  // What a registry of another release would say: other names of files, and none of these.
  await page.route(/\/ui\/assets\/settings-page/, (route) => route.fulfill({ status: 404 }));
  await page.route(/\/ui\/$/, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/ui/assets/index-other.js"></script>' }),
  );
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('There is a new release of these pages').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { name: 'Compatibility', exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/ui/settings');
  await close();
});

test('a page that makes a mistake says so, and the rest goes on', async () => {
  const { page, close } = await openPage(registry.url, '/ui/');
  await page.route(/\/api\/v1\/settings/, (route) => route.fulfill({ json: { items: [{ name: '', config: { others: { length: 1 } } }] } }));
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('alert').getByText('These pages made a mistake').waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  await close();
});
