import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBarriers } from '../find-barriers.ts';
import { openPage } from '../open-page.ts';
import { servePages, type ServedPages } from '../serve-pages.ts';

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
  await registry.client.register('com.shop.paid', { schema: { type: 'object' } });
});

afterAll(() => registry.close());

test('a mode is set after its consequence was read, and removed again', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/modes');
  await page.getByText('READWRITE default').waitFor();
  await page.getByLabel('Subject or prefix').fill('com.shop.*');
  await page.getByRole('button', { name: 'Set for it' }).click();
  await page.getByRole('radio', { name: /^READONLY Nothing/ }).check();
  await page.getByRole('button', { name: 'Set the mode' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set READONLY?' });
  await dialog.getByText('refused with mode_forbids').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await expect(registry.client.getMode('com.shop.*')).resolves.toMatchObject({ own: null });
  await dialog.getByRole('button', { name: 'Set READONLY' }).click();
  await page.getByText('set here', { exact: true }).waitFor();
  await expect(registry.client.getMode('com.shop.paid')).resolves.toMatchObject({ mode: 'READONLY' });
  await page.getByRole('button', { name: 'Remove what is set here' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('inherited', { exact: true }).waitFor();
  await expect(registry.client.getMode('com.shop.*')).resolves.toMatchObject({ own: null });
  expect(troubles).toEqual([]);
  await close();
});

test('IMPORT over versions that are there is refused, and set all the same by who means it', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/modes/name/com.shop.*');
  await page.getByRole('radio', { name: /IMPORT/ }).check();
  await page.getByRole('button', { name: 'Set the mode' }).click();
  await page.getByText('there are versions already').waitFor();
  await page.getByRole('button', { name: 'Set IMPORT although there are versions' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set IMPORT' }).click();
  await page.getByText('set here', { exact: true }).waitFor();
  await expect(registry.client.getMode('com.shop.*')).resolves.toMatchObject({ own: 'IMPORT' });
  await registry.client.deleteMode('com.shop.*');
  await close();
});

test('a mode that READONLY_OVERRIDE of the registry goes before says so', async () => {
  await registry.client.putMode('', { mode: 'READONLY_OVERRIDE' });
  await registry.client.putMode('com.shop.*', { mode: 'READWRITE' });
  const { page, close } = await openPage(registry.url, '/ui/settings/modes');
  await page
    .getByRole('row', { name: /com\.shop\.\*/ })
    .getByText('overridden: READONLY_OVERRIDE of the registry is in force')
    .waitFor();
  await registry.client.deleteMode('com.shop.*');
  await registry.client.deleteMode('');
  await close();
});

test('who was slower sees what is set now', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/modes/name/com.other');
  await page.getByRole('radio', { name: /^READONLY Nothing/ }).check();
  await page.getByRole('button', { name: 'Set the mode' }).click();
  await page.getByRole('dialog').waitFor();
  await registry.client.putMode('com.other', { mode: 'READONLY_OVERRIDE' });
  await page.getByRole('dialog').getByRole('button', { name: 'Set READONLY' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByText('In force: READONLY_OVERRIDE').waitFor();
  await close();
});
