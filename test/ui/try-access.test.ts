import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from './open-page.ts';
import { serveGuarded, signIn, type GuardedPages } from './serve-guarded.ts';

let registry: GuardedPages;

beforeAll(async () => {
  registry = await serveGuarded();
  await registry.admin.register('shop.order', { schema: { type: 'object', properties: { a: { type: 'string' } } } });
});

afterAll(() => registry.close());

const BREAKING = '{ "type": "object", "properties": { "a": { "type": "integer" } } }';

async function signInWith(page: Page, ...scopes: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with a key' }).click();
  await signIn(page, (await registry.makeKey(...scopes)).key);
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Schema for shop.order' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

test('who may only read gets a verdict, and is told what publishing needs', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/try?subject=shop.order');
  await signInWith(page, 'read');
  await page.getByText('Version 1 has this very schema').waitFor();
  await write(page, BREAKING);
  await page.getByText('Not compatible (FULL_TRANSITIVE, declared)').waitFor();
  await page.getByText('To publish here you need the access register.').waitFor();
  expect(await page.getByRole('button', { name: 'Publish …' }).count()).toBe(0);
  expect(troubles).toEqual([]);
  await close();
});

test('who may register may not break, and is told so with the checks', async () => {
  const { page, close } = await openPage(registry.url, '/ui/try?subject=shop.order');
  await signInWith(page, 'read', 'register:shop.*');
  await write(page, BREAKING);
  await page.getByText('Not compatible (FULL_TRANSITIVE, declared)').waitFor();
  await page.getByRole('button', { name: 'Publish …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('you need the access break on this subject').waitFor();
  await dialog.getByRole('article').first().waitFor();
  expect(await dialog.getByLabel('Reason').count()).toBe(0);
  expect(await dialog.getByRole('button', { name: /^Publish/ }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(await page.getByRole('textbox', { name: 'Schema for shop.order' }).textContent()).toBe(BREAKING);
  await close();
});

test('a key that ends while one writes costs nothing: after signing in again the text is there', async () => {
  const { page, close } = await openPage(registry.url, '/ui/try?subject=shop.order');
  await signInWith(page, 'read');
  await page.getByText('Version 1 has this very schema').waitFor();
  for (const { id, name, revokedAt } of (await registry.admin.listKeys()).items) {
    if (name !== 'admin' && revokedAt === undefined) await registry.admin.revokeKey(id);
  }
  await write(page, BREAKING);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key', { exact: true }).fill((await registry.makeKey('read')).key);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('region', { name: 'Verdict' })
    .getByText(/^Not compatible/)
    .waitFor();
  expect(await page.getByRole('textbox', { name: 'Schema for shop.order' }).textContent()).toBe(BREAKING);
  await close();
});

test('signing out leaves no draft in the tab for who comes next', async () => {
  const { page, close } = await openPage(registry.url, '/ui/try?subject=shop.order');
  await signInWith(page, 'read');
  await page.getByText('Version 1 has this very schema').waitFor();
  await write(page, BREAKING);
  await expect.poll(() => page.evaluate('Object.keys(sessionStorage).filter((name) => name.startsWith("sluice.draft")).length')).toBe(1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Catalogue' }).waitFor();
  expect(await page.evaluate('Object.keys(sessionStorage).length')).toBe(0);
  await close();
});
