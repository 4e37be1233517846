import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../../src/client/index.ts';
import { findBarriers } from '../find-barriers.ts';
import { openPage, type OpenPage } from '../open-page.ts';
import { serveGuarded, signIn, type GuardedPages } from '../serve-guarded.ts';
import { servePages } from '../serve-pages.ts';

let registry: GuardedPages;

/** Of the admin, who signs in once. */
let tab: OpenPage;

beforeAll(async () => {
  registry = await serveGuarded();
  tab = await openAs(registry.adminKey, '/ui/nonsense');
});

afterAll(async () => {
  await tab.close();
  await registry.close();
});

async function openAs(key: string, path: string): Promise<OpenPage> {
  const opened = await openPage(registry.url, `/ui/sign-in?from=${encodeURIComponent(path)}`);
  await signIn(opened.page, key);
  return opened;
}

test('a key is made with its scopes explained, shown once, and works', async () => {
  const { page, troubles, walkTo } = tab;
  await walkTo('/ui/settings/keys');
  await page.getByRole('link', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('shop-ci');
  await page.getByLabel('Access 1').selectOption('register');
  await page.getByLabel('Pattern 1').fill('com.shop*');
  await page.getByText('pattern "com.shop*": expected *').waitFor();
  await page.getByLabel('Pattern 1').fill('com.shop.*');
  await page.getByText('It may read, and register compatible versions of what begins with com.shop..').waitFor();
  await page.getByRole('button', { name: 'Add a scope' }).click();
  await page.getByLabel('Pattern 2').fill('com.bank.*');
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const secret = await page.getByRole('region', { name: 'the key', exact: true }).innerText();
  expect(secret).toMatch(/^sluice_[0-9a-f]{16}_[0-9a-f]{64}$/);
  await expect(createClient({ url: registry.url, token: secret }).whoami()).resolves.toMatchObject({
    scopes: [
      { access: 'register', pattern: 'com.shop.*' },
      { access: 'read', pattern: 'com.bank.*' },
    ],
    expiresAt: expect.any(String),
  });
  await page.getByText(`SLUICE_REGISTRY=${registry.url}`).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'I have it' }).click();
  const row = page.getByRole('row', { name: /shop-ci/ });
  await row.getByText('register:com.shop.*').waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain(secret);
  expect(troubles).toEqual([]);
});

test('a key is revoked after it was said what breaks', async () => {
  const { id, key } = await registry.makeKey('register:com.gone.*');
  const { page, walkTo } = tab;
  await walkTo('/ui/settings/keys');
  const row = page.getByRole('row', { name: new RegExp(id) });
  await row.getByRole('button', { name: 'Revoke ci' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke ci?' });
  await dialog.getByText('may read, and register compatible versions of what begins with com.gone.').waitFor();
  await dialog.getByText('A pipeline that registers versions with it fails.').waitFor();
  expect(await dialog.getByText('last key').count()).toBe(0);
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect(createClient({ url: registry.url, token: key }).whoami()).resolves.toMatchObject({ known: true });
  await row.getByRole('button', { name: 'Revoke ci' }).click();
  await dialog.getByRole('button', { name: 'Revoke it' }).click();
  await row.waitFor({ state: 'detached' });
  await expect(createClient({ url: registry.url, token: key }).whoami()).rejects.toMatchObject({ code: 'unauthenticated' });
  await page.getByLabel(/over or revoked/).check();
  await row.getByText('revoked').waitFor();
  expect(new URL(page.url()).search).toBe('?all=yes');
});

test('one’s own key, and the last that may make keys, are told apart', async () => {
  const { page, walkTo } = tab;
  await walkTo('/ui/settings/keys');
  const row = page.getByRole('row', { name: /admin/ }).filter({ hasText: 'you' });
  await row.getByRole('button', { name: 'Revoke admin' }).click();
  await page.getByText('It is the key that you are signed in with').waitFor();
  await page.getByText('It is the last key that may make keys').waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await row.getByRole('link', { name: 'Audit log of admin' }).click();
  await page.getByRole('table', { name: 'Audit log, newest first' }).waitFor();
  expect(new URL(page.url()).searchParams.get('actor')).toMatch(/^key:admin:[0-9a-f]{16}$/);
});

test('what the registry refuses stands above the button, and what was typed stays', async () => {
  const { page, walkTo } = tab;
  await walkTo('/ui/settings/keys/new');
  await page.getByLabel('Name').fill('late');
  await page.getByLabel('Good for').selectOption('day');
  await page.getByLabel('Until the beginning of (UTC)').fill('2020-01-31');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByRole('alert').getByText('expected a time to come').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('late');
});

test.each(['keys', 'webhooks', 'audit'])('%s: who may not see it is told why, and what they may see', async (section) => {
  const { key } = await registry.makeKey('read:com.shop.*');
  const { page, troubles, close } = await openAs(key, `/ui/settings/${section}`);
  await page.getByText('for admins of the registry').waitFor();
  await page.getByText('Yours may read on com.shop.*').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('link', { name: 'what compatibility is asked for there' }).click();
  await page.getByText('To change it needs a key with admin on the name.').waitFor();
  expect(await page.getByRole('link', { name: /^Change/ }).count()).toBe(0);
  expect(troubles).toEqual([]);
  await close();
});

test('an admin of a part changes that part only', async () => {
  await registry.admin.putConfig('', { level: 'FULL' });
  await registry.admin.putConfig('com.shop.*', { level: 'BACKWARD' });
  const { key } = await registry.makeKey('admin:com.shop.*');
  const { page, goTo, close } = await openAs(key, '/ui/settings/compatibility');
  await page.getByRole('link', { name: 'Change com.shop.*' }).waitFor();
  expect(await page.getByRole('link', { name: /^Change/ }).count()).toBe(1);
  await goTo('/ui/settings/compatibility/registry');
  await page.getByText('You may look, not change').waitFor();
  await close();
});

test('an open registry explains how to turn keys on', async () => {
  const open = await servePages();
  const { page, troubles, close } = await openPage(open.url, '/ui/settings/keys');
  await page.getByText('This registry is open: it asks nobody for a key').waitFor();
  await page.getByText('sluice serve --dir .sluice-data --auth keys').waitFor();
  await page.getByRole('heading', { name: 'There are no keys that work' }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
  await open.close();
});
