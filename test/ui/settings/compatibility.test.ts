import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findBarriers } from '../find-barriers.ts';
import { openPage, shareTab } from '../open-page.ts';
import { servePages, type ServedPages } from '../serve-pages.ts';

let registry: ServedPages;

const NUMBER = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
const TEXT = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };

beforeAll(async () => {
  registry = await servePages();
  const { client } = registry;
  await client.putConfig('com.shop.paid', { level: 'NONE' });
  await client.register('com.shop.paid', { schema: NUMBER });
  await client.register('com.shop.paid', { schema: TEXT });
  await client.register('com.shop.placed', { schema: NUMBER });
});

afterAll(() => registry.close());

const show = shareTab(() => registry.url);

beforeEach(async () => {
  const { client } = registry;
  for (const { name, config } of (await client.listSettings()).items) {
    if (config !== undefined && name !== 'com.shop.paid') await client.deleteConfig(name);
  }
  await client.putConfig('com.shop.paid', { level: 'NONE' });
});

test('names stand below each other as they cover each other, with what is set, inherited and the default', async () => {
  const { client } = registry;
  await client.putConfig('', { profile: 'strict' });
  await client.putConfig('com.shop.*', { level: 'BACKWARD' });
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings');
  const table = page.getByRole('table', { name: 'Compatibility by name' });
  await table.waitFor();
  expect(
    await table
      .getByRole('row')
      .allInnerTexts()
      .then((rows) => rows.slice(1).map((row) => row.split(/\s+/).join(' '))),
  ).toEqual([
    'The registry FULL_TRANSITIVE default strict annotate default fail default Change',
    'com.shop.* BACKWARD strict inherited annotate default fail default Change',
    'com.shop.paid NONE strict inherited annotate default fail default Change',
  ]);
  expect(await findBarriers(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

test('a setting is tried before it is saved: which live versions would not hold, with an event that shows it', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/compatibility');
  await page.getByLabel('Subject or prefix').fill('com.shop.*');
  await page.getByRole('button', { name: 'Set for it' }).click();
  await page.getByRole('heading', { name: 'Compatibility of com.shop.*' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/ui/settings/compatibility/name/com.shop.*');
  await page.getByLabel('Profile').selectOption('strict');
  expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByText('All live versions would hold').waitFor();
  await page.getByLabel('Level').selectOption('FULL');
  expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0); // What was tried is something else.
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  // The subject has a level of its own, which goes before; the profile is not set there.
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await expect(registry.client.getConfig('com.shop.*')).resolves.toMatchObject({ level: 'FULL', profile: 'strict', epoch: 1 });
  expect(troubles).toEqual([]);
  await close();
});

test('what would not hold says which check, why, and by which event; it can be saved all the same', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/compatibility/name/com.shop.paid');
  await page.getByLabel('Level').selectOption('BACKWARD');
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByText('1 subject would not hold').waitFor();
  await page.getByText('Version 2 does not read all that version 1 writes.').waitFor();
  const event = page.getByRole('region', { name: 'An event of version 1 that version 2 refuses' });
  expect(await event.locator('mark').count()).toBeGreaterThan(0);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save all the same' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await expect(registry.client.getConfig('com.shop.paid')).resolves.toMatchObject({ level: 'BACKWARD' });
  expect(troubles).toEqual([]);
  await close();
});

test('a removal is tried as well', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/compatibility/name/com.shop.paid');
  await page.getByRole('button', { name: 'Remove what is set here' }).click();
  await page.getByText('1 subject would not hold').waitFor();
  await expect(registry.client.getConfig('com.shop.paid')).resolves.toMatchObject({ own: ['level'] });
  await page.getByRole('button', { name: 'Remove all the same' }).click();
  await page.getByText('Removed', { exact: true }).waitFor();
  await expect(registry.client.getConfig('com.shop.paid')).resolves.toMatchObject({ own: [] });
  await close();
});

test('who was slower is told what is set now, and can try against it or take it', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/compatibility/name/com.shop.*');
  await page.getByLabel('Formats').selectOption('assert');
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
  await registry.client.putConfig('com.shop.*', { onUndecided: 'warn' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Somebody changed this meanwhile').waitFor();
  await page.getByText('Where nothing can be proved: warn – yours is another one').waitFor();
  await expect(registry.client.getConfig('com.shop.*')).resolves.toMatchObject({ own: ['onUndecided'] });
  await page.getByRole('button', { name: 'Try mine against it' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await expect(registry.client.getConfig('com.shop.*')).resolves.toMatchObject({ own: ['formats'] });
  await close();
});

test('a trial that did not look at everything says so', async () => {
  const { client } = registry;
  await client.putConfig('many.*', { level: 'NONE' });
  for (let at = 0; at < 101; at += 1) await client.register(`many.${at}`, { schema: true });
  const { page, close } = await show('/ui/settings/compatibility/name/many.*');
  await page.getByLabel('Level').selectOption('FULL');
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByText('There is more than was looked at').waitFor();
  await page.getByText('All that was looked at would hold').waitFor();
  await close();
});

test('hundreds of settings are drawn a part at a time, and found by name', async () => {
  const { client } = registry;
  await Promise.all(Array.from({ length: 210 }, (_, at) => client.putConfig(`team.${at}.*`, { level: 'FULL' })));
  const { page, close } = await openPage(registry.url, '/ui/settings/compatibility');
  await page.getByText('200 of 212 names').waitFor();
  expect(await page.getByRole('row').count()).toBe(201);
  expect(await page.getByRole('rowheader', { name: 'team.99.*' }).count()).toBe(0);
  await page.getByRole('searchbox', { name: 'Find a name' }).fill('99');
  await page.getByRole('rowheader', { name: 'team.99.*' }).waitFor();
  expect(new URL(page.url()).searchParams.get('find')).toBe('99');
  await page.reload();
  await page.getByRole('rowheader', { name: 'team.99.*' }).waitFor();
  await close();
});

test('a name that is none says so when it is tried', async () => {
  const { page, close } = await show('/ui/settings/compatibility/name/com.sh*');
  await page.getByLabel('Level').selectOption('FULL');
  await page.getByRole('button', { name: 'Try against the live versions' }).click();
  await page.getByText('a "*" elsewhere than in ".*" at the end is no pattern').waitFor();
  await close();
});
