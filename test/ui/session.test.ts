import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { openPage } from './open-page.ts';
import { serveGuarded, signIn, type GuardedPages } from './serve-guarded.ts';
import { servePages } from './serve-pages.ts';

let registry: GuardedPages;

beforeAll(async () => {
  registry = await serveGuarded();
});

afterAll(() => registry.close());

test('a wrong key says what a key looks like; a good one leads back to where one was, and the side bar says who one is', async () => {
  const { key } = await registry.makeKey('register:com.shop.*', 'read:*');
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/modes?find=x');
  await page.getByText('Not signed in').waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Key', { exact: true }).fill('sluice_nonsense');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('A key begins with sluice_').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await signIn(page, key);
  expect(page.url()).toBe(`${registry.url}/ui/settings/modes?find=x`);
  const banner = page.getByRole('banner');
  await banner.getByText('ci', { exact: true }).waitFor();
  await banner.getByText('may register on com.shop.*, read everything').waitFor();
  await banner.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Not signed in').waitFor();
  expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')).toBe('{}');
  expect(troubles).toEqual([]);
  await close();
});

test('a key that was cut off where it was copied from, and cannot be sent, is none either', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/sign-in');
  await page.getByLabel('Key', { exact: true }).fill('sluice_0123…');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('The registry does not take this key').waitFor();
  expect(troubles).toEqual([]);
  await close();
});

// What leads nowhere else is `returnTo`, of which settings-logic.test.ts has the rows.
test('after signing in nobody is led to another origin', async () => {
  const { page, troubles, close } = await openPage(registry.url, `/ui/sign-in?from=${encodeURIComponent('//evil.example/ui/')}`);
  await signIn(page, registry.adminKey);
  expect(page.url()).toBe(`${registry.url}/ui/`);
  expect(troubles).toEqual([]);
  await close();
});

test('a key that is over in the middle of work asks for another one, and nothing that was typed is lost', async () => {
  const { id, key } = await registry.makeKey('admin');
  const { page, troubles, close } = await openPage(registry.url, '/ui/sign-in?from=%2Fui%2Fsettings%2Fkeys%2Fnew');
  await signIn(page, key);
  await page.getByLabel('Name').fill('half-typed');
  await page.getByLabel('Pattern 1').fill('com.shop.*');
  await registry.admin.revokeKey(id);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.waitFor();
  expect(await findBarriers(page)).toEqual([]);
  // Put off: a line says it still, and leads back to the dialog.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('The registry no longer takes your key.').waitFor();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await dialog.getByLabel('Key').fill(registry.adminKey);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('banner').getByText('admin', { exact: true }).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('half-typed');
  expect(await page.getByLabel('Pattern 1').inputValue()).toBe('com.shop.*');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByText('Copy the key now').waitFor();
  expect(troubles).toEqual([]);
  await close();
});

test('whoever signs in after somebody sees nothing that they read', async () => {
  await registry.admin.putConfig('com.secret.*', { level: 'FULL' });
  const { key } = await registry.makeKey('read:com.shop.*');
  const { page, close } = await openPage(registry.url, '/ui/sign-in?from=%2Fui%2Fsettings');
  await signIn(page, registry.adminKey);
  await page.getByRole('rowheader', { name: 'com.secret.*' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const banner = page.getByRole('banner');
  await banner.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('alert').getByText('needs a key').waitFor();
  expect(await page.getByText('com.secret').count()).toBe(0);
  await banner.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, key);
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  expect(await page.getByText('com.secret').count()).toBe(0);
  await close();
});

test('changes are followed with one’s own key only', async () => {
  const { page, close } = await openPage(registry.url, '/ui/sign-in');
  const feed = page.waitForResponse((response) => response.url().includes('/api/v1/changes'));
  await signIn(page, registry.adminKey);
  await feed;
  const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/v1/changes'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await ended;
  await close();
});

test('signing out forgets who one was at once, whatever the registry says next', async () => {
  const { page, close } = await openPage(registry.url, '/ui/sign-in?from=%2Fui%2Fsettings');
  await signIn(page, registry.adminKey);
  const name = page.getByRole('banner').getByText('admin', { exact: true });
  await name.waitFor();
  await page.route('**/api/v1/whoami', () => undefined); // It says nothing.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await name.waitFor({ state: 'detached' });
  await page.unrouteAll();
  await close();
});

test('an open registry asks for no key', async () => {
  const open = await servePages();
  const { page, close } = await openPage(open.url, '/ui/sign-in');
  await page.getByText('you are in already').waitFor();
  await page.getByRole('banner').getByText('everybody may do everything').waitFor();
  expect(await page.getByLabel('Key', { exact: true }).count()).toBe(0);
  await close();
  await open.close();
});
