import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findBarriers } from '../find-barriers.ts';
import { openPage, type OpenPage } from '../open-page.ts';
import { serveGuarded, signIn, type GuardedPages } from '../serve-guarded.ts';
import { servePages } from '../serve-pages.ts';

let registry: GuardedPages;
/** Of the admin, who signs in once. */
let tab: OpenPage;

const NASTY = '"><script>alert(1)</script>';

beforeAll(async () => {
  registry = await serveGuarded();
  for (let at = 0; at < 120; at += 1) await registry.admin.putConfig(`many.${at}`, { level: 'FULL' });
  await registry.admin.register('com.shop.paid', { schema: true });
  await registry.admin.updateSubject('com.shop.paid', { description: NASTY, labels: { __proto__x: NASTY, 'a\u202Eb': 'javascript:alert(1)' } });
  tab = await openPage(registry.url, '/ui/sign-in?from=%2Fui%2Fnonsense');
  await signIn(tab.page, registry.adminKey);
});

afterAll(async () => {
  await tab.close();
  await registry.close();
});

async function openLog(query = ''): Promise<OpenPage> {
  await tab.page.unrouteAll({ behavior: 'ignoreErrors' });
  await tab.walkTo(`/ui/settings/audit${query}`);
  await tab.page.getByRole('heading', { name: 'Audit log' }).waitFor();
  return tab;
}

test('the newest stand first, older ones follow on demand, each with what was before and after, as text', async () => {
  const { page, troubles } = await openLog();
  const rows = page.getByRole('table', { name: 'Audit log, newest first' }).getByRole('row');
  await rows.nth(1).getByText('subject.update').waitFor();
  expect(await rows.count()).toBe(101);
  await page.getByRole('button', { name: 'Older ones' }).click();
  await rows.filter({ hasText: 'key.create' }).waitFor();
  expect(await rows.count()).toBe(124);
  expect(await page.getByRole('button', { name: 'Older ones' }).count()).toBe(0);
  await rows.nth(1).locator('summary').click();
  const after = page.getByRole('region', { name: 'After' });
  await after.getByText(NASTY.replaceAll('"', '\\"')).first().waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await rows.nth(1).getByRole('link', { name: 'com.shop.paid' }).click();
  expect(new URL(page.url()).pathname).toBe('/ui/subjects/com.shop.paid');
  await page.goBack();
  await rows.nth(1).getByText('subject.update').waitFor();
  expect(troubles).toEqual([]);
});

test('filters stand in the address', async () => {
  const { page } = await openLog('?action=config.put');
  const rows = page.getByRole('table', { name: 'Audit log, newest first' }).getByRole('row');
  await rows.filter({ hasText: 'config.put' }).first().waitFor();
  expect(await page.getByRole('cell', { name: 'subject.update' }).count()).toBe(0);
  await page.getByLabel('What was written').fill('many.7');
  await page.getByLabel('What was written').press('Enter');
  await page.getByRole('cell', { name: 'many.7', exact: true }).waitFor();
  await rows.nth(2).waitFor({ state: 'detached' });
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ action: 'config.put', name: 'many.7' });
  await page.getByLabel('Since (UTC)').fill('2999-01-01');
  await page.getByRole('heading', { name: 'No entry is like that' }).waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('cell', { name: 'subject.update' }).waitFor();
  await page.getByRole('button', { name: 'Only admin' }).first().click();
  await page.waitForURL(/actor=key%3Aadmin/);
});

test('an older page that comes after another filter was set is dropped', async () => {
  const { page } = await openLog();
  const rows = page.getByRole('table', { name: 'Audit log, newest first' }).getByRole('row');
  await rows.nth(1).getByText('subject.update').waitFor();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/audit-log\?.*before=/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(/before=/);
  await page.getByRole('button', { name: 'Older ones' }).click();
  await asked;
  await page.getByLabel('How').selectOption('subject.update');
  await rows.nth(2).waitFor({ state: 'detached' });
  const answered = page.waitForResponse(/before=/);
  release();
  await (await answered).finished();
  // The page has read that answer when it has read a later one.
  await page.evaluate("fetch('/healthz').then((response) => response.text())");
  expect(await rows.count()).toBe(2);
});

test('all that the filter lets through can be downloaded, one entry a line', async () => {
  const { page, troubles } = await openLog('?action=config.put');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as NDJSON' }).click()]);
  expect(download.suggestedFilename()).toBe('audit-log.ndjson');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-download-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await download.saveAs(join(folder, 'log'));
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(Array.from({ length: 120 }, (_, at) => `many.${at}`));
  expect(troubles).toEqual([]);
});

test('a download that the registry refuses, or that breaks off, says which of them it was', async () => {
  const { page } = await openLog();
  const download = page.getByRole('button', { name: 'Download as NDJSON' });
  const refusal = { type: 'about:blank', title: 'x', status: 403, code: 'forbidden', detail: 'not for this key' };
  const isDownload = (url: URL): boolean => url.pathname === '/api/v1/audit-log' && !url.searchParams.has('order');
  await page.route(isDownload, (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refusal) }));
  await download.click();
  await page.getByRole('alert').getByText('not for this key').waitFor();
  await page.unrouteAll();
  await page.route(isDownload, (route) => route.abort());
  await download.click();
  await page.getByRole('alert').getByText('registry_unavailable').waitFor();
});

test('an empty log says what comes into it', async () => {
  const empty = await servePages();
  const { page, close } = await openPage(empty.url, '/ui/settings/audit');
  await page.getByRole('heading', { name: 'Nobody has written anything yet' }).waitFor();
  await close();
  await empty.close();
});
