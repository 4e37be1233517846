import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
});

afterAll(() => registry.close());

describe('the pages', () => {
  test('a browser that asks for / is sent to them; a client of the API is not', async () => {
    const browser = await fetch(registry.url, { headers: { accept: 'text/html,*/*;q=0.8' }, redirect: 'manual' });
    expect([browser.status, browser.headers.get('location'), browser.headers.get('vary')]).toEqual([302, '/ui/', 'Accept']);
    const client = await fetch(registry.url, { headers: { accept: 'application/vnd.schemaregistry.v1+json' } });
    expect([client.status, await client.text()]).toEqual([200, '{}']);
  });

  test('the shell opens, names itself, and asks nobody else', async () => {
    const { page, troubles, close } = await openPage(registry.url, '/');
    await page.getByRole('link', { name: 'Catalogue', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ui/');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Compatibility' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ui/settings');
    await page.goBack();
    await page.getByRole('heading', { name: 'Catalogue' }).waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('an address that is none says so', async () => {
    const { page, close } = await openPage(registry.url, '/ui/nonsense');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await close();
  });
});
